"""My tasks: what waits for a person, computed from the states of all rooms in one query."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation.clock import local_date
from app.portal.queries.tasks import (
    contracting,
    deciding,
    delivering,
    funding,
    gathering,
    noticing,
    paying,
    proposing,
    supplementing,
)
from app.portal.queries.tasks.parts import Person, Task
from app.portal.queries.tasks.terms import due_by, terms_in_force
from app.street.models import Community

ROOMS = (funding, gathering, proposing, deciding, noticing, contracting, supplementing, delivering, paying)
LISTED = 20
"""Tasks of one kind that are listed one by one; the rest is a number."""


def tasks(session: Session, actor: Actor, now: datetime) -> Sequence[Task]:
    """What waits for the actor, the most urgent first: three queries.

    ``Task.total`` is how many of the kind there are; no more than LISTED of them are named.
    """
    sources = _sources(Person(actor, now))
    if not sources:
        return ()
    foremost = (_foremost(number, source) for number, source in enumerate(sources))
    rows = session.execute(union_all(*foremost)).all()
    places = {
        id_: (name, slug)
        for id_, name, slug in session.execute(select(Community.id, Community.name, Community.slug))
    }
    terms = terms_in_force(session)
    totals = _totals(rows)
    found = []
    for row in rows:
        due = _day(row, "due") or due_by(terms, row.kind, row.community_id, _day(row, "since"))
        found.append(_task(row, places.get(row.community_id) or ("", ""), due, totals[row.kind]))
    found.sort(key=lambda task: (task.due is None, task.due or date.max, task.since or date.max))
    return _listed(found)


def tasks_count(session: Session, actor: Actor, now: datetime) -> int:
    """How much waits for the actor: one query, none for a person without a role that has tasks."""
    counts = [
        select(func.count().label("number")).select_from(source.subquery())
        for source in _sources(Person(actor, now))
    ]
    if not counts:
        return 0
    return int(session.scalar(select(func.sum(union_all(*counts).subquery().c.number))) or 0)


def _sources(person: Person) -> list[Select[*tuple[Any, ...]]]:
    return [source for room in ROOMS for source in room.sources(person)]


def _foremost(number: int, source: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The most urgent of a source, with how many it has."""
    waiting = source.subquery()
    columns = waiting.c
    total = select(func.count()).select_from(source.subquery()).scalar_subquery()
    first = (
        select(literal(number).label("source"), total.label("total"), waiting)
        .order_by(columns.due_on, columns.due_at, columns.since_on, columns.since_at, columns.slug)
        .limit(LISTED)
    )
    return select(first.subquery())


def _totals(rows: Sequence[Row[*tuple[Any, ...]]]) -> Mapping[str, int]:
    """How many tasks of each kind there are, over all its sources."""
    of_source = {row.source: (row.kind, row.total) for row in rows}
    totals: Counter[str] = Counter()
    for kind, total in of_source.values():
        totals[kind] += total
    return totals


def _listed(found: Sequence[Task]) -> Sequence[Task]:
    named: Counter[str] = Counter()
    kept = []
    for task in found:
        named[task.kind] += 1
        if named[task.kind] <= LISTED:
            kept.append(task)
    return kept


def _task(row: Row[*tuple[Any, ...]], place: tuple[str, str], due: date | None, total: int) -> Task:
    return Task(row.kind, row.slug, row.title, *place, _day(row, "since"), due, row.number, total)


def _day(row: Row[*tuple[Any, ...]], name: str) -> date | None:
    at: datetime | None = getattr(row, f"{name}_at")
    on: date | None = getattr(row, f"{name}_on")
    return local_date(at) if at is not None else on


__all__ = ["LISTED", "Person", "Task", "tasks", "tasks_count"]
