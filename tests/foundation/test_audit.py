"""The log that only grows: its chain, and what shows when somebody edits the database underneath."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM
from app.foundation import audit
from app.foundation.audit import AuditEntry
from app.foundation.database import db, dialect_name, unit_of_work
from tests.factories import NOW

TABLES = ("audit_entry", "audit_head")


def _write(number: int = 1, first: int = 0) -> None:
    for n in range(first, first + number):
        with unit_of_work() as unit:
            audit.record(unit, SYSTEM, "test.write", f"thing:{n}", NOW + timedelta(minutes=n), number=n)


@contextmanager
def _guard_off(session: Session) -> Iterator[None]:
    """The database without its triggers, as somebody with the file or the superuser's password has it."""
    if dialect_name(session) == "postgresql":
        session.execute(text("SET session_replication_role = replica"))
    else:
        triggers = session.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")
        ).scalars()
        for name in list(triggers):
            session.execute(text(f"DROP TRIGGER {name}"))
    yield
    if dialect_name(session) == "postgresql":
        session.execute(text("SET session_replication_role = DEFAULT"))


def _tamper(statement: str) -> audit.Breach | None:
    session = db.session()
    session.rollback()
    with _guard_off(session):
        session.execute(text(statement))
        session.commit()
    db.session.remove()
    return audit.verify(db.session())


def test_entries_make_a_chain(app: Flask) -> None:
    _write(3)
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)).all()
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous_hash for entry in entries] == [audit.GENESIS, entries[0].hash, entries[1].hash]
    assert audit.verify(db.session()) is None


def test_an_empty_log_is_whole(app: Flask) -> None:
    assert audit.verify(db.session()) is None


def test_what_was_rolled_back_leaves_no_trace(app: Flask) -> None:
    _write(1)
    with pytest.raises(ZeroDivisionError), unit_of_work() as unit:
        audit.record(unit, SYSTEM, "test.write", "thing:x", NOW)
        _ = 1 / 0
    _write(1, first=1)
    assert db.session.scalars(select(AuditEntry.subject).order_by(AuditEntry.seq)).all() == [
        "thing:0",
        "thing:1",
    ]
    assert audit.verify(db.session()) is None


def test_nothing_is_recorded_outside_a_unit_or_without_a_zone(session: Session) -> None:
    with pytest.raises(RuntimeError):
        audit.record(session, SYSTEM, "test.write", "thing:x", NOW)
    with pytest.raises(ValueError), unit_of_work() as unit:
        audit.record(unit, SYSTEM, "test.write", "thing:x", NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET action = 'other'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_or_remove_entries(statement: str, app: Flask) -> None:
    _write(2)
    with pytest.raises(DBAPIError, match="only grows"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert len(db.session.scalars(select(AuditEntry)).all()) == 2


def test_postgresql_refuses_to_empty_the_table(session: Session) -> None:
    if dialect_name(session) != "postgresql":
        return
    _write(1)
    with pytest.raises(DBAPIError, match="only grows"):
        session.execute(text("TRUNCATE audit_entry"))
    session.rollback()


@pytest.mark.parametrize(
    ("statement", "seq", "reason"),
    [
        ("UPDATE audit_entry SET action = 'test.other' WHERE seq = 3", 3, "altered"),
        ("UPDATE audit_entry SET actor_name = 'somebody' WHERE seq = 1", 1, "altered"),
        ("UPDATE audit_entry SET subject = 'thing:9' WHERE seq = 5", 5, "altered"),
        ("UPDATE audit_entry SET detail = '{\"number\": 7}' WHERE seq = 2", 2, "altered"),
        ("UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE seq = 4", 4, "altered"),
        ("UPDATE audit_entry SET hash = previous_hash WHERE seq = 2", 2, "altered"),
        ("DELETE FROM audit_entry WHERE seq = 1", 1, "missing"),
        ("DELETE FROM audit_entry WHERE seq = 3", 3, "missing"),
        ("DELETE FROM audit_entry WHERE seq = 5", 5, "missing at the end"),
        ("DELETE FROM audit_entry", 1, "missing at the end"),
        ("UPDATE audit_head SET seq = 4", 6, "missing at the end"),
        ("DELETE FROM audit_head", 6, "missing at the end"),
    ],
)
def test_editing_underneath_names_the_first_broken_row(
    statement: str, seq: int, reason: str, app: Flask
) -> None:
    _write(5)
    assert _tamper(statement) == audit.Breach(seq, reason)


def test_an_entry_slipped_in_is_named(app: Flask) -> None:
    _write(2)
    breach = _tamper(
        "INSERT INTO audit_entry (seq, at, actor_name, action, subject, detail, previous_hash, hash) "
        "SELECT 3, at, actor_name, action, subject, detail, hash, previous_hash FROM audit_entry WHERE seq = 2"
    )
    assert breach == audit.Breach(3, "altered")


def test_the_command_names_the_row_and_fails(app: Flask) -> None:
    _write(3)
    runner = app.test_cli_runner()
    assert runner.invoke(args=["audit", "verify", "--json"]).output.strip() == '{"ok": true, "breach": null}'
    _tamper("UPDATE audit_entry SET action = 'test.other' WHERE seq = 2")
    answer = runner.invoke(args=["audit", "verify"])
    assert answer.exit_code == 1
    assert "row 2" in answer.output


def test_many_writers_make_one_chain(app: Flask) -> None:
    def write(first: int) -> None:
        with app.app_context():
            _write(5, first)
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(0, 20, 5)))
    assert db.session.scalars(select(AuditEntry.seq).order_by(AuditEntry.seq)).all() == list(range(1, 21))
    assert audit.verify(db.session()) is None
