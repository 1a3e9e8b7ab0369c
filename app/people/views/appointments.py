"""Posts that are asked for: the list, one request, its answer."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.lifecycle import TWO_HANDS, states
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.people import commands, queries
from app.people.forms import AppointmentRefusalForm
from app.people.models import Appointment
from app.people.queries.hands import IN_HAND, share_a_hand
from app.people.views.blueprint import bp

Page = Response | str | tuple[str, int]


@bp.get("/people/appointments")
@permit(Permission.APPOINTMENT_READ)
def appointments() -> str:
    session, state = db.session(), request.args.get("state", "waiting")
    if state not in states(TWO_HANDS):
        state = "waiting"
    return render_template(
        "people/appointments.html",
        state=state,
        states=states(TWO_HANDS),
        numbers=queries.appointment_numbers(session),
        page=queries.appointments_page(session, state, asked_page()),
    )


@bp.get("/people/appointments/<slug>")
@permit(Permission.APPOINTMENT_READ, load=queries.appointment_by_slug)
def appointment(asked: Appointment) -> str:
    reader = current_actor().user_id or 0
    part = "asker" if reader == asked.asked_by_id else "appointed" if reader == asked.user_id else ""
    if not part and share_a_hand(db.session(), asked.asked_by_id, reader, asked.asked_at - IN_HAND):
        part = "one_hand"
    return render_template("people/appointment.html", asked=asked, part=part, days=IN_HAND.days)


@bp.post("/people/appointments/<slug>/confirm")
@permit(Permission.APPOINTMENT_CONFIRM, load=queries.appointment_by_slug)
def confirm_appointment(asked: Appointment) -> Response:
    perform(
        lambda session: commands.confirm_appointment(session, current_actor(), asked, now()),
        done=gettext("已确认，从今天起任职。"),
    )
    return go(url_for(".appointment", slug=asked.slug))


@bp.route("/people/appointments/<slug>/refuse", methods=["GET", "POST"])
@permit(Permission.APPOINTMENT_CONFIRM, load=queries.appointment_by_slug)
def refuse_appointment(asked: Appointment) -> Page:
    form = AppointmentRefusalForm()

    def change(session: Session) -> bool:
        commands.refuse_appointment(session, current_actor(), asked, form.answer.data or "", now())
        return True

    if submit(form, change):
        flash(gettext("没有同意，理由写在申请上。"), "success")
        return go(url_for(".appointment", slug=asked.slug))
    page = render_template("people/refuse_appointment.html", form=form, asked=asked)
    return (page, 422) if form.errors else page


@bp.post("/people/appointments/<slug>/withdraw")
@permit(Permission.PEOPLE_MANAGE, load=queries.appointment_by_slug)
def withdraw_appointment(asked: Appointment) -> Response:
    perform(
        lambda session: commands.withdraw_appointment(session, current_actor(), asked, now()),
        done=gettext("已撤回。"),
    )
    return go(url_for(".appointment", slug=asked.slug))
