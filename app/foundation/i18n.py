"""Chinese by default, English complete beside it.

Message ids are the Chinese texts; ``translations/en/LC_MESSAGES/<domain>.po`` holds one English catalogue for each
room. Catalogues are compiled into the instance folder when their source changes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, Response, has_request_context, request, session
from flask_babel import Babel
from jinja2 import Environment, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context

from app.foundation.settings import ROOT, Settings

DEFAULT = "zh_Hans_CN"
LOCALES = (DEFAULT, "en")
OFFERED = {"zh": DEFAULT, "en": "en"}
"""What a browser may ask for, with the language it gets."""
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
    """The language kept in the session, else the one the browser asks for first; ``?lang=en`` serves links shared
    abroad.

    Jobs and commands have no session: they speak Chinese, and so does whoever asks for neither language.
    """
    if not has_request_context():
        return DEFAULT
    asked = request.args.get("lang") or session.get("locale")
    if asked in LOCALES:
        return str(asked)
    wanted = request.accept_languages.best_match(OFFERED)
    return DEFAULT if wanted is None else OFFERED[wanted]


def speak_at_request(environment: Environment) -> None:
    """Keep every filter of ours from being worked out while a template compiles.

    Jinja does that for a constant (``'hall'|label('mode')``), once and for everybody, in the language of whoever came
    first; a filter that takes the context it leaves alone.
    """
    for name, spoken in environment.filters.items():
        if FILTERS.get(name) is not spoken:
            environment.filters[name] = _with_context(spoken)


def _with_context(spoken: Callable[..., Any]) -> Callable[..., Any]:
    @pass_context
    @wraps(spoken)
    def at_request(context: Context, *values: Any, **named: Any) -> Any:
        return spoken(*values, **named)

    return at_request


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

    @app.after_request
    def _differs(response: Response) -> Response:
        response.vary.add("Accept-Language")
        return response
