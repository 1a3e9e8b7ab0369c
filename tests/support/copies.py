"""Makes a database big: every record again and again with all that belongs to it, constraints and triggers on.

The street itself stays as it is: ten communities do not become ten thousand. What a record says about another one
(a contract part's project, a notice's subject) its copy says about the other one's copy. Posts alone are copied
without their guard, which lets none arise after the founding.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    UniqueConstraint,
    and_,
    case,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    text,
    update,
)

from app.domain.policy import SYSTEM
from app.foundation import audit
from app.foundation.database import Base, db, unit_of_work
from app.foundation.public_words import PublicText
from tests.support.races import unguarded

STREET = frozenset(
    {
        "street",
        "zone",
        "community",
        "cycle",
        "cycle_phase",
        "directory_item",
        "fair",
        "founding_end",
        "rule_setting",
        "workday_override",
    }
)
"""What a street has few of, however long it works."""
LOG = frozenset({"audit_entry", "audit_head"})
"""Its chain has a writer of its own."""
REFERENCES = {
    "alert": ("subject_ref",),
    "fund_request": ("subject_ref",),
    "ledger_entry": ("project_ref",),
    "notice": ("subject_ref",),
    "purchase_step": ("payment_ref",),
    "search_document": ("ref",),
    "track_record": ("project_ref",),
}
"""Columns with another record's slug, or nothing."""
LOOSE_IDS = {("membership", "organisation_ref"): "organisation"}
"""Columns with another record's id and no foreign key."""
YEARS = {("fund", "year")}
"""Columns whose copies are of the years before: a year's fund carries no more projects in a big street."""
ROUND = ("round", "round_option", "roll_entry", "ballot", "round_count", "published_file")
LOG_ENTRIES = 10_000


def tables() -> list[Table]:
    """The tables that copies are made in, those referred to first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in STREET | LOG]


def multiply(times: int) -> None:
    """Make ``times`` copies of every record, and as many entries of the log, up to LOG_ENTRIES."""
    db.session.remove()
    with (
        unguarded(db.session(), "membership"),
        db.engine.connect().execution_options(writes=True) as connection,
        connection.begin(),
    ):
        _Copying(connection, times).run()
    _grow_log(times)


@dataclass
class _Copying:
    """``last`` is the highest id of each table before: by so much ids grow from copy to copy."""

    connection: Connection
    times: int
    last: dict[str, int] = field(default_factory=dict)

    def run(self) -> None:
        self.last = {table.name: self._highest(table.c.id) for table in tables() if "id" in table.c}
        by_name = {table.name: table for table in tables()}
        for name, table in by_name.items():
            if name not in ROUND:
                self._copy(table)
        self._copy_rounds(by_name)
        if self.connection.dialect.name == "postgresql":
            self._move_sequences()

    def _highest(self, column: Column[Any]) -> int:
        return self.connection.scalar(select(func.coalesce(func.max(column), 0))) or 0

    def _copy(self, table: Table, **instead: ColumnElement[Any]) -> None:
        series = self._series()
        columns = list(table.c)
        values = [instead.get(each.name, self._value(each, series.c.number)) for each in columns]
        of_before = and_(*(each <= self.last[name] for each in columns if (name := self._target(each))))
        original = table.c.id <= self.last[table.name] if "id" in table.c else of_before
        source = select(*values).select_from(table.join(series, literal(True))).where(original)
        self.connection.execute(insert(table).from_select(columns, source))

    def _series(self) -> CTE:
        first = select(literal(1).label("number")).cte("series", recursive=True)
        return first.union_all(select(first.c.number + 1).where(first.c.number < self.times))

    def _value(self, column: Column[Any], number: ColumnElement[int]) -> ColumnElement[Any]:
        place = (column.table.name, column.name)
        if target := self._target(column):
            return column + number * self.last[target]
        if place in YEARS:
            return column - number
        if column.name in REFERENCES.get(column.table.name, ()):
            return case((column == "", ""), else_=_numbered(column, number))
        if self._alone_unique(column):
            return _numbered(column, number)
        return column

    def _target(self, column: Column[Any]) -> str:
        """The copied table whose id a column holds; empty for any other column."""
        root = column
        while keys := sorted(root.foreign_keys, key=lambda key: key.column.name != "id"):
            root = keys[0].column
        loose = LOOSE_IDS.get((column.table.name, column.name), "")
        name = root.table.name if root.name == "id" else loose
        return name if name in self.last else ""

    def _alone_unique(self, column: Column[Any]) -> bool:
        """A text that must differ from copy to copy, since nothing beside it in its constraint does."""
        table = column.table
        assert isinstance(table, Table)
        unique = [list(each.columns) for each in table.constraints if isinstance(each, UniqueConstraint)]
        unique += [list(each.columns) for each in table.indexes if each.unique]
        return isinstance(column.type, String | PublicText) and any(
            column in columns and not any(self._differs(other) for other in columns) for columns in unique
        )

    def _differs(self, column: Column[Any]) -> bool:
        place = (column.table.name, column.name)
        return bool(self._target(column)) or place in YEARS or column.name in REFERENCES.get(place[0], ())

    def _copy_rounds(self, by_name: dict[str, Table]) -> None:
        """As rounds go: the database takes options and roll before a round opens, ballots before it closes."""
        round = by_name["round"]
        self._copy(round, state=literal("prepared"), rules_hash=null(), opened_at=null(), closed_at=null())
        for name in ("round_option", "roll_entry"):
            self._copy(by_name[name])
        self._follow_original(round, "rules_hash", "opened_at", counted_as="open")
        self._copy(by_name["ballot"])
        self._follow_original(round, "closed_at", counted_as="counted")
        self._copy(by_name["round_count"])

    def _follow_original(self, round: Table, *columns: str, counted_as: str) -> None:
        first = round.alias("first")
        mine = first.c.id == (round.c.id - 1) % self.last["round"] + 1
        state = case((first.c.state == "counted", counted_as), else_=first.c.state)
        values: dict[str, Any] = {
            name: select(first.c[name]).where(mine).scalar_subquery() for name in columns
        }
        values["state"] = select(state).where(mine).scalar_subquery()
        self.connection.execute(update(round).where(round.c.id > self.last["round"]).values(**values))

    def _move_sequences(self) -> None:
        for name in self.last:
            self.connection.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), "  # noqa: S608
                    f'(SELECT coalesce(max(id), 1) FROM "{name}"))'
                )
            )


def _numbered(column: Column[Any], number: ColumnElement[int]) -> ColumnElement[str]:
    """The text with the copy's number at its end; where the column is full its beginning gives way."""
    end: ColumnElement[str] = literal("-") + cast(number, String)
    length = getattr(column.type, "length", None)
    if length is None:
        return column + end
    over = func.length(column) + func.length(end) - length
    return func.substr(column, case((over > 0, over + 1), else_=1)) + end


def _grow_log(times: int) -> None:
    with unit_of_work() as session:
        known = session.scalar(select(func.count(audit.AuditEntry.seq))) or 0
        for number in range(min(known * times, LOG_ENTRIES)):
            audit.record(
                session, SYSTEM, "needs.raise", f"need:{number}", datetime.now(UTC), channel="online"
            )
