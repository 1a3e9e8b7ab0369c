"""Who sends something without saying who they are: browsers and networks, kept only as keyed hashes.

Two kinds of key, both HMACs under the application's secret, so that whoever holds the tables alone can try no address
against them. A ``passing_key`` is for what is counted within hours and then forgotten (attempts, floods): it turns
with the street's calendar day, so that what is left of yesterday tells nothing of today. A ``lasting_key`` is for a
browser's own random mark, where one person is to count once for good; an address never gets one. Source: PIPL arts
6 and 51 (least data, de-identified).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from app.foundation.clock import local_date

COOKIE = "yishiting_visitor"
LIFE = timedelta(days=365)
KEPT = timedelta(days=1)
"""How long a row with a passing key may stay."""


@dataclass(frozen=True)
class Visitor:
    """A sender, hashed as stored: ``browser`` lasts, ``sender`` (the browser) and ``address`` are today's."""

    browser: str
    sender: str
    address: str


def network(address: str | None) -> str:
    """The network an address belongs to: /24 of IPv4, /64 of IPv6; "unknown" for what is no address."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 64
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))


def passing_key(kind: str, value: str, now: datetime) -> str:
    """How an account, a network or a browser is written down for the street's day of ``now``."""
    return _keyed(f"{local_date(now).isoformat()} {kind}:{value}")


def lasting_key(kind: str, value: str) -> str:
    """How a mark that is random by itself is written down for good."""
    return _keyed(f"{kind}:{value}")


def visitor(now: datetime) -> Visitor:
    """Whose browser this is; a new one gets its cookie with the answer (``keep_cookie``)."""
    token = _token() or g.setdefault("new_visitor", secrets.token_urlsafe(16))
    return Visitor(
        lasting_key("browser", token),
        passing_key("browser", token, now),
        passing_key("address", network(request.remote_addr), now),
    )


def known_browser() -> str | None:
    """The lasting key of a browser that sent something before."""
    token = _token()
    return None if token is None else lasting_key("browser", token)


def keep_cookie(response: Response) -> Response:
    """Give a new browser its cookie: signed, set when a person first sends something, never for reading."""
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


def _keyed(value: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, value.encode(), hashlib.sha256).hexdigest()
