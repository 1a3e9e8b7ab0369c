"""Chinese by default, English complete beside it.

Message ids are the Chinese texts; ``translations/en/LC_MESSAGES/<domain>.po`` holds one English catalogue for each
room. Catalogues are compiled into the instance folder when their source changes.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, has_request_context, request, session
from flask_babel import Babel

from app.foundation.settings import ROOT, Settings

DEFAULT = "zh_Hans_CN"
LOCALES = (DEFAULT, "en")
SOURCE = ROOT / "translations"


def domains() -> list[str]:
    """One catalogue a room, plus the common ones."""
    return sorted(path.stem for path in (SOURCE / "en" / "LC_MESSAGES").glob("*.po")) or ["messages"]


def compile_catalogues(target: Path) -> Path:
    """Write each stale ``.mo`` under ``target``; its folder is returned."""
    for source in SOURCE.glob("*/LC_MESSAGES/*.po"):
        compiled = (target / source.relative_to(SOURCE)).with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with source.open("rb") as po:
            catalogue = read_po(po, locale=source.parts[-3])
        fresh = compiled.with_suffix(".mo.new")
        with fresh.open("wb") as mo:
            write_mo(mo, catalogue)
        fresh.replace(compiled)
    return target


def choose_locale() -> str:
    """The language kept in the session, else Chinese; ``?lang=en`` serves links shared abroad.

    Jobs and commands have no session: they speak Chinese.
    """
    if not has_request_context():
        return DEFAULT
    asked = request.args.get("lang") or session.get("locale")
    return asked if asked in LOCALES else DEFAULT


def init_app(app: Flask, settings: Settings) -> None:
    folder = compile_catalogues(settings.instance / "translations")
    names = domains()
    app.config.update(
        BABEL_DEFAULT_LOCALE=DEFAULT,
        BABEL_DEFAULT_TIMEZONE="Asia/Shanghai",
        BABEL_DOMAIN=";".join(names),
        BABEL_TRANSLATION_DIRECTORIES=";".join([str(folder)] * len(names)),
    )
    Babel(app, locale_selector=choose_locale)
    app.jinja_env.globals["locale"] = choose_locale
