"""社会组织: registered organisations, status lists, ratings, track record."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.domain.accounts import masked
    from app.organisations import views, words

    words.register()
    app.jinja_env.filters["masked_account"] = masked
    app.register_blueprint(views.bp)
