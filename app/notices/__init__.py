"""公示: public notice for a set period, objections, answers."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.notices import views, words

    words.register()
    app.register_blueprint(views.bp)
