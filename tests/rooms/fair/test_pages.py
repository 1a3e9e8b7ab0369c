"""The pages of the fair, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.policy import SYSTEM, Role
from app.fair import commands
from app.fair.commands import NewTalk
from app.fair.models import Booth, Fair, Interest, Offering, Question, Talk
from app.foundation.database import unit_of_work
from app.street.models import DirectoryItem
from tests.factories import NOW, TODAY, World, make_street
from tests.support.fair import make_cycle, make_fair, make_offering, new_offering
from tests.support.funds import make_fund
from tests.support.needs import make_need, warm
from tests.support.organisations import make_organisation
from tests.support.people import Sign, submit
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page

FORM = {
    "title": "楼门公约培训",
    "price_unit": "期",
    "unit_price_fen": "6500",
    "min_total_fen": "6500",
    "max_total_fen": "26000",
    "months": "6",
    "capacity": "160",
    "capacity_unit": "人/年",
    "directory_item": "5.01",
    "zones": ["北片"],
}


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    """The whole page behind an address."""
    return whole(client.get(url), url, status)


def whole(answer: TestResponse, url: str, status: int = 200) -> str:
    assert answer.status_code == status, (url, answer.status_code)
    html = answer.get_data(as_text=True)
    check_page(html, url)
    return html


def titles(html: str) -> list[str]:
    return [link.get_text() for link in BeautifulSoup(html, "html.parser").select("#results .card__title a")]


def test_an_empty_fair_says_what_will_appear(client: FlaskClient) -> None:
    make_street()
    assert "还没有服务上推介会" in seen(client, "/fair/")
    assert "还没有排宣讲" in seen(client, "/fair/timetable")


def test_the_list_narrows_by_words_category_zone_price_and_capacity(client: FlaskClient) -> None:
    world = make_street()
    organisation = make_organisation()
    zones = [world.south.zone]
    make_offering(organisation, world.item, title="楼门共建", zones=[world.north.zone])
    make_offering(organisation, None, title="议事协商培训", zones=zones, min_total_fen=100_000)
    full = make_offering(organisation, world.item, title="晨练指导", capacity=10)
    with unit_of_work() as session:
        commands.take_capacity(session, SYSTEM, full, 10, NOW)
    everything = {"楼门共建", "议事协商培训", "晨练指导"}
    for query, expected in [
        ("", everything),
        ("q=协商", {"议事协商培训"}),
        ("q=没有的", set()),
        ("category=5", {"楼门共建", "晨练指导"}),
        ("category=0", {"议事协商培训"}),
        ("category=0&category=5", everything),
        ("zone=北片", {"楼门共建", "晨练指导"}),
        ("ceiling=1000", {"议事协商培训"}),
        ("ceiling=999.99", set()),
        ("capacity=y", {"楼门共建", "议事协商培训"}),
        ("page=0&q=楼门共建&zone=北片", {"楼门共建"}),
    ]:
        assert set(titles(seen(client, f"/fair/?{query}"))) == expected, query
    assert "没有合这些条件的服务" in seen(client, "/fair/?q=没有的")


def test_a_price_that_is_no_price_is_said_beside_its_field(client: FlaskClient) -> None:
    make_street()
    assert "请填金额" in seen(client, "/fair/?ceiling=很多")


def test_what_fits_the_community_comes_first_with_its_reason(client: FlaskClient, sign: Sign) -> None:
    world = make_street()
    make_fund(world.north, 20_000)
    organisation = make_organisation()
    make_offering(organisation, None, title="别的")
    make_offering(organisation, world.item, title="楼门共建", capacity=50)
    warm(make_need(world.north, "楼道堆物", directory_item=world.item, code="D01", people_affected=410), 2)
    make_need(world.north, "楼道没灯", directory_item=world.item)
    make_need(world.south, "南边的事", directory_item=world.item, mentions=99)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    html = seen(secretary, "/fair/")
    assert titles(html) == ["楼门共建", "别的"]
    assert "需求 D01“楼道堆物”，2 户附议" in html
    assert "另有 1 条相近需求" in html
    assert "这条需求涉及 410 人" in html
    assert "起步总价超过了可用经费" in html
    assert titles(seen(secretary, f"/fair/?community={world.north.slug}&fits=y")) == ["楼门共建"]
    assert titles(seen(secretary, "/fair/?community=")) == ["别的", "楼门共建"]
    assert "需求 D01" not in seen(client, "/fair/")


def test_a_mark_is_made_changed_and_taken_back(client: FlaskClient, sign: Sign, session: Session) -> None:
    world = make_street()
    offering = make_offering(make_organisation(), world.item)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    place = f"/fair/interests/{world.north.slug}/{offering.slug}"
    assert place in seen(secretary, f"/fair/offerings/{offering.slug}")
    assert place not in seen(client, f"/fair/offerings/{offering.slug}")
    seen(secretary, place)
    refused = whole(submit(secretary, place, {"note": "写了一半"}, follow=False), place, 422)
    assert "写了一半" in refused
    assert "这一项要填" in refused
    submit(secretary, place, {"priority": "2", "note": "对应 D01"})
    submit(secretary, place, {"priority": "1", "note": "对应 D01"})
    assert [(i.priority, i.marked_by_role) for i in session.scalars(select(Interest))] == [(1, "secretary")]
    assert "对应 D01" in seen(secretary, "/fair/interests")
    representative = sign.client_of(world.user(Role.REPRESENTATIVE, world.south))
    html = seen(representative, f"/fair/offerings/{offering.slug}")
    assert world.north.name in html
    assert "对应 D01" not in html
    submit(secretary, f"{place}/withdraw")
    assert session.scalars(select(Interest)).all() == []


def test_marking_for_another_community_is_not_found_and_others_may_not(sign: Sign) -> None:
    world = make_street()
    organisation = make_organisation()
    offering = make_offering(organisation, world.item)
    place = f"/fair/interests/{world.south.slug}/{offering.slug}"
    member = world.user(Role.ORGANISATION_MEMBER, organisation_ref=organisation.id)
    assert sign.client_of(world.user(Role.SECRETARY, world.north)).get(place).status_code == 404
    assert sign.client_of(member).get(place).status_code == 403


def test_a_question_is_asked_and_answered_in_public(
    client: FlaskClient, sign: Sign, session: Session
) -> None:
    world = make_street()
    organisation = make_organisation()
    offering = make_offering(organisation, world.item)
    resident = sign.client_of(world.user(Role.RESIDENT, world.north))
    ask = f"/fair/questions/{world.north.slug}/{offering.slug}"
    seen(resident, ask)
    whole(submit(resident, ask, {"text": " "}, follow=False), ask, 422)
    assert "一个楼门要多久" in submit(resident, ask, {"text": "一个楼门要多久？"}).get_data(as_text=True)
    question = session.scalars(select(Question)).one()
    member = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=organisation.id))
    assert "一个楼门要多久" in seen(member, f"/fair/organisations/{organisation.slug}/offerings")
    answer = f"/fair/answers/{question.slug}"
    seen(member, answer)
    assert resident.get(answer).status_code == 403
    whole(submit(member, answer, {"answer": ""}, follow=False), answer, 422)
    submit(member, answer, {"answer": "约六周"})
    for url in (f"/fair/offerings/{offering.slug}", f"/fair/booths/{organisation.slug}"):
        assert "约六周" in seen(client, url)


def test_an_organisation_keeps_its_list(client: FlaskClient, sign: Sign, session: Session) -> None:
    world = make_street()
    organisation = make_organisation()
    member = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=organisation.id))
    assert member.get("/fair/my-offerings").headers["Location"].endswith(f"{organisation.slug}/offerings")
    new = f"/fair/organisations/{organisation.slug}/offerings/new"
    seen(member, new)
    for change, said in [
        ({"title": ""}, "这一项要填"),
        ({"unit_price_fen": "一百"}, "请填金额"),
        ({"max_total_fen": "6499.99"}, "最高总价不能低于最低总价"),
        ({"directory_item": ""}, "不在指导性目录内的，请写明理由"),
    ]:
        html = whole(submit(member, new, {**FORM, **change}, follow=False), new, 422)
        assert said in html
        assert "160" in html
    submit(member, new, FORM)
    offering = session.scalars(select(Offering)).one()
    assert (offering.unit_price_fen, [z.name for z in offering.zones]) == (650_000, ["北片"])
    url = f"/fair/offerings/{offering.slug}"
    assert "6500" in seen(member, f"{url}/edit")
    submit(member, f"{url}/edit", {**FORM, "title": "楼门长培训"})
    assert "楼门长培训" in seen(client, url)
    submit(member, f"{url}/withdraw")
    assert "已经撤下" in seen(client, url)
    assert "楼门长培训" not in seen(client, "/fair/")
    submit(member, f"{url}/list-again")
    assert "楼门长培训" in seen(client, "/fair/")


def test_another_organisation_finds_nothing_to_change(sign: Sign) -> None:
    world = make_street()
    mine, other = make_organisation("甲社"), make_organisation("乙社")
    offering = make_offering(mine, world.item)
    stranger = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=other.id))
    for url in (f"/fair/offerings/{offering.slug}/edit", f"/fair/organisations/{mine.slug}/offerings"):
        assert stranger.get(url).status_code == 404, url


def test_the_street_arranges_a_fair(client: FlaskClient, sign: Sign, session: Session) -> None:
    world = make_street()
    make_cycle()
    offering = make_offering(make_organisation(), world.item)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    assert "还没有开过推介会" in seen(handler, "/fair/arrange")
    days = {"opens_on": "2026-04-09", "closes_on": "2026-04-10", "held_on": "2026-04-09"}
    late = {**days, "name": "推介会", "held_on": "2026-04-11"}
    whole(submit(handler, "/fair/arrange/new", late, follow=False), "new", 422)
    submit(handler, "/fair/arrange/new", {**days, "name": "春季推介会", "place": "文化中心"})
    fair = session.scalars(select(Fair)).one()
    desk = f"/fair/arrange/{fair.slug}"
    seen(handler, desk)
    booth = {"booth-organisation": offering.organisation.slug, "booth-number": "01号"}
    submit(handler, f"{desk}/booths", booth)
    talk = {
        "talk-offering": offering.slug,
        "talk-day": "2026-04-09",
        "talk-hall": "甲厅",
        "talk-starts": "09:00",
        "talk-ends": "09:08",
    }
    submit(handler, f"{desk}/talks", talk)
    again = whole(submit(handler, f"{desk}/talks", talk, follow=False), desk, 422)
    assert "这个厅这段时间已经排了" in again
    assert (session.scalars(select(Booth)).one().number, session.scalars(select(Talk)).one().topic) == (
        "01号",
        offering.title,
    )
    timetable = seen(client, "/fair/timetable")
    assert "09:00–09:08" in timetable
    assert "01号" in timetable
    assert "春季推介会" in seen(client, "/fair/")
    assert "01号" in seen(client, f"/fair/booths/{offering.organisation.slug}")


def test_a_booth_opens_for_admitted_organisations_alone(client: FlaskClient) -> None:
    make_street()
    assert client.get(f"/fair/booths/{make_organisation(admitted=False).slug}").status_code == 404


def _stock(world: World, count: int) -> str:
    fair, organisation = make_fair(), make_organisation()
    with unit_of_work() as session:
        item = session.get_one(DirectoryItem, world.item.id)
        for number in range(count):
            talk: dict[str, Any] = {"day": TODAY, "hall": "甲厅", "topic": "楼门"}
            starts = time(8 + number // 6, number % 6 * 10)
            ends = time(8 + number // 6, number % 6 * 10 + 8)
            offering = commands.list_offering(session, SYSTEM, organisation, _numbered(number, item), NOW)
            new = NewTalk(starts=starts, ends=ends, offering=offering, **talk)
            commands.schedule_talk(session, SYSTEM, fair, organisation, new, NOW)
            commands.mark_interest(session, SYSTEM, world.north, offering, 1, "", NOW)
            commands.ask_question(session, SYSTEM, offering, "问", NOW, world.north)
    for number in range(count):
        make_need(world.north, f"需求{number}", directory_item=world.item)
    return organisation.slug


def _numbered(number: int, item: DirectoryItem) -> commands.NewOffering:
    return new_offering(item, title=f"服务{number}")


def _queries(app: Flask, sign: Sign, count: int) -> dict[str, int]:
    world = make_street()
    slug = _stock(world, count)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    with unit_of_work() as session:
        offering = session.scalars(select(Offering.slug).order_by(Offering.id)).first()
    taken = {}
    for url in (
        "/fair/",
        f"/fair/offerings/{offering}",
        f"/fair/booths/{slug}",
        "/fair/timetable",
        "/fair/interests",
    ):
        with count_queries() as log:
            seen(secretary, url)
        taken[url.replace(str(offering), "…").replace(slug, "…")] = log.count
    return taken


def test_more_rows_take_no_more_queries(app: Flask, sign: Sign, request: pytest.FixtureRequest) -> None:
    few = _queries(app, sign, 2)
    request.getfixturevalue("test_database").empty(app)
    many = _queries(app, sign, 12)
    assert few == many
    assert max(few.values()) <= 20, few
