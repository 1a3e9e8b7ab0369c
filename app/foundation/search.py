"""Full-text search over character bigrams: finds two-character Chinese words on both databases.

SQLite keeps an FTS5 index beside ``search_document`` (by trigger), PostgreSQL a generated ``tsvector`` with a GIN
index; both come from the migrations. Each text begins with a term for its kind, so that the index alone finds the
records of one kind.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    case,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.text import bigrams, query_terms
from app.foundation.database import Id, Model, dialect_name

CANDIDATES = 200
"""Records of a kind that are ranked: the newest that match."""
_INDEX = table("search_index", column("rowid", Integer))


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
    row.bigrams = f"{_kind_term(kind)} {bigrams(' '.join((title, *texts)))}"


def forget(session: Session, kind: str, ref: str) -> None:
    """Take a record out of the index."""
    row = session.scalars(
        select(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.ref == ref)
    ).one_or_none()
    if row is not None:
        session.delete(row)


def refs(session: Session, kind: str, query: str) -> Select[str]:
    """Slugs of the records of ``kind`` that match, for ``Model.slug.in_(...)``; none when nothing can."""
    terms = query_terms(query)
    statement = select(SearchDocument.ref)
    if not terms:
        return statement.where(literal_column("1 = 0"))
    return statement.where(SearchDocument.id.in_(_matching(session, kind, terms)))


@dataclass(frozen=True)
class Found:
    """What a query found of one kind: ``total`` records, the foremost of them named."""

    kind: str
    total: int
    hits: Sequence[Hit]


def find(session: Session, query: str, kinds: Collection[str], each: int) -> Mapping[str, Found]:
    """Records of ``kinds`` that match, by kind, the foremost ``each`` of every kind: one query.

    The newest stand in front; among the newest CANDIDATES of a kind a hit in the title stands before one in the
    text.
    """
    terms = query_terms(query)
    if not terms or not kinds:
        return {}
    foremost = (_foremost(session, kind, terms, query.strip(), each) for kind in kinds)
    hits: dict[str, list[Hit]] = {}
    totals: dict[str, int] = {}
    for row in session.execute(union_all(*(select(part.subquery()) for part in foremost))):
        hits.setdefault(row.kind, []).append(Hit(row.kind, row.ref, row.title, row.summary))
        totals[row.kind] = row.total
    return {kind: Found(kind, totals[kind], hits[kind]) for kind in hits}


def _foremost(
    session: Session, kind: str, terms: Sequence[str], words: str, each: int
) -> Select[*tuple[Any, ...]]:
    matching = _matching(session, kind, terms).cte(f"matching_{kind}")
    newest = select(matching.c.id).order_by(matching.c.id.desc()).limit(CANDIDATES).subquery()
    total = select(func.count()).select_from(matching).scalar_subquery()
    in_title = case((SearchDocument.title.contains(words, autoescape=True), 0), else_=1)
    return (
        select(
            literal(kind).label("kind"),
            SearchDocument.ref,
            SearchDocument.title,
            SearchDocument.summary,
            total.label("total"),
        )
        .where(SearchDocument.id.in_(select(newest.c.id)))
        .order_by(in_title, SearchDocument.id.desc())
        .limit(each)
    )


def _matching(session: Session, kind: str, terms: Sequence[str]) -> Select[int]:
    """Ids of the documents of a kind that have all the terms."""
    wanted = (_kind_term(kind), *terms)
    if dialect_name(session) == "sqlite":
        quoted = " ".join('"{}"'.format(term.replace('"', '""')) for term in wanted)
        return select(_INDEX.c.rowid.label("id")).where(literal_column("search_index").op("MATCH")(quoted))
    query = func.plainto_tsquery("simple", " ".join(wanted))
    return select(SearchDocument.id).where(literal_column("search_document.tsv").op("@@")(query))


def _kind_term(kind: str) -> str:
    return f"kind{kind}"
