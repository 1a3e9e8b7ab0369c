"""A need is told, and seconded: by anybody, or by a worker for somebody."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.throttle import limited
from app.foundation.visitors import visitor
from app.foundation.wording import choices
from app.needs import commands, queries
from app.needs.commands import NewNeed
from app.needs.forms import RaiseForm, RecordForm, TellForm, grouped_items
from app.needs.models import Need
from app.needs.views.blueprint import Answer, bp
from app.needs.views.reading import need_page, second_form
from app.people.queries import mandate_by_slug
from app.people.respondents import Respondent
from app.street.models import Community, DirectoryItem
from app.street.queries import communities, community_by_slug, directory, directory_item

DESK = (Role.COMMUNITY_WORKER, Role.SECRETARY)


@bp.route("/raise", methods=["GET", "POST"])
@permit(Permission.NEED_RAISE)
@limited("words")
def raise_need() -> Answer:
    form = RaiseForm()
    _offer(form, list(communities(db.session())))

    def change(session: Session) -> Need:
        community = _community(session, form)
        new = NewNeed(
            title=form.title.data,
            description=form.description.data or "",
            raised_by_role=_role_in(community),
            directory_item=_item(session, form),
            contact_name=form.contact_name.data or "",
            contact_phone=form.contact_phone.data or "",
        )
        return commands.raise_need(session, current_actor(), community, new, now())

    need = submit(form, change)
    if need is None:
        return render_template("needs/raise.html", form=form), 422 if form.errors else 200
    flash(gettext("记下了，社区会在这里答复。您可以把这一页发给邻居，请他们附议。"), "success")
    return _to(need)


@bp.route("/record", methods=["GET", "POST"])
@permit(Permission.NEED_RECORD)
def record() -> Answer:
    form = RecordForm()
    own = current_actor().communities(*DESK)
    _offer(form, [community for community in communities(db.session()) if community.id in own])
    form.channel.choices = _offline_channels()
    form.raised_by_role.choices = choices("need.raiser")
    form.severity.choices = [(number, str(number)) for number in range(1, 6)]

    def change(session: Session) -> Need:
        new = NewNeed(
            title=form.title.data,
            description=form.description.data or "",
            channel=form.channel.data,
            raised_by_role=form.raised_by_role.data,
            directory_item=_item(session, form),
            contact_name=form.contact_name.data or "",
            contact_phone=form.contact_phone.data or "",
            people_affected=form.people_affected.data or 0,
            severity=form.severity.data,
            knot=form.knot.data or "",
        )
        return commands.raise_need(session, current_actor(), _community(session, form), new, now())

    need = submit(form, change)
    if need is None:
        return render_template("needs/record.html", form=form), 422 if form.errors else 200
    flash(gettext("已代录。"), "success")
    return _to(need)


@bp.post("/<slug>/second")
@permit(Permission.NEED_SECOND, load=queries.need_by_slug)
@limited("seconds")
def second(need: Need) -> Answer:
    def change(session: Session) -> object:
        key = _browser()
        return commands.second_need(session, current_actor(), need, now(), visitor_key=key)

    counted = gettext("已附议，多一户说，这件事就往前排。")
    apart = gettext(
        "已附议。没有登录的另外列出，不影响排序；登录以后附议，或者请社区工作人员代记，才算一户。"
    )
    perform(change, done=counted if current_actor().is_authenticated else apart)
    return _to(need)


@bp.post("/<slug>/record-second")
@permit(Permission.NEED_RECORD, load=queries.need_by_slug)
def record_second(need: Need) -> Answer:
    form = second_form(need)

    def change(session: Session) -> object:
        seat = form.representative.data
        who = Respondent(
            mandate_by_slug(session, seat) if seat else None,
            form.phone.data or "",
            form.household.data or "",
        )
        return commands.record_second(session, current_actor(), need, who, form.channel.data, now())

    if submit(form, change) is None:
        return need_page(need, second=form), 422
    flash(gettext("已代为附议。"), "success")
    return _to(need)


def _offer(form: TellForm, offered: list[Community]) -> None:
    """The communities and kinds to choose from; the person's own community first chosen."""
    form.community.choices = [("", gettext("请选择")), *((c.slug, c.name) for c in offered)]
    form.item.choices = grouped_items(list(directory(db.session())))
    if form.is_submitted():
        return
    own = {community_id for grant in current_actor().grants if (community_id := grant.community_id)}
    mine = [community.slug for community in offered if community.id in own]
    asked = request.args.get("community", "")
    form.community.data = asked if asked in {c.slug for c in offered} else mine[0] if mine else ""


def _offline_channels() -> list[tuple[str, str]]:
    return [choice for choice in choices("need.channel") if choice[0] != "online"]


def _community(session: Session, form: TellForm) -> Community:
    community = community_by_slug(session, form.community.data)
    assert community is not None  # noqa: S101 (one of the field's own choices)
    return community


def _item(session: Session, form: TellForm) -> DirectoryItem | None:
    return directory_item(session, form.item.data) if form.item.data else None


def _role_in(community: Community) -> str:
    represents = community.id in current_actor().communities(Role.REPRESENTATIVE)
    return "representative" if represents else "resident"


def _browser() -> str | None:
    """The key of the browser of a person without an account."""
    return None if current_actor().is_authenticated else visitor(now()).browser


def _to(need: Need) -> Response:
    return go(url_for(".detail", slug=need.slug))
