"""Days the street settles itself."""

from __future__ import annotations

from datetime import date

from flask import abort, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.street import commands, queries
from app.street.forms import WorkdayForm
from app.street.views.blueprint import bp


@bp.route("/workdays", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE)
def workdays() -> Response | str | tuple[str, int]:
    form = WorkdayForm()
    settled = submit(
        form,
        lambda session: commands.override_workday(
            session,
            current_actor(),
            queries.require_street(session),
            form.day.data,
            form.is_workday.data == "1",
            form.source.data,
            now(),
        ),
    )
    if settled is not None:
        return redirect(url_for(".workdays"), 303)
    calendar = queries.calendar(db.session())
    page = render_template(
        "street/workdays.html",
        form=form,
        overrides=queries.workday_overrides(db.session()),
        years=[(year, calendar.knows(year)) for year in range(today().year, today().year + 2)],
    )
    return (page, 422) if form.is_submitted() else page


@bp.post("/workdays/clear")
@permit(Permission.STREET_CONFIGURE)
def clear_workday() -> Response:
    day = request.form.get("day", type=date.fromisoformat)
    if day is None:
        abort(400)
    perform(
        lambda session: commands.clear_workday(
            session, current_actor(), queries.require_street(session), day, now()
        ),
        done=gettext("这一天改回按国家安排。"),
    )
    return go(url_for(".workdays"))
