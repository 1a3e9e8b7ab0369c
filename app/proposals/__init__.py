"""项目申报: application, activity plan, budget lines, review."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.proposals import views, words

    words.register()
    app.register_blueprint(views.bp)
