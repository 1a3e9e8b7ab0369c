"""Long lists, one page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import request
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZE = 24


@dataclass(frozen=True)
class Page(Generic[T]):
    """``items`` of page ``number`` (from 1) out of ``total`` rows, ``size`` a page."""

    items: Sequence[T]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def asked_page() -> int:
    """The page the reader asked for; 1 when it makes no sense."""
    return max(1, request.args.get("page", 1, type=int) or 1)


def fetch_page(
    session: Session, statement: Select[*tuple[Any, ...]], number: int, size: int = SIZE
) -> Page[Any]:
    """Rows of one page and the count of all: two queries whatever the rows."""
    total = session.scalar(select(func.count()).select_from(statement.order_by(None).subquery())) or 0
    number = min(number, max(1, -(-total // size)))
    rows = session.execute(statement.limit(size).offset((number - 1) * size)).all()
    return Page(rows, number, total, size)
