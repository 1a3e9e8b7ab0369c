"""What can be withheld: each room registers its own kinds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.interfaces import ORMOption

from app.domain.policy import Scope
from app.foundation.withholding.book import WithheldWords, WithholdingRequest

About = TypeVar("About", WithheldWords, WithholdingRequest)


def _nothing(session: Session, row: Any) -> None:
    """Most kinds leave no copies."""


@dataclass(frozen=True)
class Kind:
    """Records of ``model`` whose ``columns`` can be withheld. ``scope`` says whose area one is in, ``page`` gives the
    endpoint and the arguments of the page that shows it; ``changed`` renews copies, as in the search index; ``along``
    loads what ``scope`` reads. Records without a slug go by their number.
    """

    name: str
    model: type[Any]
    columns: tuple[str, ...]
    scope: Callable[[Any], Scope]
    page: Callable[[Any], tuple[str, dict[str, str]]]
    changed: Callable[[Session, Any], None] = field(default=_nothing)
    along: tuple[ORMOption, ...] = ()


@dataclass(frozen=True)
class Subject:
    """One record and its kind."""

    kind: Kind
    row: Any

    @property
    def scope(self) -> Scope:
        return self.kind.scope(self.row)

    @property
    def slug(self) -> str:
        """How addresses name the record among those of its kind."""
        return str(getattr(self.row, "slug", self.row.id))

    @property
    def name(self) -> str:
        """As the audit log names it."""
        return f"{self.kind.name}:{self.slug}"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Say that records of a kind can be withheld."""
    _kinds[kind.name] = kind


def kinds() -> Sequence[Kind]:
    """All that were registered."""
    return tuple(_kinds.values())


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def find(session: Session, kind: str, slug: str = "", id_: int | None = None) -> Subject | None:
    """A record by its kind and its slug or number; ``None`` when there is none."""
    known = _kinds.get(kind)
    if known is None:
        return None
    if id_ is None and not hasattr(known.model, "slug"):
        id_ = int(slug) if slug.isascii() and slug.isdigit() and len(slug) < 10 else 0
    which = known.model.slug == slug if id_ is None else known.model.id == id_
    row = session.scalars(select(known.model).where(which)).one_or_none()
    return None if row is None else Subject(known, row)


def subjects(session: Session, rows: Iterable[About]) -> list[tuple[Subject, About]]:
    """The record of every row that has one, in order: a query or a few for each kind, whatever the rows."""
    rows = list(rows)
    wanted: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        wanted[row.kind].add(row.subject_id)
    found: dict[tuple[str, int], Subject] = {}
    for name, ids in wanted.items():
        if known := _kinds.get(name):
            records = session.scalars(
                select(known.model).where(known.model.id.in_(ids)).options(*known.along)
            )
            found |= {(name, record.id): Subject(known, record) for record in records}
    return [(found[key], row) for row in rows if (key := (row.kind, row.subject_id)) in found]
