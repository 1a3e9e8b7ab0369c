"""实施评价: milestones, acceptance, payments, evaluation, rectification, alerts, assisted orders."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.delivery import views, words

    words.register()
    app.register_blueprint(views.bp)
