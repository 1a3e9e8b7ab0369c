"""Flask-Login, told how this house knows who asks."""

from __future__ import annotations

from flask import Flask, Request, session
from flask_login import AnonymousUserMixin, LoginManager

from app.domain.policy import ANYONE
from app.foundation.clock import now
from app.foundation.database import db
from app.people.commands import token_hash
from app.people.queries import SignedIn, signed_in

TOKEN = "token"  # noqa: S105 (the key of the token in the session, not a token)


class Visitor(AnonymousUserMixin):
    """Somebody not signed in."""

    actor = ANYONE


def init_app(app: Flask) -> None:
    manager = LoginManager(app)
    manager.anonymous_user = Visitor
    manager.session_protection = None

    @manager.request_loader
    def _load(request: Request) -> SignedIn | None:
        token = session.get(TOKEN)
        return signed_in(db.session(), token_hash(token), now()) if token else None


def keep_token(token: str) -> None:
    """Begin a clean cookie session around a fresh sign-in; only how the page looks is carried over."""
    kept = {key: session[key] for key in ("locale", "elder") if key in session}
    session.clear()
    session.update(kept)
    session[TOKEN] = token
    session.permanent = True
