"""What everybody sees: the list, an organisation's page, and the way in."""

from __future__ import annotations

from flask import current_app, flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit_after
from app.foundation.guard import can, current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.throttle import limited
from app.foundation.visitors import visitor
from app.foundation.wording import choices
from app.organisations import commands, queries
from app.organisations.commands import NewMember, NewOrganisation
from app.organisations.forms import RegisterForm, WantedForm
from app.organisations.models import RATINGS, Organisation
from app.organisations.queries import Wanted
from app.organisations.views.blueprint import Answer, bp
from app.organisations.views.passwords import hashed_password
from app.street.queries import require_street


@bp.get("/")
@permit(Permission.PUBLIC)
def index() -> str:
    session = db.session()
    form = _wanted_form(session)
    wanted = Wanted(form.q.data or "", form.domain.data, form.org_type.data, form.rating.data)
    return render_template(
        "organisations/index.html",
        form=form,
        page=queries.organisations_page(session, wanted, asked_page()),
        active=wanted != Wanted(),
        mine=queries.organisations_of(session, current_actor().organisations()),
        today=today(),
    )


def _wanted_form(session: Session) -> WantedForm:
    form = WantedForm(request.args, meta={"csrf": False})
    form.domain.choices = [("", gettext("全部")), *((text, text) for text in queries.domains(session))]
    form.org_type.choices = [("", gettext("全部")), *choices("organisation.type")]
    form.rating.choices = [("", gettext("全部")), *((rating, rating) for rating in RATINGS)]
    for field in (form.domain, form.org_type, form.rating):
        if field.data not in dict(field.choices):
            field.data = ""
    return form


@bp.get("/<slug>")
@permit(Permission.ORGANISATION_READ, load=queries.organisation_by_slug)
def detail(organisation: Organisation) -> str:
    session = db.session()
    inside = can(Permission.PAYMENT_READ, organisation)
    return render_template(
        "organisations/detail.html",
        organisation=organisation,
        inside=inside,
        members=queries.members(session, organisation, today()) if inside else (),
        waiting=commands.waiting_change(session, organisation) if inside else None,
        records=queries.track_records(session, organisation),
        project_url=_project_url,
        today=today(),
    )


@bp.route("/register", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_REGISTER)
@limited("registration")
def register() -> Answer:
    form = RegisterForm()
    form.org_type.choices = choices("organisation.type")

    def change(session: Session, password_hash: str) -> Organisation:
        member = NewMember(form.username.data, form.contact_name.data, password_hash)
        return commands.register_with_member(
            session, current_actor(), require_street(session), _new(form), member, now(), _network()
        )

    about = (form.name.data, form.contact_name.data, form.phone.data)
    organisation = submit_after(form, lambda: hashed_password(form, *about), change)
    if organisation is None:
        return render_template("organisations/register.html", form=form), 422 if form.errors else 200
    flash(gettext("登记已收到，街道会审核。现在就可以用刚才的账号登录。"), "success")
    return go(url_for("people.sign_in", next=url_for(".detail", slug=organisation.slug)))


def _network() -> str | None:
    """Where an application comes from that nobody signed in sends."""
    return None if current_actor().is_authenticated else visitor(now()).address


def _new(form: RegisterForm) -> NewOrganisation:
    return NewOrganisation(
        name=form.name.data,
        org_type=form.org_type.data,
        uscc=form.uscc.data or "",
        domain=form.domain.data or "",
        intro=form.intro.data or "",
        founded_year=form.founded_year.data,
        full_time_staff=form.full_time_staff.data or 0,
        certified_social_workers=form.certified_social_workers.data or 0,
        rating=form.rating.data or None,
        rating_valid_to=form.rating_valid_to.data,
        contact_name=form.contact_name.data,
        phone=form.phone.data,
    )


def _project_url(ref: str) -> str | None:
    """The project's page, which a room above shows."""
    known = "portal.project" in current_app.view_functions
    return url_for("portal.project", slug=ref) if known else None
