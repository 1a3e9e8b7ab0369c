"""The list of what is withheld: paged, and as quick for much as for little."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council import commands as council
from app.council.models import Topic
from app.domain.policy import Role
from app.foundation import withholding
from app.foundation.database import db, unit_of_work
from app.foundation.paging import SIZE
from app.foundation.withholding import Subject, find
from app.organisations.models import Organisation
from tests.factories import NOW, World, make_street
from tests.support.council import make_meeting, make_representatives, make_topics
from tests.support.needs import make_need
from tests.support.organisations import make_organisation, make_uscc
from tests.support.people import Sign, page
from tests.support.queries import count_queries

SECRET, REASON = "王小明得了肺病", "写了邻居的姓名和病情"


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _subject(session: Session, kind: str, slug: str) -> Subject:
    found = find(session, kind, slug)
    assert found is not None
    return found


def test_the_list_takes_the_same_queries_however_much_is_withheld(
    world: World, session: Session, sign: Sign
) -> None:
    handler, asked = world.actor(Role.STREET_HANDLER), []
    reader = sign.client_of(world.user(Role.STREET_HANDLER))
    for _ in range(2):
        for name in ("need", "opinion", "organisation"):
            made = [_some(world, name) for _ in range(2)]
            with unit_of_work() as unit:
                for slug in made:
                    withholding.withhold_words(unit, handler, _subject(unit, name, slug), REASON, NOW)
        with count_queries() as log:
            assert reader.get("/withheld").status_code == 200
        asked.append(log.count)
    assert asked[0] == asked[1]


def test_the_list_is_paged(world: World, session: Session, sign: Sign) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    slugs = [make_need(world.north, f"第{n}件", description=SECRET).slug for n in range(SIZE + 2)]
    with unit_of_work() as unit:
        for slug in slugs:
            withholding.withhold_words(unit, handler, _subject(unit, "need", slug), REASON, NOW)
    reader = sign.client_of(world.user(Role.STREET_HANDLER))
    first, second = (page(reader.get(f"/withheld?page={n}")) for n in (1, 2))
    links = [[a["href"] for a in each.select("a[href*='/withheld/need/']")] for each in (first, second)]
    assert [len(each) for each in links] == [SIZE, 2]
    assert set(links[0]).isdisjoint(links[1])


def _some(world: World, kind: str) -> str:
    if kind == "need":
        return make_need(world.north, SECRET, description=SECRET).slug
    if kind == "organisation":
        organisation = make_organisation(f"组织{make_uscc()}")
        with unit_of_work() as unit:
            unit.get_one(Organisation, organisation.id).intro = SECRET
        return organisation.slug
    topic = db.session.scalars(select(Topic)).first()
    if topic is None:
        make_representatives(world.north, 3)
        topic = make_meeting(world, make_topics(world, ["楼门共建"])).topics[0]
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        return council.record_opinion(unit, worker, topic, SECRET, NOW).slug
