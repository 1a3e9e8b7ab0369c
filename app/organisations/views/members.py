"""What members do for their organisation."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.forms import perform, submit, submit_after
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.organisations import commands
from app.organisations.commands import NewMember, Profile
from app.organisations.forms import MemberForm, ProfileForm
from app.organisations.models import Organisation
from app.organisations.queries import organisation_by_slug
from app.organisations.views.blueprint import Answer, bp
from app.organisations.views.passwords import hashed_password
from app.people.models import User


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_EDIT, load=organisation_by_slug)
def edit(organisation: Organisation) -> Answer:
    form = ProfileForm(obj=organisation)

    def change(session: Session) -> Organisation:
        return commands.change_profile(session, current_actor(), organisation, _profile(form), now())

    if submit(form, change) is None:
        context = {"form": form, "organisation": organisation}
        return render_template("organisations/edit.html", **context), 422 if form.errors else 200
    return _back(organisation, gettext("资料已保存。"))


def _profile(form: ProfileForm) -> Profile:
    return Profile(
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


@bp.route("/<slug>/members/new", methods=["GET", "POST"])
@permit(Permission.ORGANISATION_EDIT, load=organisation_by_slug)
def add_member(organisation: Organisation) -> Answer:
    form = MemberForm()

    def change(session: Session, password_hash: str) -> User:
        member = NewMember(form.username.data, form.display_name.data, password_hash)
        return commands.add_member(session, current_actor(), organisation, member, now())

    if (
        submit_after(form, lambda: hashed_password(form, organisation.name, form.display_name.data), change)
        is None
    ):
        context = {"form": form, "organisation": organisation}
        return render_template("organisations/add_member.html", **context), 422 if form.errors else 200
    return _back(organisation, gettext("已加入，可以用刚才的账号登录。"))


@bp.post("/<slug>/reapply")
@permit(Permission.ORGANISATION_EDIT, load=organisation_by_slug)
def reapply(organisation: Organisation) -> Answer:
    perform(
        lambda session: commands.reapply(session, current_actor(), organisation, now()),
        done=gettext("已再次申请，等街道审核。"),
    )
    return go(url_for(".detail", slug=organisation.slug))


def _back(organisation: Organisation, done: str) -> Answer:
    flash(done, "success")
    return go(url_for(".detail", slug=organisation.slug))
