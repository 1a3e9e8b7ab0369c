"""A community's representatives and their mandates."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.domain.policy import STREET_ROLES, Role
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.paging import asked_page
from app.people import commands, queries
from app.people.forms import EndMandateForm, RepresentativeFilter, RevealForm, SuccessorForm
from app.people.models import Mandate
from app.people.views.blueprint import bp
from app.street.models import Community
from app.street.queries import communities, community_by_slug

Page = Response | str | tuple[str, int]


@bp.get("/people/representatives")
@permit(Permission.REPRESENTATIVES_READ)
def representatives_index() -> Response | str:
    """The communities whose representatives one may see; straight there when it is one."""
    actor = current_actor()
    everywhere = actor.holds(Role.ADMINISTRATOR, Role.AUDITOR)
    own = actor.communities(*(set(Role) - STREET_ROLES))
    seen = [c for c in communities(db.session()) if everywhere or c.id in own]
    if len(seen) == 1:
        return redirect(url_for(".representatives", slug=seen[0].slug), 303)
    counts = queries.seated_counts(db.session(), today())
    return render_template("people/representatives_index.html", communities=seen, counts=counts)


@bp.get("/people/communities/<slug>/representatives")
@permit(Permission.REPRESENTATIVES_READ, load=community_by_slug)
def representatives(community: Community) -> str:
    form, over = RepresentativeFilter(request.args), request.args.get("over") == "1"
    page = queries.representatives_page(
        db.session(), community.id, asked_page(), today(), text=(form.q.data or "")[:100], over=over
    )
    seated = queries.seated_counts(db.session(), today()).get(community.id, 0)
    return render_template(
        "people/representatives.html",
        community=community,
        page=page,
        form=form,
        over=over,
        seated=seated,
        today=today(),
    )


@bp.get("/people/representatives/<slug>")
@permit(Permission.REPRESENTATIVES_READ, load=queries.mandate_by_slug)
def mandate(row: Mandate) -> str:
    return _mandate_page(row, RevealForm())


def _mandate_page(row: Mandate, form: RevealForm, phone: str | None = None) -> str:
    form.offer()
    return render_template(
        "people/mandate.html",
        mandate=row,
        form=form,
        phone=phone,
        state=queries.mandate_state(row.starts_on, row.ends_on, today()),
        successor=queries.successor_of(db.session(), row),
    )


@bp.post("/people/representatives/<slug>/phone")
@permit(Permission.PHONE_REVEAL, load=queries.mandate_by_slug)
def reveal_phone(row: Mandate) -> Page:
    form = RevealForm()
    form.offer()
    phone = submit(
        form,
        lambda session: commands.reveal_phone(session, current_actor(), row, form.purpose.data, now()),
    )
    page = _mandate_page(row, form, phone)
    return page if phone else (page, 422)


@bp.route("/people/representatives/<slug>/end", methods=["GET", "POST"])
@permit(Permission.REPRESENTATIVES_IMPORT, load=queries.mandate_by_slug)
def end_mandate(row: Mandate) -> Page:
    form = EndMandateForm()
    ended = submit(
        form,
        lambda session: commands.end_mandate(
            session, current_actor(), row, form.last_day.data, form.reason.data, now()
        ),
    )
    if ended is not None:
        return redirect(url_for(".replace_representative", slug=row.slug), 303)
    page = render_template("people/end_mandate.html", mandate=row, form=form)
    return (page, 422) if form.is_submitted() else page


@bp.route("/people/representatives/<slug>/replace", methods=["GET", "POST"])
@permit(Permission.REPRESENTATIVES_IMPORT, load=queries.mandate_by_slug)
def replace_representative(row: Mandate) -> Page:
    form = SuccessorForm(stairwell=row.stairwell, starts_on=row.ends_on + timedelta(days=1))
    seated = submit(form, lambda session: _replace(session, row, form))
    if seated is not None:
        return redirect(url_for(".mandate", slug=seated.slug), 303)
    page = render_template("people/replace_representative.html", mandate=row, form=form)
    return (page, 422) if form.is_submitted() else page


def _replace(session: Session, row: Mandate, form: SuccessorForm) -> Mandate:
    new = commands.NewRepresentative(
        name=form.name.data,
        code=form.code.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        phone=form.phone.data,
        stairwell=form.stairwell.data or "",
    )
    return commands.replace_representative(session, current_actor(), row, new, now())
