"""门户: home, my tasks, project page, search, downloads (reads only)."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages and what stands around every page."""
    from app.portal import chrome, views, words

    words.register()
    chrome.init_app(app)
    app.register_blueprint(views.bp)
