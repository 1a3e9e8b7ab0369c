"""How the environment configures the product."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

_NUMBER = re.compile(r"[1-9][0-9]{0,5}")
ROOT = Path(__file__).resolve().parents[2]


class SettingsError(RuntimeError):
    """The environment asks for something that cannot work; the message says what to set."""


@dataclass(frozen=True)
class Limit:
    """How often a form that anybody may send is taken within ``window``: from one ``browser``, from one network
    (``address``), and from ``everybody`` together."""

    browser: int
    address: int
    everybody: int
    window: timedelta


LIMITS: Mapping[str, Limit] = {
    "registration": Limit(10, 60, 200, timedelta(days=1)),
    "words": Limit(10, 300, 1000, timedelta(minutes=10)),
    "seconds": Limit(20, 1000, 3000, timedelta(minutes=10)),
}
"""Registration: a street has some dozens of organisations, and an information day brings them to one hall; a day's
worth of false ones is refused in one sitting. Words (needs, objections): a hall of a hundred people, three each in ten
minutes. Seconds: the same hall, ten each; a tap counts for little."""


@dataclass(frozen=True)
class Settings:
    """Where things live and how strict to be. Sizes are bytes, times are minutes."""

    instance: Path
    database_url: str
    secret_key: str
    production: bool = False
    testing: bool = False
    upload_limit: int = 20 * 1024 * 1024
    session_minutes: int = 12 * 60
    log_level: str = "INFO"
    proxies: int = 0
    """How many reverse proxies stand before the application, each telling whom it serves."""
    limits: Mapping[str, Limit] = field(default_factory=lambda: LIMITS)
    refused_kept_days: int = 180
    """How long the persons of an organisation that was turned away are kept (PIPL art. 19): time to read why and to
    apply again."""
    password_length: int = 8
    """The fewest characters of a new password. OWASP ASVS 5.0 6.2.1 asks for 8 and recommends 15, as NIST SP
    800-63B-4 does where the password is all there is; assessments under GB/T 22239 ask for 8."""

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``DATABASE_URL``, ``INSTANCE_PATH``, ``LIMIT_…``, ``PASSWORD_LENGTH``, ``PROXIES``,
    ``REFUSED_KEPT_DAYS``, ``SECRET_KEY``, ``YISHITING_ENV``.

    Raises SettingsError when production has no secret of its own, or a number is none.
    """
    env = os.environ if environ is None else environ
    instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    production = env.get("YISHITING_ENV") == "production"
    return Settings(
        instance=instance,
        database_url=_driver(env.get("DATABASE_URL") or f"sqlite:///{instance / 'yishiting.sqlite'}"),
        secret_key=_secret(env.get("SECRET_KEY"), instance, production),
        production=production,
        log_level=env.get("LOG_LEVEL", "INFO"),
        proxies=_count(env.get("PROXIES") or "0"),
        limits={form: _limit(form, limit, env) for form, limit in LIMITS.items()},
        refused_kept_days=_days(env.get("REFUSED_KEPT_DAYS") or "180"),
        password_length=_length(env.get("PASSWORD_LENGTH") or "8"),
    )


def _driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _count(text: str) -> int:
    if len(text) != 1 or text not in "0123456789":
        raise SettingsError("PROXIES is how many reverse proxies stand before the application, 0 to 9")
    return int(text)


def _limit(form: str, limit: Limit, env: Mapping[str, str]) -> Limit:
    name = f"LIMIT_{form.upper()}"
    words = (env.get(name) or f"{limit.browser} {limit.address} {limit.everybody}").split()
    if len(words) != 3 or not all(_NUMBER.fullmatch(word) for word in words):
        raise SettingsError(
            f"{name} is three counts: for a browser, for a network, for everybody, as '10 300 1000'"
        )
    browser, address, everybody = map(int, words)
    return replace(limit, browser=browser, address=address, everybody=everybody)


def _days(text: str) -> int:
    if not _NUMBER.fullmatch(text) or int(text) > 3650:
        raise SettingsError(
            "REFUSED_KEPT_DAYS is how long the persons of a refused application are kept, 1 to 3650"
        )
    return int(text)


def _length(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 8 <= int(text[:3]) <= 64:
        raise SettingsError("PASSWORD_LENGTH is the fewest characters of a new password, 8 to 64")
    return int(text)


def _secret(given: str | None, instance: Path, production: bool) -> str:
    if given and len(given) >= 32:
        return given
    if production:
        raise SettingsError("production needs SECRET_KEY of at least 32 characters in the environment")
    if given:
        return given
    path = instance / "secret_key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text().strip()
