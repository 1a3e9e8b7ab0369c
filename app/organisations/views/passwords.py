"""A password that somebody sets in a form of the room."""

from __future__ import annotations

from app.foundation.database import db
from app.organisations.forms import MemberForm
from app.people.commands import hash_password
from app.people.queries import street_names


def hashed_password(form: MemberForm, *names: str | None) -> str:
    """Hash the form's password before anything is locked; ``names`` are its organisation's and person's.

    Raises RuleViolation "password.…" as hash_password.
    """
    return hash_password(form.password.data, form.username.data, *names, *street_names(db.session()))
