"""推介会: offerings, booths, talks, questions and interest marks."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.fair import views, words

    words.register()
    app.register_blueprint(views.bp)
