"""What organisations offer, and how the street arranges it."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.fair import commands
from app.fair.commands import NewFair, NewTalk
from app.fair.models import Booth, Offering, Talk
from app.foundation import search
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from tests.factories import NOW, TODAY, make_street
from tests.support.fair import make_cycle, make_fair, make_offering, new_offering
from tests.support.organisations import make_organisation


def test_an_offering_is_found_by_two_characters_until_it_is_withdrawn(session: Session) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    assert session.scalars(search.refs(session, "offering", "楼门")).all() == [offering.slug]
    with unit_of_work() as unit:
        commands.withdraw_offering(unit, SYSTEM, offering, NOW)
    assert session.scalars(search.refs(session, "offering", "楼门")).all() == []
    with unit_of_work() as unit:
        commands.list_again(unit, SYSTEM, offering, NOW)
    assert session.scalars(search.refs(session, "offering", "楼门")).all() == [offering.slug]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"unit_price_fen": 0}, "offering.price"),
        ({"max_total_fen": 2_239_999}, "offering.range"),
        ({"capacity": 0}, "offering.counts"),
        ({"months": 0}, "offering.counts"),
        ({"directory_item": None, "outside_reason": " "}, "directory.reason_missing"),
    ],
)
def test_an_offering_that_breaks_a_rule_is_not_listed(
    session: Session, change: dict[str, Any], code: str
) -> None:
    world = make_street()
    with pytest.raises(RuleViolation, match=code):
        make_offering(make_organisation(), world.item, **change)
    assert session.scalar(select(func.count(Offering.id))) == 0
    assert has_text(code)


def test_only_admitted_organisations_offer(app: Flask) -> None:
    world = make_street()
    with pytest.raises(RuleViolation, match=r"organisation\.not_admitted"):
        make_offering(make_organisation(admitted=False), world.item)


def test_capacity_is_taken_to_its_end_and_never_promised_twice(app: Flask) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item, capacity=100)
    with unit_of_work() as unit:
        commands.take_capacity(unit, SYSTEM, offering, 100, NOW)
    with pytest.raises(RuleViolation) as short, unit_of_work() as unit:
        commands.take_capacity(unit, SYSTEM, offering, 1, NOW)
    assert (short.value.code, short.value.params["left"]) == ("offering.capacity_short", 0)
    with pytest.raises(RuleViolation, match=r"offering\.capacity_taken"), unit_of_work() as unit:
        commands.change_offering(unit, SYSTEM, offering, new_offering(world.item, capacity=99), NOW)


def test_a_change_is_what_people_read(session: Session) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    with unit_of_work() as unit:
        commands.change_offering(unit, SYSTEM, offering, new_offering(None, title="议事协商培训"), NOW)
    assert (offering.title, offering.directory_item_id) == ("议事协商培训", None)
    assert session.scalars(search.refs(session, "offering", "协商")).all() == [offering.slug]


def test_a_fair_has_its_days_in_order(app: Flask) -> None:
    make_street()
    cycle = make_cycle()
    for new, code in [
        (NewFair("会", TODAY, TODAY - timedelta(1)), "fair.days"),
        (NewFair("会", TODAY, TODAY, TODAY + timedelta(1)), "fair.held_outside"),
    ]:
        with pytest.raises(RuleViolation, match=code), unit_of_work() as unit:
            commands.open_fair(unit, SYSTEM, cycle, new, NOW)


def test_a_booth_belongs_to_one_organisation_and_can_be_changed(session: Session) -> None:
    make_street()
    fair, first, second = make_fair(), make_organisation("甲社"), make_organisation("乙社")
    with unit_of_work() as unit:
        commands.assign_booth(unit, SYSTEM, fair, first, "01号", NOW)
    with pytest.raises(RuleViolation, match=r"booth\.taken"), unit_of_work() as unit:
        commands.assign_booth(unit, SYSTEM, fair, second, "01号", NOW)
    with unit_of_work() as unit:
        commands.assign_booth(unit, SYSTEM, fair, first, "02号", NOW)
        commands.assign_booth(unit, SYSTEM, fair, second, "01号", NOW)
    rows = session.scalars(select(Booth).order_by(Booth.number)).all()
    assert [(b.number, b.organisation_id) for b in rows] == [("01号", second.id), ("02号", first.id)]


def _talk(day: date = TODAY, hall: str = "甲厅", starts: time = time(9), ends: time = time(9, 8)) -> NewTalk:
    return NewTalk(day, hall, starts, ends, "楼门文化")


def test_talks_do_not_run_into_each_other(session: Session) -> None:
    make_street()
    fair, first, second = make_fair(), make_organisation("甲社"), make_organisation("乙社")
    with unit_of_work() as unit:
        commands.schedule_talk(unit, SYSTEM, fair, first, _talk(), NOW)
    for organisation, talk, code in [
        (second, _talk(starts=time(9, 7), ends=time(9, 15)), "talk.hall_taken"),
        (first, _talk(hall="乙厅", starts=time(9, 4), ends=time(9, 12)), "talk.speaker_taken"),
        (second, _talk(day=TODAY + timedelta(1)), "talk.day"),
        (second, _talk(starts=time(10), ends=time(10)), "talk.times"),
    ]:
        with pytest.raises(RuleViolation, match=code), unit_of_work() as unit:
            commands.schedule_talk(unit, SYSTEM, fair, organisation, talk, NOW)
        assert has_text(code)
    with unit_of_work() as unit:
        commands.schedule_talk(unit, SYSTEM, fair, second, _talk(starts=time(9, 8), ends=time(9, 16)), NOW)
    assert session.scalar(select(func.count(Talk.id))) == 2


def test_a_talk_is_about_the_speakers_own_offering(app: Flask) -> None:
    world = make_street()
    fair, first, second = make_fair(), make_organisation("甲社"), make_organisation("乙社")
    talk = NewTalk(TODAY, "甲厅", time(9), time(9, 8), "楼门", make_offering(first, world.item))
    with pytest.raises(RuleViolation, match=r"talk\.offering"), unit_of_work() as unit:
        commands.schedule_talk(unit, SYSTEM, fair, second, talk, NOW)
