"""议事: meetings, roll, attendance and quorum, opinions, resolutions."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.council import views, words

    words.register()
    app.register_blueprint(views.bp)
