"""What every source of tasks is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, Select, cast, func, literal, null, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from app.domain.policy import Actor, Role
from app.foundation.clock import ZONE, local_date
from app.foundation.database import UtcDateTime

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
HORIZON = timedelta(days=30)
"""How far ahead a dated duty is shown."""
ANSWER_SHOWN = timedelta(days=14)
"""How long an answer that asks for nothing more stays among the tasks of whom it was given to."""


@dataclass(frozen=True)
class Task:
    """Something that waits for a person: ``kind`` is room.action, ``slug`` names the page where it is done.

    ``number`` is how many people or records it is about, where it is about several; ``total`` how many tasks of
    its kind there are.
    """

    kind: str
    slug: str
    title: str
    community: str
    community_slug: str
    since: date | None
    due: date | None
    number: int | None
    total: int

    @property
    def room(self) -> str:
        return self.kind.partition(".")[0]


@dataclass(frozen=True)
class Person:
    """Whose tasks, and when."""

    actor: Actor
    now: datetime

    @cached_property
    def today(self) -> date:
        return local_date(self.now)

    @cached_property
    def midnight(self) -> datetime:
        """The end of today in the street's zone."""
        return datetime.combine(self.today + timedelta(days=1), time(), ZONE)

    @property
    def id(self) -> int | None:
        return self.actor.user_id

    def holds(self, *roles: Role) -> bool:
        return self.actor.holds(*roles)

    def communities(self, *roles: Role) -> frozenset[int]:
        return self.actor.communities(*roles)

    @property
    def organisations(self) -> frozenset[int]:
        return self.actor.organisations()

    def not_of_mine(self, organisation_id: Column) -> ColumnElement[bool]:
        """Whoever belongs to the provider withdraws (政府采购法 art. 12)."""
        return or_(organisation_id.is_(None), organisation_id.not_in(self.organisations))


def waits(
    kind: str,
    slug: Column,
    title: Column,
    community: Column | None = None,
    *,
    since: Column | None = None,
    due: Column | None = None,
    number: Column | None = None,
) -> Select[*tuple[Any, ...]]:
    """One kind of task, with columns alike for all kinds; add joins and conditions."""
    return select(
        literal(kind).label("kind"),
        slug.label("slug"),
        title.label("title"),
        _typed(community, Integer()).label("community_id"),
        _typed(since, UtcDateTime()).label("since_at"),
        _typed(since, Date()).label("since_on"),
        _typed(due, UtcDateTime()).label("due_at"),
        _typed(due, Date()).label("due_on"),
        _typed(number, Integer()).label("number"),
    )


def _typed(column: Column | None, wanted: TypeEngine[Any]) -> ColumnElement[Any]:
    """The column where it is of the wanted type, else an empty one of it."""
    if column is None or not isinstance(column.type, type(wanted)):
        return cast(null(), wanted)
    return column.expression if isinstance(column, InstrumentedAttribute) else column


def counted(column: Column) -> ColumnElement[int]:
    return func.count(column.distinct())
