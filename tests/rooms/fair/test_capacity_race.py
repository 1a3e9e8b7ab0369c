"""Capacity promised by many at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.fair import commands
from app.fair.models import Offering
from app.foundation.database import db, unit_of_work
from tests.factories import NOW, make_street
from tests.support.fair import make_offering
from tests.support.organisations import make_organisation


def test_capacity_is_promised_once_however_many_ask(app: Flask, session: Session) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item, capacity=100)
    offering_id = offering.id
    session.rollback()

    def take(_: int) -> str:
        with app.app_context():
            try:
                with unit_of_work() as unit:
                    row = unit.get_one(Offering, offering_id)
                    commands.take_capacity(unit, SYSTEM, row, 20, NOW)
            except RuleViolation as refused:
                return refused.code
            finally:
                db.session.remove()
            return "taken"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(take, range(12)))
    assert answers == ["offering.capacity_short"] * 7 + ["taken"] * 5
    session.rollback()
    assert session.get_one(Offering, offering_id).capacity_left == 0
