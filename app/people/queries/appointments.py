"""What is read of appointments: what waits for a second hand, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.foundation.paging import Page, fetch_page
from app.people.models import Appointment, User

SHOWN = (
    joinedload(Appointment.user),
    joinedload(Appointment.community),
    joinedload(Appointment.asked_by),
    joinedload(Appointment.answered_by),
)


def appointment_by_slug(session: Session, slug: str) -> Appointment | None:
    return session.scalars(select(Appointment).where(Appointment.slug == slug).options(*SHOWN)).one_or_none()


def appointments_page(session: Session, state: str, number: int) -> Page[Appointment]:
    """Requests in a state: waiting ones by age, settled ones newest first. Two queries."""
    order = Appointment.asked_at if state == "waiting" else Appointment.answered_at.desc()
    statement = (
        select(Appointment).where(Appointment.state == state).options(*SHOWN).order_by(order, Appointment.id)
    )
    page = fetch_page(session, statement, number)
    return Page([row[0] for row in page.items], page.number, page.total, page.size)


def appointment_numbers(session: Session) -> Mapping[str, int]:
    """How many requests there are in each state: one query."""
    rows = session.execute(select(Appointment.state, func.count(Appointment.id)).group_by(Appointment.state))
    return {state: int(number) for state, number in rows.all()}


def waiting_for(session: Session, user: User) -> Sequence[Appointment]:
    """What is asked for an account and not answered yet."""
    return session.scalars(
        select(Appointment)
        .where(Appointment.user_id == user.id, Appointment.state == "waiting")
        .options(*SHOWN)
        .order_by(Appointment.id)
    ).all()
