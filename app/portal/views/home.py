"""The first page."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.guard import can, permit
from app.foundation.wording import label
from app.notices.period import days_left
from app.portal import links
from app.portal.queries import home as queries
from app.portal.views.blueprint import bp
from app.street.queries import calendar, the_street


@bp.get("/")
@permit(Permission.PUBLIC)
def home() -> str:
    session = db.session()
    street = the_street(session)
    if street is None:
        return render_template("portal/no_street.html")
    configures = can(Permission.STREET_CONFIGURE)
    found = queries.home(session, now())
    return render_template(
        "portal/home.html",
        here=street,
        home=found,
        steps=[_step(step) for step in found.steps],
        founding=queries.founding(session) if configures else None,
        today=today(),
        days_left=days_left,
        calendar=calendar(session),
    )


def _step(step: queries.Step) -> tuple[str, str, str, str]:
    """A step as the road shows it: name, how many, how far, where to look."""
    note = gettext("进行中") if step.state == "now" and not step.count else ""
    if step.count:
        note = COUNTED[step.stage] % {"n": step.count}
    return label(step.stage, "stage"), note, step.state, links.room(step.stage)


COUNTED = {
    "needs": _l("%(n)s 条"),
    "fair": _l("%(n)s 家"),
    "proposals": _l("%(n)s 项"),
    "council": _l("%(n)s 次"),
    "voting": _l("%(n)s 项"),
    "notices": _l("%(n)s 期"),
    "contracts": _l("%(n)s 份"),
    "delivery": _l("%(n)s 项"),
    "evaluation": _l("%(n)s 轮"),
}
