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

    @property
    def uploads(self) -> Path:
        return self.instance / "uploads"


def from_environment(environ: Mapping[str, str] | None = None) -> Settings:
    """Read ``DATABASE_URL``, ``INSTANCE_PATH``, ``PROXIES``, ``SECRET_KEY``, ``YISHITING_ENV``.

    Raises SettingsError when production has no secret of its own, or ``PROXIES`` is no count.
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
