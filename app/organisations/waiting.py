"""Applications that wait for the street: one page of them, and what makes one doubtful."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain import uscc
from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.foundation.paging import Page, fetch_page
from app.organisations.models import Organisation

Column = InstrumentedAttribute[str] | InstrumentedAttribute[str | None]
DOUBTS: Mapping[str, Column] = {
    "uscc": Organisation.uscc,
    "name": Organisation.name,
    "phone": Organisation.phone,
    "applied_from": Organisation.applied_from,
}
"""What two organisations do not share by chance: code, name, phone, and the network of one day's applications."""
SIZE = 50


@dataclass(frozen=True)
class Waiting:
    """An application; ``doubts`` say how many others, waiting or admitted, share what with it."""

    organisation: Organisation
    doubts: Mapping[str, int]


def applications_page(
    session: Session, number: int, text: str = "", doubt: str = "", size: int = SIZE
) -> Page[Waiting]:
    """One page of the applications, oldest first: six queries. ``text`` is part of a name, a code or a whole phone
    number; ``doubt`` narrows to those that share it, side by side."""
    statement = _applied()
    if text.strip():
        statement = statement.where(_holds(text.strip()))
    if doubt in DOUBTS:
        shared = DOUBTS[doubt]
        statement = statement.where(shared.in_(_shared(shared))).order_by(shared)
    page = fetch_page(session, statement.order_by(Organisation.applied_at, Organisation.id), number, size)
    rows: Sequence[Organisation] = [row[0] for row in page.items]
    doubts = _doubts(session, rows)
    return Page([Waiting(row, doubts[row.id]) for row in rows], page.number, page.total, page.size)


def applications_named(session: Session, slugs: Sequence[str]) -> Sequence[Organisation]:
    """The applications with these slugs that still wait."""
    return session.scalars(
        _applied().where(Organisation.slug.in_(slugs)).order_by(Organisation.applied_at, Organisation.id)
    ).all()


def _applied() -> Select[Organisation]:
    return select(Organisation).where(Organisation.state == "applied")


def _holds(text: str) -> ColumnElement[bool]:
    return or_(
        Organisation.name.contains(text, autoescape=True),
        Organisation.contact_name.contains(text, autoescape=True),
        Organisation.uscc == uscc.normalise(text),
        Organisation.phone == _phone(text),
    )


def _phone(text: str) -> str:
    try:
        return normalise_phone(text, landline=True)
    except RuleViolation:
        return text


def _shared(column: Column) -> Select[Any]:
    """Values that several organisations have which were not refused."""
    return (
        select(column)
        .where(Organisation.state != "refused", column.is_not(None), column != "")
        .group_by(column)
        .having(func.count() > 1)
    )


def _doubts(session: Session, rows: Sequence[Organisation]) -> Mapping[int, Mapping[str, int]]:
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for doubt, column in DOUBTS.items():
        values = {value for row in rows if (value := getattr(row, doubt))}
        counted = _shared(column).where(column.in_(values)).add_columns(func.count())
        numbers = {value: count for value, count in session.execute(counted)}
        for row in rows:
            if (count := numbers.get(getattr(row, doubt), 0)) > 1:
                found[row.id][doubt] = count - 1
    return found
