"""What stands around every page: the street's name, navigation, what waits, links at the foot, elder mode."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Flask, g, request, session, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.permissions import Permission
from app.foundation.clock import ZONE, now
from app.foundation.database import db
from app.foundation.guard import can, current_actor
from app.foundation.htmx import is_htmx
from app.portal import links
from app.portal.queries.tasks import tasks_count
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
FOOTER: Sequence[tuple[LazyString, str, Permission]] = (
    (_l("社区和电话"), "street.index", Permission.PUBLIC),
    (_l("社会组织"), "organisations.index", Permission.PUBLIC),
    (_l("年度安排"), "street.cycle", Permission.PUBLIC),
    (_l("指导性目录"), "street.directory", Permission.PUBLIC),
    (_l("规则和依据"), "street.settings", Permission.SETTINGS_READ),
    (_l("下载项目表"), "portal.projects_csv", Permission.PUBLIC),
    (_l("下载经费表"), "portal.funds_csv", Permission.FUND_READ),
    (_l("审计日志"), "people.audit_log", Permission.AUDIT_READ),
)
SECTIONS = {"portal.project": "portal.projects"}
"""Pages that belong to another page's section."""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        page_of=links.page_of,
        room_page=links.room,
        task_page=links.task_page,
        founding_page=links.founding_page,
    )

    @app.context_processor
    def _chrome() -> dict[str, object]:
        return {
            "street": _street_name(),
            "actor": current_actor(),
            "elder_mode": bool(session.get("elder")),
            "is_htmx": is_htmx(),
            "nav_items": _navigation(),
            "footer_items": _footer(),
            "tasks_count": _tasks_count(),
            "zone": ZONE,
        }


def _street_name() -> str | None:
    if "street_name" not in g:
        street = the_street(db.session())
        g.street_name = street.name if street else None
    name: str | None = g.street_name
    return name


def _tasks_count() -> int:
    """What waits for whoever is signed in: one query a page, none for the public and for parts of pages."""
    actor = current_actor()
    if not actor.is_authenticated or is_htmx():
        return 0
    if "tasks_count" not in g:
        g.tasks_count = tasks_count(db.session(), actor, now())
    number: int = g.tasks_count
    return number


def _navigation() -> list[dict[str, object]]:
    here = SECTIONS.get(request.endpoint or "", request.endpoint or "")
    room = here.partition(".")[0]
    return [
        {
            "label": str(text),
            "href": url_for(endpoint),
            "active": here == endpoint or (room != "portal" and endpoint.startswith(f"{room}.")),
        }
        for text, endpoint in NAVIGATION
    ]


def _footer() -> list[dict[str, str]]:
    return [
        {"label": str(text), "href": url_for(endpoint)}
        for text, endpoint, permission in FOOTER
        if can(permission)
    ]
