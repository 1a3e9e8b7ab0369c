"""What two people set at the same moment about one round, or one need."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation import withholding
from app.needs.models import Need
from app.voting import commands
from app.voting.commands import NewWishes
from app.voting.manifest import digest
from app.voting.models import Round
from tests.factories import NOW, make_street
from tests.support.council import MEETING_AT, make_representatives
from tests.support.needs import make_need
from tests.support.races import DONE, at_once
from tests.support.voting import OPENED, prepare_allocation


def test_conditions_come_before_the_round_opens_or_not_at_all(app: Flask, session: Session) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    id, secretary = prepare_allocation(world).id, world.actor(Role.SECRETARY, world.north)

    def set_them(unit: Session) -> object:
        return commands.set_wishes(
            unit, secretary, unit.get_one(Round, id), NewWishes(min_votes=2), MEETING_AT
        )

    def open_it(unit: Session) -> object:
        return commands.open_round(unit, secretary, unit.get_one(Round, id), OPENED)

    found = at_once(app, [set_them, open_it])
    session.expire_all()
    round = session.get_one(Round, id)
    assert round.state == "open"
    assert round.rules_hash == digest(round.rules)
    assert ("wishes" in round.rules) == (found == [DONE, DONE])
    assert found in ([DONE, DONE], [DONE, "state.wrong"])


def test_words_are_put_aside_once(app: Flask, session: Session) -> None:
    world = make_street()
    id = make_need(world.north, "三号楼王小明家里有病人").id
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)

    def withhold(unit: Session) -> object:
        subject = withholding.find(unit, "need", unit.get_one(Need, id).slug)
        assert subject is not None
        return withholding.withhold_words(unit, worker, subject, "写了姓名", NOW)

    assert at_once(app, [withhold, withhold]) == [DONE, "withhold.already"]
    (kept,) = session.scalars(select(withholding.WithheldWords)).all()
    assert kept.words["title"] == "三号楼王小明家里有病人"
