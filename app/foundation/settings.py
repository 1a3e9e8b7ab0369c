"""How the environment configures the product."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class SettingsError(RuntimeError):
    """The environment asks for something that cannot work; the message says what to set."""


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
    password_length: int = 8
    """The fewest characters of a new password. OWASP ASVS 5.0 6.2.1 asks for 8 and recommends 15, as NIST SP
    800-63B-4 does where the password is all there is; assessments under GB/T 22239 ask for 8."""

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``DATABASE_URL``, ``INSTANCE_PATH``, ``PASSWORD_LENGTH``, ``PROXIES``, ``SECRET_KEY``, ``YISHITING_ENV``.

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
