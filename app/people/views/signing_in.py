"""Signing in and out, one's own password, and how pages look."""

from __future__ import annotations

from typing import cast

from flask import abort, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.guard import current_actor, permit
from app.foundation.i18n import LOCALES
from app.foundation.settings import Settings
from app.foundation.throttle import uncounted
from app.people import commands, queries
from app.people.device import origin_of, remember_device
from app.people.forms import PasswordForm, SignInForm
from app.people.models import User
from app.people.signin import keep_token
from app.people.views.blueprint import bp


@bp.route("/sign-in", methods=["GET", "POST"])
@permit(Permission.PUBLIC)
@uncounted("failures are slowed by account, place and network (people/throttle), and nobody is ever kept out")
def sign_in() -> Response | str | tuple[str, int]:
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if form.is_submitted() else 200)
    try:
        user = _sign_in(form.username.data, form.password.data)
    except RuleViolation as violation:
        form.refuse(violation)
        return _sign_in_page(form, 429)
    if user is None:
        form.password.errors = [gettext("账号或密码不对。")]
        return _sign_in_page(form, 422)
    response = redirect(local_path(request.args.get("next")), 303)
    remember_device(response, user.id)
    return response


def _sign_in_page(form: SignInForm, status: int) -> tuple[str, int]:
    return render_template("people/sign_in.html", form=form), status


def _sign_in(username: str, password: str) -> User | None:
    """Whom the password lets in. Raises RuleViolation "signin.wait"; the costly comparison holds no lock."""
    with unit_of_work() as unit:
        known = queries.user_to_sign_in(unit, username)
        attempt = commands.begin_sign_in(unit, username, origin_of(known.id if known else None), now())
    if not commands.password_matches(attempt.password_hash, password):
        return None
    with unit_of_work() as unit:
        signed_in = commands.finish_sign_in(unit, attempt, now(), _settings().session_minutes)
    if signed_in is None:
        return None
    keep_token(signed_in[1])
    return signed_in[0]


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def local_path(target: str | None) -> str:
    """Where to go next: only ever a path of this site.

    Browsers leave control characters out of an address and read a backslash as a slash.
    """
    if target and target.isprintable() and target.startswith("/") and not target.startswith(("//", "/\\")):
        return target
    return url_for("portal.home")


@bp.post("/sign-out")
@permit(Permission.SIGNED_IN)
def sign_out() -> Response:
    with unit_of_work() as unit:
        commands.end_session(unit, current_user.token_hash, now())
    session.clear()
    flash(gettext("已退出。"), "success")
    return redirect(url_for("portal.home"), 303)


@bp.route("/password", methods=["GET", "POST"])
@permit(Permission.SIGNED_IN)
def change_password() -> Response | str | tuple[str, int]:
    form = PasswordForm()
    if form.validate_on_submit() and _change_password(form):
        flash(gettext("密码已经改好，别处的登录都已退出。"), "success")
        return redirect(url_for("portal.home"), 303)
    one_time = current_user.must_change_password
    page = render_template("people/change_password.html", form=form, one_time=one_time)
    return (page, 422) if form.is_submitted() else page


def _change_password(form: PasswordForm) -> bool:
    user = db.session.get_one(User, current_user.user_id)
    try:
        with unit_of_work() as unit:
            attempt = commands.begin_sign_in(unit, user.username, origin_of(user.id), now())
        if not commands.password_matches(attempt.password_hash, form.current.data):
            raise RuleViolation("password.wrong", field="current")
        if form.current.data == form.password.data:
            raise RuleViolation("password.same", field="password")
        hashed = commands.hash_password(form.password.data, *queries.names_of(db.session(), user))
        with unit_of_work() as unit:
            commands.pass_attempt(unit, attempt)
            commands.change_password(unit, current_actor(), user, hashed, now(), current_user.token_hash)
    except RuleViolation as violation:
        form.refuse(violation)
        return False
    return True


@bp.post("/display")
@permit(Permission.PUBLIC)
@uncounted("it sets the visitor's own cookie and writes nothing")
def set_display() -> Response:
    """Elder mode and language, remembered in the session."""
    if "locale" in request.form:
        if request.form["locale"] not in LOCALES:
            abort(400)
        session["locale"] = request.form["locale"]
    if "elder" in request.form:
        session["elder"] = request.form["elder"] == "1"
    session.permanent = True
    return redirect(local_path(request.form.get("next")), 303)
