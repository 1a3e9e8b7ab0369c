"""Accounts, for administrators; auditors read."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.clock import now, today
from app.foundation.database import db, unit_of_work
from app.foundation.forms import perform, submit, submit_after
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.wording import refusal_text
from app.people import commands, queries
from app.people.commands.passwords import one_time_password
from app.people.forms import AccountFilter, DetailsForm, NewAccountForm, RoleForm
from app.people.models import Appointment, Membership, User
from app.people.views.blueprint import bp
from app.street.queries import communities, community_by_slug

Page = Response | str | tuple[str, int]


@bp.get("/people/accounts")
@permit(Permission.PEOPLE_READ)
def accounts() -> str:
    form = AccountFilter(request.args)
    form.offer()
    closed = request.args.get("closed") == "1"
    page = queries.accounts_page(
        db.session(),
        asked_page(),
        today(),
        text=(form.q.data or "")[:100],
        role=form.role.data or "",
        closed=closed,
    )
    return render_template(
        "people/accounts.html",
        page=page,
        form=form,
        closed=closed,
        roles_on=lambda user: queries.roles_on(user, today()),
    )


@bp.route("/people/accounts/new", methods=["GET", "POST"])
@permit(Permission.PEOPLE_MANAGE)
def new_account() -> Page:
    form = NewAccountForm()
    form.offer(communities(db.session()))
    password = one_time_password()

    def register(session: Session, hashed: str) -> User:
        actor, moment = current_actor(), now()
        user = commands.register_account(
            session, actor, form.username.data, form.display_name.data, moment, phone=form.phone.data
        )
        _ask(session, user, form)
        return commands.reset_password(session, actor, user, hashed, moment)

    user = submit_after(form, lambda: commands.hash_password(password), register)
    if user is None:
        page = render_template("people/new_account.html", form=form)
        return (page, 422) if form.is_submitted() else page
    return _password_page(user, password)


@bp.get("/people/accounts/<slug>")
@permit(Permission.PEOPLE_READ, load=queries.account_by_slug)
def account(user: User) -> str:
    form = RoleForm()
    form.offer(communities(db.session()))
    return _account_page(user, form)


def _account_page(user: User, form: RoleForm) -> str:
    roles = queries.roles_on(user, today())
    past: list[Membership] = [row for row in user.memberships if row not in roles]
    asked = queries.waiting_for(db.session(), user)
    return render_template("people/account.html", user=user, form=form, roles=roles, past=past, asked=asked)


@bp.route("/people/accounts/<slug>/details", methods=["GET", "POST"])
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def change_details(user: User) -> Page:
    form = DetailsForm(obj=user)
    changed = submit(
        form,
        lambda session: commands.change_details(
            session, current_actor(), user, form.display_name.data, form.phone.data, now()
        ),
    )
    if changed is not None:
        return redirect(url_for(".account", slug=user.slug), 303)
    page = render_template("people/account_details.html", form=form, user=user)
    return (page, 422) if form.is_submitted() else page


@bp.post("/people/accounts/<slug>/roles")
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def appoint(user: User) -> Page:
    form = RoleForm()
    form.offer(communities(db.session()))
    asked = submit(form, lambda session: _ask(session, user, form))
    if asked is None:
        return _account_page(user, form), 422
    return redirect(url_for(".appointment", slug=asked.slug), 303)


def _ask(session: Session, user: User, form: RoleForm) -> Appointment:
    community = community_by_slug(session, form.community.data) if form.community.data else None
    role, reason = Role(form.role.data), form.reason.data or ""
    return commands.ask_appointment(session, current_actor(), user, role, reason, now(), community)


@bp.post("/people/accounts/<slug>/roles/end")
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def end_role(user: User) -> Response:
    membership = request.form.get("membership", 0, type=int)
    perform(
        lambda session: commands.end_role(session, current_actor(), user, membership, now()),
        done=gettext("已免去。"),
    )
    return go(url_for(".account", slug=user.slug))


@bp.post("/people/accounts/<slug>/password")
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def reset_password(user: User) -> Page:
    password = one_time_password()
    hashed = commands.hash_password(password)

    try:
        with unit_of_work() as session:
            commands.reset_password(session, current_actor(), user, hashed, now())
    except RuleViolation as violation:
        flash(refusal_text(violation), "error")
        return go(url_for(".account", slug=user.slug))
    return _password_page(user, password)


def _password_page(user: User, password: str) -> str:
    """The only time the password is shown: the answer is not kept anywhere (no-store)."""
    asked = next(iter(queries.waiting_for(db.session(), user)), None)
    return render_template("people/one_time_password.html", user=user, password=password, asked=asked)


@bp.post("/people/accounts/<slug>/deactivate")
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def deactivate(user: User) -> Response:
    perform(
        lambda session: commands.deactivate_account(session, current_actor(), user, now()),
        done=gettext("账号已停用，正在进行的登录都已退出。"),
    )
    return go(url_for(".account", slug=user.slug))


@bp.post("/people/accounts/<slug>/reactivate")
@permit(Permission.PEOPLE_MANAGE, load=queries.account_by_slug)
def reactivate(user: User) -> Response:
    perform(
        lambda session: commands.reactivate_account(session, current_actor(), user, now()),
        done=gettext("账号已恢复。"),
    )
    return go(url_for(".account", slug=user.slug))
