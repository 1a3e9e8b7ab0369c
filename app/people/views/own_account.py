"""One's own account: who else changed it, and the way to one's password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, g, render_template
from flask_login import current_user

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.guard import permit
from app.foundation.htmx import is_htmx
from app.people import queries
from app.people.models import User
from app.people.queries.account_changes import AccountChange, beside, listed_for, told_to
from app.people.views.blueprint import bp


@bp.get("/account")
@permit(Permission.SIGNED_IN)
def own_account() -> str:
    session = db.session()
    user = session.get_one(User, current_user.user_id)
    return render_template(
        "people/own_account.html",
        user=user,
        roles=queries.roles_on(user, today()),
        changes=listed_for(session, user.id),
    )


def account_told() -> AccountChange | None:
    """The newest thing somebody else did to the reader's account, to be said on every page; nobody puts it away."""
    if not current_user.is_authenticated or not current_user.opened or is_htmx():
        return None
    if "account_told" not in g:
        g.account_told = next(iter(told_to(db.session(), current_user.user_id, now())), None)
    told: AccountChange | None = g.account_told
    return told


def account_marks(rows: Iterable[Any]) -> Mapping[int, AccountChange]:
    """For rows of steps (id, user_id, taken_at): what somebody else did to the account within a day before."""
    return beside(db.session(), [(row.id, row.user_id, row.taken_at) for row in rows])


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(account_told=account_told, account_marks=account_marks)
