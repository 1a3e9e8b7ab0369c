"""What a room declares to import a kind of record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation.imports.columns import Column

VerdictKind = Literal["new", "changed", "same", "refused"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row that could be read: its number in the file and its values by column key."""

    number: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot come in: the column concerned (its key) if there is one, and the violation."""

    number: int
    column: str | None
    violation: RuleViolation


@dataclass(frozen=True, slots=True)
class Verdict:
    """What importing a row would do, with the record it concerns (``subject``) and what to look at twice."""

    kind: VerdictKind
    subject: Any = None
    warnings: tuple[RuleViolation, ...] = ()
    problem: RuleViolation | None = None
    """Why the row is refused; its ``field`` is the column's key."""


NEW = Verdict("new")

Judge = Callable[[Session, int | None, Sequence[Row]], Sequence[Verdict]]
Apply = Callable[[Session, Actor, int | None, Row, Verdict, datetime], object]
Replace = Callable[[Session, Actor, int | None, Sequence[Row], datetime], object]
LeftOut = Callable[[Session, int | None, Sequence[Row]], Sequence[str]]


def all_new(session: Session, area: int | None, rows: Sequence[Row]) -> Sequence[Verdict]:
    """For kinds whose rows are always records of their own."""
    return [NEW] * len(rows)


@dataclass(frozen=True)
class WholeList:
    """For a file that is the whole list: ``replace`` puts its rows in force at once, ``left_out`` names the
    records it would retire. Such a file comes in without a fault or not at all."""

    replace: Replace
    left_out: LeftOut


@dataclass(frozen=True)
class Importer:
    """A kind of import.

    ``area`` is the community's id, or ``None`` for the street. ``judge`` compares the rows with what is there
    in a constant number of queries, once for the preview and again inside the transaction; ``apply`` calls the
    command for one row that is new or changed, or is a WholeList.
    """

    kind: str
    columns: Sequence[Column]
    apply: Apply | WholeList
    judge: Judge = all_new

    def column(self, key: str | None) -> Column | None:
        return next((column for column in self.columns if column.key == key), None)
