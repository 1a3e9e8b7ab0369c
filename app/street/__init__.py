"""街道: the street, its zones and communities, yearly cycle, rule settings, guidance directory."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.street import views, words

    words.register()
    app.jinja_env.filters["person_name"] = words.person_name
    app.jinja_env.globals["set_words"] = words.set_words
    app.register_blueprint(views.bp)
