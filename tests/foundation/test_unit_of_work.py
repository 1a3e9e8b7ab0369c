"""One change: all of it or nothing, and never outside a unit."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.foundation.database import current_unit, db, lock, unit_of_work
from app.people.models import User
from tests.factories import NOW


def _user(name: str) -> User:
    return User(username=name, display_name=name, created_at=NOW)


def _count() -> int:
    return db.session.scalar(select(func.count(User.id))) or 0


def test_a_unit_commits_what_it_did(session: Session) -> None:
    with unit_of_work() as unit:
        unit.add(_user("a"))
    db.session.remove()
    assert _count() == 1


def test_a_failure_undoes_the_whole_unit(session: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as unit:
        unit.add(_user("a"))
        unit.flush()
        _ = 1 / 0
    assert _count() == 0


def test_a_failing_last_step_undoes_it_too_and_no_effect_leaves_the_house(session: Session) -> None:
    left: list[str] = []

    def fail(_: Session) -> None:
        raise ValueError("the audit could not be written")

    with pytest.raises(ValueError), unit_of_work() as unit:
        unit.add(_user("a"))
        current_unit(unit).before.append(fail)
        current_unit(unit).after.append(lambda: left.append("mail"))
    assert _count() == 0
    assert left == []


def test_effects_leave_after_the_commit(session: Session) -> None:
    seen: list[int] = []
    with unit_of_work() as unit:
        unit.add(_user("a"))
        current_unit(unit).after.append(lambda: seen.append(_count()))
    assert seen == [1]


def test_units_do_not_nest_and_the_outer_one_survives_the_try(session: Session) -> None:
    with unit_of_work() as unit:
        unit.add(_user("a"))
        with pytest.raises(RuntimeError, match="nest"), unit_of_work():
            pass
    assert _count() == 1


def test_rows_do_not_change_outside_a_unit(session: Session) -> None:
    session.add(_user("a"))
    with pytest.raises(RuntimeError, match="unit_of_work"):
        session.flush()
    session.rollback()
    with unit_of_work() as unit:
        unit.add(_user("b"))
    row = session.scalars(select(User)).one()
    row.display_name = "changed"
    with pytest.raises(RuntimeError, match="unit_of_work"):
        session.flush()
    session.rollback()
    assert session.scalars(select(User.display_name)).one() == "b"


def test_what_was_loaded_before_is_read_anew_inside(app: Flask) -> None:
    with unit_of_work() as unit:
        unit.add(_user("a"))
    row = db.session.scalars(select(User)).one()
    with app.app_context(), unit_of_work() as other:
        other.scalars(select(User)).one().display_name = "from elsewhere"
    with unit_of_work():
        assert row.display_name == "from elsewhere"


def test_a_locked_row_is_read_anew(app: Flask) -> None:
    with unit_of_work() as unit:
        unit.add(_user("a"))
    with unit_of_work() as unit:
        row = unit.scalars(select(User)).one()
        unit.execute(text("UPDATE user_account SET display_name = 'newer'"))
        assert lock(unit, row).display_name == "newer"


def test_a_time_without_zone_is_refused(session: Session) -> None:
    with pytest.raises(Exception, match="without its zone"), unit_of_work() as unit:
        unit.add(User(username="a", display_name="a", created_at=NOW.replace(tzinfo=None)))


def test_times_come_back_aware_and_in_utc(session: Session) -> None:
    with unit_of_work() as unit:
        unit.add(_user("a"))
    db.session.remove()
    assert db.session.scalars(select(User.created_at)).one() == NOW
    assert db.session.scalars(select(User.created_at)).one().utcoffset() == NOW.utcoffset()


def test_sqlite_waits_for_the_disk_and_knows_its_keys(session: Session) -> None:
    if session.get_bind().dialect.name != "sqlite":
        return
    asked = ("journal_mode", "synchronous", "foreign_keys")
    found = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in asked}
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
