"""Needs of before get their heat from who is known to have them, and go back to sums that hold."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain.policy import ANYONE, Role
from app.foundation.database import db, unit_of_work
from app.needs import commands
from app.people.respondents import Respondent
from tests.factories import NOW, World, make_street
from tests.support.needs import make_need

BEFORE = "0005"


@pytest.fixture
def world(app: Flask, session: Session) -> Iterator[World]:
    yield make_street()
    db.session.remove()
    upgrade()


def rows(statement: str) -> list[tuple[object, ...]]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def execute(statement: str, **values: object) -> None:
    with db.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement), values)


def test_needs_of_before_count_whom_they_know(world: World) -> None:
    resident, worker = (
        world.actor(Role.RESIDENT, world.north),
        world.actor(Role.COMMUNITY_WORKER, world.north),
    )
    imported = make_need(world.north, "导入的", code="D01", mentions=63)
    told = make_need(world.north, "自己说的", actor=resident)
    called = make_need(world.north, "电话说的", actor=worker, channel="phone", contact_phone="13812345678")
    merged = make_need(world.north, "并进去的", actor=resident)
    with unit_of_work() as unit:
        commands.second_need(unit, worker, imported, NOW)
        commands.second_need(unit, ANYONE, imported, NOW, visitor_key="browser")
        commands.merge_needs(unit, worker, merged, called, NOW)
    slugs = {need.id: need.title for need in (imported, told, called, merged)}
    ids = {title: number for number, title in slugs.items()}
    db.session.remove()
    downgrade(revision=BEFORE)
    before = {
        slugs[int(str(row[0]))]: row[1:] for row in rows("SELECT id, mentions, seconds, heat FROM need")
    }
    assert before == {
        "导入的": (63, 2, 65),
        "自己说的": (1, 0, 1),
        "电话说的": (2, 0, 2),
        "并进去的": (1, 0, 1),
    }
    execute(
        "INSERT INTO need_support (need_id, channel, recorded_by_id, at) VALUES (:need, 'phone', :worker, :at)",
        need=ids["导入的"],
        worker=worker.user_id,
        at=NOW.replace(tzinfo=None),
    )
    execute("UPDATE need SET seconds = 3, heat = 66 WHERE id = :need", need=ids["导入的"])
    execute(
        "INSERT INTO visitor_entry (visitor_key, address_key, at) VALUES ('a', 'b', :at)",
        at=NOW.replace(tzinfo=None),
    )
    upgrade()
    found = rows("SELECT id, mentions, heat, signed_in, recorded, anonymous FROM need")
    after = {slugs[int(str(row[0]))]: row[1:] for row in found}
    assert after == {
        "导入的": (63, 1, 1, 0, 2),
        "自己说的": (0, 1, 1, 0, 0),
        "电话说的": (0, 2, 1, 1, 0),
        "并进去的": (0, 0, 0, 0, 0),
    }
    assert rows("SELECT count(*) FROM visitor_entry") == [(0,)]
    with pytest.raises(Exception, match="heat_adds_up"):
        execute("UPDATE need SET heat = 9")


def test_a_step_back_and_forth_keeps_whose_telephone_it_is(world: World) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    called = make_need(world.north, "电话说的", actor=worker, channel="phone", contact_phone="13812345678")
    db.session.remove()
    downgrade(revision=BEFORE)
    upgrade()
    with pytest.raises(Exception, match=r"need\.own"), unit_of_work() as unit:
        again = Respondent(phone="138 1234 5678")
        commands.record_second(unit, worker, unit.merge(called), again, "phone", NOW)
