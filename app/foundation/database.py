"""Engine, session, column types and the unit of work: the only place that commits."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, CheckConstraint, DateTime, Engine, MetaData, String, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SLUG_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SLUG_LENGTH = 10


class UtcDateTime(TypeDecorator[datetime]):
    """Aware datetimes in, aware UTC datetimes out, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without its zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_slug() -> str:
    """A short opaque id for URLs (about 49 bits)."""
    number, letters = secrets.randbelow(len(SLUG_ALPHABET) ** SLUG_LENGTH), []
    for _ in range(SLUG_LENGTH):
        number, place = divmod(number, len(SLUG_ALPHABET))
        letters.append(SLUG_ALPHABET[place])
    return "".join(letters)


class Base(DeclarativeBase):
    """What every table inherits."""

    registry = registry(
        metadata=MetaData(naming_convention=CONVENTION), type_annotation_map={datetime: UtcDateTime()}
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

Id = Annotated[int, mapped_column(primary_key=True)]
Slug = Annotated[str, mapped_column(String(16), unique=True, default=new_slug)]
Fen = Annotated[int, mapped_column(BigInteger)]


def one_of(column: str, values: Iterable[str]) -> CheckConstraint:
    """A CHECK that ``column`` holds one of ``values``."""
    listed = ", ".join(f"'{value}'" for value in sorted(values))
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_known")


class Sluggish:
    """Rows with a page of their own."""

    id: Mapped[Id]
    slug: Mapped[Slug]


_UNIT = "unit_of_work"
_underway: ContextVar[bool] = ContextVar("unit_of_work_underway", default=False)
T = TypeVar("T")
gates: list[Callable[[], None]] = []
"""Asked before a unit of work opens; one that raises keeps it shut."""


@dataclass
class Unit:
    """What one unit of work still owes: steps before the commit, effects after it, notes of its services."""

    before: list[Callable[[Session], None]] = field(default_factory=list)
    after: list[Callable[[], None]] = field(default_factory=list)
    notes: dict[str, list[Any]] = field(default_factory=dict)


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One change: everything inside commits together or not at all.

    Takes the write lock at once (``BEGIN IMMEDIATE`` on SQLite), so what is read inside stays true until the
    commit. Objects loaded earlier are read anew. Raises RuntimeError when nested.
    """
    session: Session = db.session()
    if _UNIT in session.info:
        raise RuntimeError("units of work do not nest")
    for gate in gates:
        gate()
    session.rollback()
    unit = session.info[_UNIT] = Unit()
    marked = _underway.set(True)
    try:
        session.connection(execution_options={"writes": True})
        yield session
        session.flush()
        for step in unit.before:
            step(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        _underway.reset(marked)
        del session.info[_UNIT]
    for effect in unit.after:
        effect()


def forbid_inside_unit(what: str) -> None:
    """RuntimeError while a unit of work is open: whatever is slow on purpose must not hold the write lock."""
    if _underway.get():
        raise RuntimeError(f"{what} takes long and belongs before unit_of_work()")


def current_unit(session: Session) -> Unit:
    """The unit of work under way; RuntimeError outside one."""
    if _UNIT not in session.info:
        raise RuntimeError("rows change only inside unit_of_work()")
    unit: Unit = session.info[_UNIT]
    return unit


def lock(session: Session, row: T) -> T:
    """Read ``row`` anew and hold it until the commit (row lock; on SQLite the write lock already holds)."""
    session.flush()
    session.refresh(row, with_for_update={"of": type(row)})
    return row


def dialect_name(session: Session) -> str:
    return session.get_bind().dialect.name


@event.listens_for(Session, "before_flush")
def _writes_belong_in_a_unit(session: Session, context: Any, instances: Any) -> None:
    if session.new or session.dirty or session.deleted:
        current_unit(session)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if type(connection).__module__.partition(".")[0] != "sqlite3":
        return
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
