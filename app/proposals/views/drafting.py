"""The first page: what is to be bought, for whom, by whom."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.domain.procurement import check_kind
from app.fair.models import Offering
from app.fair.queries import offering_by_slug
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.needs.models import Need
from app.needs.queries import need_by_slug
from app.organisations.models import Organisation
from app.organisations.queries import admitted, organisation_by_slug, organisations_of
from app.proposals import commands
from app.proposals.content import prefill
from app.proposals.forms import DraftForm
from app.proposals.models import Proposal
from app.proposals.views.blueprint import bp
from app.street.models import Community
from app.street.queries import communities, community_by_slug


@bp.route("/new", methods=["GET", "POST"])
@permit(Permission.PROPOSAL_DRAFT)
def draft() -> tuple[str, int] | Response:
    session = db.session()
    need, offering = _start(session)
    form = _form(session, need, offering)
    turned_away = form.is_submitted() and form.kind.data and check_kind(form.kind.data)
    done = None if turned_away else submit(form, lambda unit: _begin(unit, form, need, offering))
    if done is None:
        page = render_template(
            "proposals/draft.html",
            form=form,
            need=need,
            offering=offering,
            turned_away=turned_away[0].code if turned_away else None,
        )
        return page, 422 if turned_away or form.errors else 200
    flash(gettext("草稿已经建好，写到哪里都可以先保存。"), "success")
    return go(url_for("proposals.edit", slug=done.slug))


def _start(session: Session) -> tuple[Need | None, Offering | None]:
    need, offering = request.values.get("need", ""), request.values.get("offering", "")
    return (
        need_by_slug(session, need) if need else None,
        offering_by_slug(session, offering) if offering else None,
    )


def _form(session: Session, need: Need | None, offering: Offering | None) -> DraftForm:
    own = organisations_of(session, current_actor().organisations())
    places = _places(session, bool(own))
    chosen = own[0] if own else offering.organisation if offering else None
    form = DraftForm(
        data={
            "need": need.slug if need else "",
            "offering": offering.slug if offering else "",
            "organisation": chosen.slug if chosen else "",
            "community": need.community.slug if need else places[0].slug if len(places) == 1 else "",
        }
    )
    form.community.choices = [("", gettext("请选社区")), *((c.slug, c.name) for c in places)]
    form.organisation.choices = _organisations(session, own)
    return form


def _places(session: Session, member: bool) -> Sequence[Community]:
    represented = current_actor().communities(Role.REPRESENTATIVE)
    return [place for place in communities(session) if member or place.id in represented]


def _organisations(session: Session, own: Sequence[Organisation]) -> list[tuple[str, str]]:
    names = [(one.slug, one.name) for one in own or admitted(session)]
    if current_actor().holds(Role.REPRESENTATIVE):
        names.insert(0, ("", gettext("还没有定")))
    return names


def _begin(session: Session, form: DraftForm, need: Need | None, offering: Offering | None) -> Proposal:
    community = community_by_slug(session, form.community.data)
    if community is None:
        raise RuleViolation("proposal.not_yours", field="community")
    slug = form.organisation.data
    organisation = organisation_by_slug(session, slug) if slug else None
    return commands.draft_proposal(
        session, current_actor(), community, prefill(need, offering), now(), organisation
    )
