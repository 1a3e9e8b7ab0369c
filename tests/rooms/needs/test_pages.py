"""The pages of the needs, seen from outside."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.audit import AuditEntry
from app.foundation.clock import now
from app.foundation.database import unit_of_work
from app.foundation.visitors import COOKIE
from app.foundation.wording import has_text
from app.needs import commands, words
from app.needs.models import Need, NeedSupport
from app.street import commands as streets
from tests.factories import NOW, RULES, SOURCE, World, make_street
from tests.support.needs import make_need, warm
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries

LATE = timedelta(days=RULES["need_unanswered_days"] + 1)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def need(world: World) -> Need:
    return make_need(world.north, mentions=5, now=now(), contact_name="张三丰", contact_phone="13812345678")


@pytest.fixture
def worker(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))


def _tell(world: World, **more: str) -> dict[str, str]:
    return {"community": world.north.slug, "title": "楼道灯不亮", "description": "三号楼", "item": "", **more}


def _second(client: FlaskClient, need: Need) -> str:
    return submit(client, f"/needs/{need.slug}/second").get_data(as_text=True)


def _titles(client: FlaskClient, query: str = "") -> list[str]:
    found = page(client.get(f"/needs/?{query}"))
    return [title.get_text(strip=True) for title in found.select(".row__title")]


def test_anybody_tells_a_need_without_an_account(client: FlaskClient, world: World, session: Session) -> None:
    assert len(page(client.get("/needs/raise")).select("h1")) == 1
    answer = submit(client, "/needs/raise", _tell(world, item="5.01", contact_phone="138 1234 5678"))
    shown = page(answer).get_text(" ", strip=True)
    assert "记下了" in shown and "楼道灯不亮" in shown and "群众文化" in shown
    assert "1234" not in shown
    kept = session.scalars(select(Need)).one()
    assert (kept.raised_by_role, kept.channel, kept.contact_phone) == ("resident", "online", "13812345678")


def test_a_representative_is_known_as_one_in_their_community_alone(
    world: World, sign: Sign, session: Session
) -> None:
    client = sign.client_of(world.user(Role.REPRESENTATIVE, world.north))
    chosen = page(client.get("/needs/raise")).select_one("#community option[selected]")
    assert chosen is not None and chosen["value"] == world.north.slug
    submit(client, "/needs/raise", _tell(world))
    submit(client, "/needs/raise", _tell(world, community=world.south.slug))
    roles = session.scalars(select(Need.raised_by_role).order_by(Need.id)).all()
    assert list(roles) == ["representative", "resident"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "长" * 61}, "title"),
        ({"community": "nowhere"}, "community"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"description": "打 13812345678"}, "description"),
        ({"website": "http://spam.example"}, "website"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, world: World, session: Session, more: dict[str, str], field: str
) -> None:
    answer = submit(client, "/needs/raise", _tell(world, contact_name="老张", **more))
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one(f".govuk-error-summary a[href='#{field}']") is not None
    assert found.select_one("#contact_name")["value"] == "老张"  # type: ignore[index]
    assert session.scalars(select(Need)).all() == []


def test_one_browser_seconds_once_and_another_again(app: Flask, client: FlaskClient, need: Need) -> None:
    assert "已附议" in _second(client, need)
    assert "已经附议过" in _second(client, need)
    assert "您已附议" in client.get(f"/needs/{need.slug}").get_data(as_text=True)
    assert "已附议" in _second(app.test_client(), need)
    assert (need.anonymous, need.heat) == (2, 0)


def test_a_forged_cookie_is_another_browser(client: FlaskClient, need: Need) -> None:
    _second(client, need)
    cookie = client.get_cookie(COOKIE)
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    client.set_cookie(COOKIE, cookie.value[:-2] + "xx")
    assert "已经附议过" not in _second(client, need)


def test_reading_sets_no_cookie(client: FlaskClient, need: Need) -> None:
    client.get("/needs/")
    client.get(f"/needs/{need.slug}")
    assert client.get_cookie(COOKIE) is None


def test_an_account_seconds_once_in_any_browser(world: World, sign: Sign, need: Need) -> None:
    resident = world.user(Role.RESIDENT, world.north)
    _second(sign.client_of(resident), need)
    assert "已经附议过" in _second(sign.client_of(resident), need)
    assert (need.signed_in, need.heat) == (1, 1)


def test_a_worker_records_for_somebody_in_their_own_community(
    worker: FlaskClient, world: World, session: Session
) -> None:
    form = page(worker.get("/needs/record"))
    offered = [option["value"] for option in form.select("#community option")]
    assert offered == ["", world.north.slug]
    data = _tell(
        world,
        channel="phone",
        raised_by_role="stairwell_head",
        severity="5",
        people_affected="230",
        knot="无物业",
        contact_phone="010-87654321",
    )
    assert submit(worker, "/needs/record", {**data, "channel": ""}).status_code == 422
    assert submit(worker, "/needs/record", {**data, "community": world.south.slug}).status_code == 422
    shown = submit(worker, "/needs/record", data).get_data(as_text=True)
    assert "已代录" in shown and "电话代录" in shown and "约 230 人" in shown
    kept = session.scalars(select(Need)).one()
    assert kept.recorded_by_id == world.user(Role.COMMUNITY_WORKER, world.north).id
    assert (kept.recorded, kept.heat) == (1, 1)


def test_the_list_is_searched_narrowed_and_ordered(client: FlaskClient, world: World) -> None:
    warm(make_need(world.north, "楼道灯不亮", directory_item=world.item, now=now()), 3)
    warm(make_need(world.south, "想要送餐", now=now() - timedelta(days=1)), 4)
    done = make_need(world.south, "老兵巡逻", mentions=90, now=now() - LATE)
    warm(make_need(world.south, "晾衣杆倒了", now=now() - LATE), 2)
    with unit_of_work() as unit:
        commands.record_outcome(unit, SYSTEM, done, "done", NOW)
    assert _titles(client) == ["想要送餐", "楼道灯不亮", "晾衣杆倒了", "老兵巡逻"]
    assert _titles(client, "q=送餐") == ["想要送餐"]
    assert _titles(client, f"community={world.north.slug}") == ["楼道灯不亮"]
    assert _titles(client, "category=5") == ["楼道灯不亮"]
    assert _titles(client, "category=0&state=open") == ["想要送餐", "晾衣杆倒了"]
    assert _titles(client, "state=done") == ["老兵巡逻"]
    assert _titles(client, "overdue=y") == ["晾衣杆倒了"]
    assert _titles(client, "order=newest")[0] == "楼道灯不亮"
    assert _titles(client, "q=没人说过") == []
    assert len(_titles(client, "state=nonsense&category=x&order=y")) == 4


def test_the_list_and_a_need_cost_the_same_however_many(
    client: FlaskClient, world: World, need: Need
) -> None:
    other = make_need(world.north, "另一件")
    for url in ("/needs/", f"/needs/{need.slug}"):
        client.get(url)
        with count_queries() as few:
            client.get(url)
        for number in range(5):
            more = make_need(world.south, f"{url}{number}", directory_item=world.item)
            same = make_need(world.north, f"{url}同{number}")
            with unit_of_work() as unit:
                commands.second_need(unit, SYSTEM, more, NOW, visitor_key="somebody")
                commands.merge_needs(unit, SYSTEM, same, need, NOW)
        with count_queries() as many:
            client.get(url)
        assert many.count == few.count, str(many)
    assert other.state == "open"


def test_pages_turn(client: FlaskClient, world: World) -> None:
    for number in range(30):
        warm(make_need(world.north, f"第{number:02d}件"), 30 - number)
    assert len(_titles(client)) == 24
    assert _titles(client, "page=2") == [f"第{number:02d}件" for number in range(24, 30)]


def test_a_late_answer_is_flagged_by_the_setting_in_force(client: FlaskClient, world: World) -> None:
    late = make_need(world.north, "晾衣杆倒了", now=now() - LATE)
    make_need(world.south, "和风的事", now=now() - timedelta(days=4))
    url = f"/needs/{late.slug}"
    assert "已超过答复期限" in client.get(url).get_data(as_text=True)
    assert _titles(client, "overdue=y") == ["晾衣杆倒了"]
    with unit_of_work() as unit:
        streets.set_rule(
            unit, SYSTEM, world.street, "need_unanswered_days", 3, SOURCE, NOW, community=world.south
        )
    assert _titles(client, "overdue=y") == ["和风的事", "晾衣杆倒了"]
    with unit_of_work() as unit:
        streets.clear_rule(unit, SYSTEM, world.street, "need_unanswered_days", SOURCE, NOW, world.south)
    assert _titles(client, "overdue=y") == ["晾衣杆倒了"]
    with unit_of_work() as unit:
        commands.answer_need(unit, SYSTEM, late, "已派人去修", NOW)
    assert "已超过答复期限" not in client.get(url).get_data(as_text=True)


def test_the_contact_is_hidden_masked_and_shown_on_record(
    client: FlaskClient, worker: FlaskClient, world: World, sign: Sign, need: Need, session: Session
) -> None:
    url = f"/needs/{need.slug}"
    assert "138****5678" not in client.get(url).get_data(as_text=True)
    masked = worker.get(url).get_data(as_text=True)
    assert "138****5678" in masked and "张*" in masked and "13812345678" not in masked
    answer = submit(worker, f"{url}/contact")
    assert "13812345678" in answer.get_data(as_text=True) and answer.headers["Cache-Control"] == "no-store"
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "needs.reveal_contact")).one()
    elsewhere = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.south))
    assert "138****5678" not in elsewhere.get(url).get_data(as_text=True)
    assert submit(elsewhere, f"{url}/contact", follow=False).status_code == 404
    for role in (Role.AUDITOR, Role.FINANCE, Role.STREET_HANDLER):
        assert "138****" not in sign.client_of(world.user(role)).get(url).get_data(as_text=True)


def test_the_desk_answers_and_declines(worker: FlaskClient, client: FlaskClient, need: Need) -> None:
    url = f"/needs/{need.slug}"
    assert submit(worker, f"{url}/answer", {"answer": ""}).status_code == 422
    assert "已答复" in submit(worker, f"{url}/answer", {"answer": "纳入今年征集"}).get_data(as_text=True)
    shown = page(client.get(url)).get_text(" ", strip=True)
    assert "纳入今年征集" in shown and "征集方案" in shown
    submit(worker, f"{url}/answer", {"answer": "属物业责任，已转告", "declined": "y"})
    shown = page(client.get(url)).get_text(" ", strip=True)
    assert "不予受理" in shown and "我也有这个需要" not in shown


def test_the_desk_merges_and_both_pages_say_so(
    worker: FlaskClient, client: FlaskClient, world: World, need: Need, session: Session
) -> None:
    same = make_need(world.north, "马桶坏了", mentions=2)
    _second(client, same)
    form = page(worker.get(f"/needs/{same.slug}/merge?q=水龙"))
    assert [box["value"] for box in form.select("input[name=target]")] == [need.slug]
    assert submit(worker, f"/needs/{same.slug}/merge", {}).status_code == 422
    assert submit(worker, f"/needs/{same.slug}/merge", {"target": "nothing"}).status_code == 422
    shown = submit(worker, f"/needs/{same.slug}/merge", {"target": need.slug}).get_data(as_text=True)
    assert "马桶坏了" in shown and "转来 1 个附议、2 次导入的提及" in shown
    old = page(client.get(f"/needs/{same.slug}"))
    assert old.select_one(f"a[href='/needs/{need.slug}']") is not None
    assert "马桶坏了" not in _titles(client) and _titles(client, "state=merged") == ["马桶坏了"]
    assert "您已附议" in client.get(f"/needs/{need.slug}").get_data(as_text=True)
    assert session.scalars(select(NeedSupport.need_id)).one() == need.id


@pytest.mark.parametrize("path", ["answer", "merge"])
def test_only_the_communitys_own_desk_decides(
    client: FlaskClient, worker: FlaskClient, world: World, sign: Sign, need: Need, path: str
) -> None:
    url = f"/needs/{need.slug}/{path}"
    assert worker.get(url).status_code == 200
    assert client.get(url).status_code == 302
    assert sign.client_of(world.user(Role.SECRETARY, world.south)).get(url).status_code == 404
    for user in (world.user(Role.RESIDENT, world.north), world.user(Role.AUDITOR)):
        assert sign.client_of(user).get(url).status_code in (403, 404)


def test_every_refusal_has_its_words(app: object) -> None:
    assert all(has_text(code) for code in words.REFUSALS)
