"""Yishiting, the residents' hall.

Importing this package imports no framework, so that ``app.domain`` alone starts in a tenth of a second.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.foundation.settings import Settings

ROOMS = (
    "street",
    "people",
    "organisations",
    "funds",
    "needs",
    "fair",
    "proposals",
    "council",
    "voting",
    "notices",
    "contracts",
    "delivery",
    "portal",
)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole product. Raises SettingsError when the environment cannot work."""
    from importlib import import_module

    from app.foundation import guard, i18n
    from app.foundation.factory import build
    from app.foundation.settings import from_environment

    app = build(settings or from_environment())
    for room in ROOMS:
        if room != "portal":
            import_module(f"app.{room}.models")
    for room in ROOMS:
        import_module(f"app.{room}").register(app)
    import_module("app.cli").register(app)
    i18n.speak_at_request(app.jinja_env)
    guard.require_declarations(app)
    return app
