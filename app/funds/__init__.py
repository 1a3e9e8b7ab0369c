"""经费: every fen of each community's yearly fund."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.funds import views, words

    words.register()
    app.register_blueprint(views.bp)
