"""Puts the foundation together; the rooms are added above it."""

from __future__ import annotations

from importlib import import_module

from flask import Flask
from flask_migrate import Migrate
from jinja2 import ChainableUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from app.foundation import failures, formatting, guard, htmx, i18n, logs, security, wording
from app.foundation.database import db
from app.foundation.imports import words as import_words
from app.foundation.settings import ROOT, Settings


def build(settings: Settings) -> Flask:
    """A Flask application with everything but rooms."""
    app = Flask(
        "yishiting",
        root_path=str(ROOT),
        template_folder="templates",
        static_folder="static",
        instance_path=str(settings.instance),
    )
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        TESTING=settings.testing,
    )
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    logs.configure(settings)
    for tables in ("audit", "files", "jobs", "search", "throttle", "withholding"):
        import_module(f"app.foundation.{tables}")
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=False)
    for service in (htmx, guard, wording, import_words, formatting, failures):
        service.init_app(app)
    security.init_app(app, settings)
    i18n.init_app(app, settings)
    _templates(app)
    return app


def _templates(app: Flask) -> None:
    app.jinja_env.undefined = ChainableUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
