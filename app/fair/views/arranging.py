"""The street's desk: fairs, booths, talks."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.fair import commands, queries
from app.fair.commands import NewFair, NewTalk
from app.fair.forms import BoothForm, FairForm, TalkForm
from app.fair.models import Booth, Fair, Talk
from app.fair.views.blueprint import bp
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.organisations.queries import admitted, organisation_by_slug
from app.street.queries import current_cycle


@bp.get("/arrange")
@permit(Permission.FAIR_ARRANGE)
def fairs() -> str:
    return render_template("fair/fairs.html", fairs=queries.fairs(db.session()))


@bp.route("/arrange/new", methods=["GET", "POST"])
@permit(Permission.FAIR_ARRANGE)
def open_fair() -> tuple[str, int] | Response:
    form = FairForm()
    done = submit(form, lambda session: _open(session, form))
    if done is None:
        return render_template("fair/open_fair.html", form=form), 422 if form.errors else 200
    flash(gettext("推介会已经建好，接着分展位、排宣讲。"), "success")
    return go(url_for("fair.arrange", slug=done.slug))


def _open(session: Session, form: FairForm) -> Fair:
    cycle = current_cycle(session, today())
    if cycle is None:
        raise RuleViolation("fair.no_cycle")
    new = NewFair(
        form.name.data, form.opens_on.data, form.closes_on.data, form.held_on.data, form.place.data or ""
    )
    return commands.open_fair(session, current_actor(), cycle, new, now())


@bp.get("/arrange/<slug>")
@permit(Permission.FAIR_ARRANGE, load=queries.fair_by_slug)
def arrange(fair: Fair) -> tuple[str, int]:
    return _desk(fair, _booth_form(), _talk_form(fair))


@bp.post("/arrange/<slug>/booths")
@permit(Permission.FAIR_ARRANGE, load=queries.fair_by_slug)
def assign_booth(fair: Fair) -> tuple[str, int] | Response:
    form = _booth_form(posted=True)
    done = submit(form, lambda session: _assign(session, fair, form))
    if done is None:
        return _desk(fair, form, _talk_form(fair))
    flash(gettext("%(number)s 展位已经分好。", number=done.number), "success")
    return go(url_for("fair.arrange", slug=fair.slug, _anchor="booths"))


def _assign(session: Session, fair: Fair, form: BoothForm) -> Booth:
    organisation = organisation_by_slug(session, form.organisation.data)
    if organisation is None:
        raise RuleViolation("organisation.not_admitted", field="organisation")
    return commands.assign_booth(session, current_actor(), fair, organisation, form.number.data, now())


@bp.post("/arrange/<slug>/talks")
@permit(Permission.FAIR_ARRANGE, load=queries.fair_by_slug)
def schedule_talk(fair: Fair) -> tuple[str, int] | Response:
    form = _talk_form(fair, posted=True)
    done = submit(form, lambda session: _schedule(session, fair, form))
    if done is None:
        return _desk(fair, _booth_form(), form)
    flash(gettext("“%(topic)s”已经排上。", topic=done.topic), "success")
    return go(url_for("fair.arrange", slug=fair.slug, _anchor="talks"))


def _schedule(session: Session, fair: Fair, form: TalkForm) -> Talk:
    offering = queries.offering_by_slug(session, form.offering.data)
    if offering is None:
        raise RuleViolation("talk.offering", field="offering")
    topic = form.topic.data or offering.title
    new = NewTalk(form.day.data, form.hall.data, form.starts.data, form.ends.data, topic, offering)
    return commands.schedule_talk(session, current_actor(), fair, offering.organisation, new, now())


def _booth_form(posted: bool = False) -> BoothForm:
    form = BoothForm(prefix="booth") if posted else BoothForm(formdata=None, prefix="booth")
    form.organisation.choices = [
        ("", gettext("请选组织")),
        *((o.slug, o.name) for o in admitted(db.session())),
    ]
    return form


def _talk_form(fair: Fair, posted: bool = False) -> TalkForm:
    day = {"day": fair.held_on or fair.opens_on}
    form = TalkForm(prefix="talk", data=day) if posted else TalkForm(formdata=None, prefix="talk", data=day)
    form.offering.choices = [
        ("", gettext("请选服务")),
        *((o.slug, f"{o.organisation.name}：{o.title}") for o in queries.listed(db.session())),
    ]
    return form


def _desk(fair: Fair, booth_form: BoothForm, talk_form: TalkForm) -> tuple[str, int]:
    session = db.session()
    page = render_template(
        "fair/arrange.html",
        fair=fair,
        booths=queries.booths(session, fair),
        talks=queries.talks(session, fair),
        booth_form=booth_form,
        talk_form=talk_form,
    )
    refused = request.method == "POST" and (booth_form.errors or talk_form.errors)
    return page, 422 if refused else 200
