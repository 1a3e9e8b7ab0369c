"""What can be withheld: each room registers its own kinds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Scope


def _nothing(session: Session, row: Any) -> None:
    """Most kinds leave no copies."""


@dataclass(frozen=True)
class Kind:
    """Records of ``model`` whose ``columns`` can be withheld. ``scope`` says whose area one is in, ``page`` gives the
    endpoint and the arguments of the page that shows it; ``changed`` renews copies, as in the search index.
    """

    name: str
    model: type[Any]
    columns: tuple[str, ...]
    scope: Callable[[Any], Scope]
    page: Callable[[Any], tuple[str, dict[str, str]]]
    changed: Callable[[Session, Any], None] = field(default=_nothing)


@dataclass(frozen=True)
class Subject:
    """One record and its kind."""

    kind: Kind
    row: Any

    @property
    def scope(self) -> Scope:
        return self.kind.scope(self.row)

    @property
    def name(self) -> str:
        """As the audit log names it."""
        return f"{self.kind.name}:{self.row.slug}"


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Say that records of a kind can be withheld."""
    _kinds[kind.name] = kind


def kind_of(name: str) -> Kind | None:
    return _kinds.get(name)


def find(session: Session, kind: str, slug: str = "", id_: int | None = None) -> Subject | None:
    """A record by its kind and its slug or number; ``None`` when there is none."""
    known = _kinds.get(kind)
    if known is None:
        return None
    which = known.model.slug == slug if id_ is None else known.model.id == id_
    row = session.scalars(select(known.model).where(which)).one_or_none()
    return None if row is None else Subject(known, row)
