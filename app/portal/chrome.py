"""What stands around every page: the street's name, navigation, elder mode."""

from __future__ import annotations

from flask import Flask, g, request, session, url_for
from flask_babel import lazy_gettext as _l

from app.foundation.clock import ZONE
from app.foundation.database import db
from app.foundation.guard import current_actor
from app.foundation.htmx import is_htmx
from app.street.queries import the_street

NAVIGATION = (
    (_l("首页"), "portal.home"),
    (_l("需求"), "needs.index"),
    (_l("推介会"), "fair.index"),
    (_l("项目"), "portal.projects"),
    (_l("表决"), "voting.index"),
    (_l("公示"), "notices.index"),
    (_l("资金"), "funds.index"),
)


def init_app(app: Flask) -> None:
    @app.context_processor
    def _chrome() -> dict[str, object]:
        return {
            "street": _street_name(),
            "actor": current_actor(),
            "elder_mode": bool(session.get("elder")),
            "is_htmx": is_htmx(),
            "nav_items": _navigation(app),
            "zone": ZONE,
        }


def _street_name() -> str | None:
    if "street_name" not in g:
        street = the_street(db.session())
        g.street_name = street.name if street else None
    name: str | None = g.street_name
    return name


def _navigation(app: Flask) -> list[dict[str, object]]:
    room = (request.endpoint or "").partition(".")[0]
    return [
        {
            "label": str(text),
            "href": url_for(endpoint),
            "active": request.endpoint == endpoint or (room != "portal" and endpoint.startswith(f"{room}.")),
        }
        for text, endpoint in NAVIGATION
        if endpoint in app.view_functions
    ]
