"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.contracts import views, words

    words.register()
    app.register_blueprint(views.bp)
