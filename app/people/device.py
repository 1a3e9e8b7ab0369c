"""Browsers in which somebody signed in before: a signed cookie, so that strangers' failures do not slow them."""

from __future__ import annotations

import secrets
from typing import cast

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from app.foundation.visitors import network
from app.people.throttle import Origin

COOKIE = "yishiting_known"
REMEMBERED_SECONDS = 180 * 24 * 3600
MOST = 8


def origin_of(user_id: int | None) -> Origin:
    """Where this request comes from, with the browser's mark when that account signed in here before."""
    return Origin(network(request.remote_addr), _marks().get(str(user_id)))


def remember_device(response: Response, user_id: int) -> None:
    """Mark this browser as known to an account; it keeps the latest MOST accounts."""
    marks = _marks()
    mark = marks.pop(str(user_id), None) or secrets.token_urlsafe(12)
    kept = dict([*marks.items(), (str(user_id), mark)][-MOST:])
    response.set_cookie(
        COOKIE,
        _serializer().dumps(kept),
        max_age=REMEMBERED_SECONDS,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )


def _marks() -> dict[str, str]:
    try:
        return cast(
            dict[str, str],
            _serializer().loads(request.cookies.get(COOKIE, ""), max_age=REMEMBERED_SECONDS),
        )
    except BadSignature:
        return {}


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="known-browser")
