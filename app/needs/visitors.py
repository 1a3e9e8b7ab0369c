"""People without an account: a browser is known again by a signed cookie, an address only as today's hash.

Neither says who somebody is. The cookie is set when a person first sends something, never for reading.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.foundation.clock import today

COOKIE = "yishiting_visitor"
LIFE = timedelta(days=365)


@dataclass(frozen=True)
class Visitor:
    """Hashed, as they are stored."""

    key: str
    address: str


def known_key() -> str | None:
    """The key of a browser that sent something before."""
    token = _token()
    return None if token is None else _hashed("browser", token)


def visitor() -> Visitor:
    """Whose browser this is; a new one gets its cookie with the answer."""
    token = _token() or g.setdefault("new_visitor", secrets.token_urlsafe(16))
    return Visitor(_hashed("browser", token), _hashed(f"address {today()}", request.remote_addr or ""))


def keep_cookie(response: Response) -> Response:
    """Give a new browser its cookie."""
    token = g.pop("new_visitor", None)
    if token is not None:
        response.set_cookie(
            COOKIE,
            _serializer().dumps(token),
            max_age=LIFE,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    return response


def _token() -> str | None:
    try:
        return str(_serializer().loads(request.cookies.get(COOKIE, "")))
    except BadSignature:
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="visitor")


def _hashed(kind: str, value: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()
