"""Full-text search over character bigrams: finds two-character Chinese words on both databases.

SQLite keeps an FTS5 index beside ``search_document`` (by trigger), PostgreSQL a generated ``tsvector`` with a GIN
index; both come from the migrations.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Text,
    TextClause,
    UniqueConstraint,
    case,
    func,
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


@dataclass(frozen=True)
class Found:
    """What a query found of one kind: ``total`` records, the newest of them named."""

    kind: str
    total: int
    hits: Sequence[Hit]


def find(session: Session, query: str, kinds: Collection[str], each: int) -> Mapping[str, Found]:
    """Records of ``kinds`` that match, by kind, the newest ``each`` of every kind: one query.

    A hit in the title stands before a hit in the text.
    """
    condition = matches(session, query)
    if condition is None or not kinds:
        return {}
    in_title = case((SearchDocument.title.contains(query.strip(), autoescape=True), 0), else_=1)
    place = func.row_number().over(
        partition_by=SearchDocument.kind, order_by=(in_title, SearchDocument.id.desc())
    )
    total = func.count().over(partition_by=SearchDocument.kind)
    columns = (SearchDocument.kind, SearchDocument.ref, SearchDocument.title, SearchDocument.summary)
    ranked = (
        select(*columns, place.label("place"), total.label("total"))
        .where(condition, SearchDocument.kind.in_(kinds))
        .subquery()
    )
    rows = session.execute(
        select(ranked).where(ranked.c.place <= each).order_by(ranked.c.kind, ranked.c.place)
    )
    found: dict[str, list[Hit]] = {}
    totals: dict[str, int] = {}
    for row in rows:
        found.setdefault(row.kind, []).append(Hit(row.kind, row.ref, row.title, row.summary))
        totals[row.kind] = row.total
    return {kind: Found(kind, totals[kind], hits) for kind, hits in found.items()}
