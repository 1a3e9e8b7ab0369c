"""Objecting, and answering objections."""

from __future__ import annotations

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db, unit_of_work
from app.foundation.forms import submit
from app.foundation.guard import can, current_actor, permit
from app.foundation.htmx import go
from app.foundation.throttle import limited
from app.foundation.withholding import standing
from app.notices import commands, queries
from app.notices.commands.objections import is_own_act
from app.notices.forms import AnswerForm, ObjectionForm, RecordedObjectionForm
from app.notices.models import Notice, Objection
from app.notices.views.blueprint import bp
from app.notices.views.desk import area
from app.people.queries import mandate_by_slug, mandates_on
from app.people.respondents import Respondent


@bp.route("/<slug>/object", methods=["GET", "POST"])
@permit(Permission.OBJECTION_RAISE, load=queries.notice_by_slug)
@limited("words")
def object_to(notice: Notice) -> tuple[str, int] | Response:
    """Anybody's objection; with ``?for=someone``, one a worker enters for a person."""
    place = notice if notice.community_id else None
    recording = request.args.get("for") == "someone" and can(Permission.NEED_RECORD, place)
    form = _recorded(notice) if recording else ObjectionForm()
    objection = submit(form, lambda session: _raise(session, notice, form, recording))
    if objection is None:
        page = render_template(
            "notices/object.html",
            notice=notice,
            form=form,
            recording=recording,
            open=notice.state == "posted" and notice.starts_on <= today() <= notice.ends_on,
        )
        return page, 422 if form.errors else 200
    flash(gettext("异议已经收到，%(day)s 前答复，答复写在这一页。", day=objection.due_on), "success")
    return go(url_for("notices.detail", slug=notice.slug, _anchor="objections"))


def _raise(session: Session, notice: Notice, form: ObjectionForm, recording: bool) -> Objection:
    return commands.raise_objection(
        session,
        current_actor(),
        notice,
        form.text.data,
        form.raised_by_role.data,
        form.contact.data or "",
        now(),
        contact_phone="" if recording else form.contact_phone.data or "",
        whose=_whose(session, form) if recording else None,
        channel=form.channel.data if recording else "online",
    )


def _recorded(notice: Notice) -> RecordedObjectionForm:
    form = RecordedObjectionForm()
    seated = mandates_on(db.session(), notice.community_id, today()) if notice.community_id else []
    form.representative.choices = [("", gettext("不是居民代表")), *((m.slug, m.name) for m in seated)]
    return form


def _whose(session: Session, form: ObjectionForm) -> Respondent:
    seat = form.representative.data
    return Respondent(
        mandate_by_slug(session, seat) if seat else None, form.phone.data or "", form.household.data or ""
    )


@bp.get("/objections")
@permit(Permission.OBJECTION_ANSWER)
def objections() -> str:
    """What waits for an answer, and notices that wait to be ended."""
    session = db.session()
    places = area(Permission.OBJECTION_ANSWER)
    return render_template(
        "notices/objections.html",
        objections=queries.objections_to_answer(session, places),
        over=queries.over_and_posted(session, today(), places),
        today=today(),
    )


@bp.route("/objections/<slug>/answer", methods=["GET", "POST"])
@permit(Permission.OBJECTION_ANSWER, load=queries.objection_by_slug)
def answer(objection: Objection) -> tuple[str, int] | Response:
    form = AnswerForm()
    notice = objection.notice
    done = submit(
        form,
        lambda session: commands.answer_objection(
            session, current_actor(), objection, form.answer.data, form.outcome.data, now()
        ),
    )
    if done is None:
        return _answer_page(objection, form), 422 if form.errors else 200
    flash(gettext("答复已经公开。"), "success")
    return go(url_for("notices.detail", slug=notice.slug, _anchor="objections"))


@bp.post("/objections/<slug>/contact")
@permit(Permission.OBJECTION_ANSWER, load=queries.objection_by_slug)
def objector(objection: Objection) -> Response:
    """How to reach whoever objected, for those who answer: on record."""
    with unit_of_work() as session:
        commands.reveal_objector(session, current_actor(), objection, now())
    page = make_response(_answer_page(objection, AnswerForm(formdata=None), contact=True))
    page.headers["Cache-Control"] = "no-store"
    return page


def _answer_page(objection: Objection, form: AnswerForm, contact: bool = False) -> str:
    return render_template(
        "notices/answer.html",
        form=form,
        objection=objection,
        notice=objection.notice,
        withheld=standing(db.session(), "objection", objection.id),
        contact=contact,
        today=today(),
        own_act=is_own_act(db.session(), current_actor(), objection),
    )
