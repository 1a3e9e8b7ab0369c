"""需求: what residents need, who seconds it, what became of it."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.needs import views, words

    words.register()
    app.register_blueprint(views.bp)
