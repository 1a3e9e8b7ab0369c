"""My tasks: what waits for a person, computed from the states of all rooms in one query."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import CompoundSelect, Row, Select, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation.clock import local_date
from app.portal.queries.tasks import contracting, deciding, delivering, gathering, noticing, paying, proposing
from app.portal.queries.tasks.parts import Person, Task
from app.portal.queries.tasks.terms import due_by, terms_in_force
from app.street.models import Community

ROOMS = (gathering, proposing, deciding, noticing, contracting, delivering, paying)
LISTED = 20
"""Tasks of one kind that are listed one by one; the rest is a number."""


def tasks(session: Session, actor: Actor, now: datetime) -> Sequence[Task]:
    """What waits for the actor, by kind in the order of the road, the most urgent first: three queries.

    ``Task.total`` is how many of the kind there are; no more than LISTED of them are named.
    """
    everything = _everything(Person(actor, now))
    if everything is None:
        return ()
    rows = session.execute(_foremost(everything.subquery())).all()
    places = {
        id_: (name, slug)
        for id_, name, slug in session.execute(select(Community.id, Community.name, Community.slug))
    }
    terms = terms_in_force(session)
    found = []
    for row in rows:
        due = _day(row, "due") or due_by(terms, row.kind, row.community_id, _day(row, "since"))
        found.append(_task(row, places.get(row.community_id) or ("", ""), due))
    return sorted(found, key=lambda task: (task.due is None, task.due or date.max, task.since or date.max))


def tasks_count(session: Session, actor: Actor, now: datetime) -> int:
    """How much waits for the actor: one query, none for a person without a role that has tasks."""
    counts = [
        select(func.count().label("number")).select_from(source.subquery())
        for source in _sources(Person(actor, now))
    ]
    if not counts:
        return 0
    return int(session.scalar(select(func.sum(union_all(*counts).subquery().c.number))) or 0)


def _everything(person: Person) -> CompoundSelect[*tuple[Any, ...]] | None:
    sources = _sources(person)
    return union_all(*sources) if sources else None


def _sources(person: Person) -> list[Select[*tuple[Any, ...]]]:
    return [source for room in ROOMS for source in room.sources(person)]


def _foremost(waiting: Subquery) -> Select[*tuple[Any, ...]]:
    columns = waiting.c
    urgency = (columns.due_on, columns.due_at, columns.since_on, columns.since_at, columns.slug)
    ranked = select(
        waiting,
        func.row_number().over(partition_by=columns.kind, order_by=urgency).label("place"),
        func.count().over(partition_by=columns.kind).label("total"),
    ).subquery()
    return select(ranked).where(ranked.c.place <= LISTED)


def _task(row: Row[*tuple[Any, ...]], place: tuple[str, str], due: date | None) -> Task:
    return Task(row.kind, row.slug, row.title, *place, _day(row, "since"), due, row.number, row.total)


def _day(row: Row[*tuple[Any, ...]], name: str) -> date | None:
    at: datetime | None = getattr(row, f"{name}_at")
    on: date | None = getattr(row, f"{name}_on")
    return local_date(at) if at is not None else on


__all__ = ["LISTED", "Person", "Task", "tasks", "tasks_count"]
