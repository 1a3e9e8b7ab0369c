"""Full-text search over character bigrams: finds two-character Chinese words on both databases.

SQLite keeps an FTS5 index beside ``search_document`` (by trigger), PostgreSQL a generated ``tsvector`` with a GIN
index; both come from the migrations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.text import bigrams, query_terms
from app.foundation.database import Id, Model, dialect_name


class SearchDocument(Model):
    """What can be found: ``ref`` is the slug of a record of ``kind``."""

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("kind", "ref"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(Text)
    bigrams: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Hit:
    kind: str
    ref: str
    title: str
    summary: str


def index(session: Session, kind: str, ref: str, title: str, *texts: str) -> None:
    """Make a record findable by its title and texts; again when they change."""
    row = session.scalars(
        select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref == ref)
    ).one_or_none()
    if row is None:
        row = SearchDocument(kind=kind, ref=ref)
        session.add(row)
    row.title = title
    row.summary = " ".join(part for part in texts if part)[:300]
    row.bigrams = bigrams(" ".join((title, *texts)))


def forget(session: Session, kind: str, ref: str) -> None:
    """Take a record out of the index."""
    row = session.scalars(
        select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref == ref)
    ).one_or_none()
    if row is not None:
        session.delete(row)


def matches(session: Session, query: str) -> ColumnElement[bool] | TextClause | None:
    """The condition on SearchDocument for ``query``; ``None`` when it holds nothing to search for."""
    terms = query_terms(query)
    if not terms:
        return None
    if dialect_name(session) == "sqlite":
        quoted = " ".join('"{}"'.format(term.replace('"', '""')) for term in terms)
        return SearchDocument.id.in_(
            text("SELECT rowid FROM search_index WHERE search_index MATCH :search_query")
            .bindparams(search_query=quoted)
            .columns(literal_column("rowid"))
        )
    return text("search_document.tsv @@ plainto_tsquery('simple', :search_query)").bindparams(
        search_query=" ".join(terms)
    )


def refs(session: Session, kind: str, query: str) -> Select[str]:
    """Slugs of the records of ``kind`` that match, for ``Model.slug.in_(...)``; none when nothing can."""
    condition = matches(session, query)
    statement = select(SearchDocument.ref).where(SearchDocument.kind == kind)
    return statement.where(literal_column("1 = 0") if condition is None else condition)


def find(session: Session, query: str, limit: int = 50) -> Sequence[Hit]:
    """Records of every kind that match, newest first."""
    condition = matches(session, query)
    if condition is None:
        return ()
    rows = session.scalars(
        select(SearchDocument).where(condition).order_by(SearchDocument.id.desc()).limit(limit)
    )
    return tuple(Hit(row.kind, row.ref, row.title, row.summary) for row in rows)
