"""人员: accounts, roles in an area, sign-in, representatives and their mandates, consents."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.people import signin, views, words

    words.register()
    signin.init_app(app)
    views.own_account.init_app(app)
    app.register_blueprint(views.bp)
