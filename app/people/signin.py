"""Flask-Login, told how this house knows who asks."""

from __future__ import annotations

from flask import Flask, Request, redirect, request, session, url_for
from flask_login import AnonymousUserMixin, LoginManager, current_user
from werkzeug.wrappers import Response

from app.domain.policy import ANYONE
from app.foundation.clock import now
from app.foundation.database import db
from app.people.commands import token_hash
from app.people.queries import SignedIn, signed_in

TOKEN = "token"  # noqa: S105 (the key of the token in the session, not a token)


WITH_ONE_TIME_PASSWORD = frozenset(
    {"static", "people.sign_in", "people.change_password", "people.sign_out", "people.set_display"}
)


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

    @app.before_request
    def _use_up_one_time_password() -> Response | None:
        if request.endpoint in WITH_ONE_TIME_PASSWORD or not session.get(TOKEN):
            return None
        if current_user.is_authenticated and current_user.must_change_password:
            return redirect(url_for("people.change_password"), 303)
        return None


def keep_token(token: str) -> None:
    """Begin a clean cookie session around a fresh sign-in; only how the page looks is carried over."""
    kept = {key: session[key] for key in ("locale", "elder") if key in session}
    session.clear()
    session.update(kept)
    session[TOKEN] = token
    session.permanent = True
