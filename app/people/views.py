"""Pages of the room."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from flask_login import current_user
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.guard import permit
from app.foundation.i18n import LOCALES
from app.people import commands, queries
from app.people.forms import SignInForm
from app.people.signin import keep_token

bp = Blueprint("people", __name__)


@bp.route("/sign-in", methods=["GET", "POST"])
@permit(Permission.PUBLIC)
def sign_in() -> Response | str:
    form = SignInForm()
    if form.validate_on_submit() and _sign_in(form):
        return redirect(local_path(request.args.get("next")), 303)
    return render_template("people/sign_in.html", form=form)


def _sign_in(form: SignInForm) -> bool:
    user = queries.user_by_username(db.session(), form.username.data)
    good = commands.password_matches(user.password_hash if user else None, form.password.data)
    if user is None or not good or not user.active:
        form.password.errors = [gettext("账号或密码不对。")]
        return False
    with unit_of_work() as unit:
        keep_token(commands.start_session(unit, user, now(), 12 * 60))
    return True


def local_path(target: str | None) -> str:
    """Where to go next: only ever a path of this site."""
    if target and target.startswith("/") and not target.startswith(("//", "/\\")):
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


@bp.post("/display")
@permit(Permission.PUBLIC)
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
