"""One row of a list of representatives, brought in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation.imports import Row, Verdict
from app.people.commands.mandates import NewRepresentative, change_representative, put_on_seat
from app.people.models import User
from app.people.representatives_import.judging import Seat, differences


def apply(
    session: Session, actor: Actor, area: int | None, row: Row, verdict: Verdict, now: datetime
) -> None:
    """Seat the person of a new row, or bring a mandate up to date; what was judged is not asked again."""
    if area is None:
        raise ValueError("representatives are imported into a community")
    if verdict.kind == "changed":
        changes = differences(row.values, verdict.subject)
        change_representative(session, actor, verdict.subject, changes, now)
        return
    seat: Seat = verdict.subject
    values = {**row.values, "code": seat.code}
    user = seat.user or User(
        username=seat.username, display_name=values["name"], phone=values["phone"], created_at=now
    )
    session.add(user)
    put_on_seat(session, actor, area, user, NewRepresentative(**values), now)
