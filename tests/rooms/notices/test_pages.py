"""The pages of public notice, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.policy import ANYONE, Role
from app.domain.workdays import Calendar
from app.foundation.database import unit_of_work
from app.notices import commands
from app.notices.models import Notice, Objection
from app.notices.period import DaysLeft, days_left
from app.proposals.models import Proposal
from tests.factories import NOW, TODAY, World, make_street
from tests.support.notices import at, make_notice, make_resolved, post_result
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_applicant
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page

AFTER = TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def whole(answer: TestResponse, url: str, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, (url, answer.status_code)
    check_page(answer.get_data(as_text=True), url)
    return page(answer)


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    return whole(client.get(url), url, status).get_text(" ", strip=True)


def _object(notice: Notice, text: str = "集合点就在窗下", contact: str = "") -> Objection:
    with unit_of_work() as session:
        return commands.raise_objection(session, ANYONE, notice, text, "resident", contact, at(TODAY))


def test_the_list_begins_empty_and_then_shows_what_runs_out_first(world: World, client: FlaskClient) -> None:
    assert "现在没有正在进行的公示" in seen(client, "/notices/")
    assert "还没有结束的公示" in seen(client, "/notices/?show=ended")
    post_result(world)
    text = seen(client, "/notices/")
    assert "槐荫里一门一品楼门文化共建" in text
    assert "还剩 7 天" in text


def test_a_community_sees_its_own_and_what_several_share(world: World, client: FlaskClient) -> None:
    post_result(world)
    make_notice(world, "两社区联合合同")
    for slug, own in ((world.north.slug, True), (world.south.slug, False)):
        text = seen(client, f"/notices/?community={slug}")
        assert "两社区联合合同" in text
        assert ("一门一品" in text) is own


def test_everybody_reads_a_notice_and_no_contact_is_on_it(world: World, client: FlaskClient) -> None:
    notice = post_result(world)
    _object(notice, contact="李先生 13812345678")
    text = seen(client, f"/notices/{notice.slug}")
    for part in (
        "¥38,000",
        "至少 2 人到会才有效",
        "首日和末日都算在内",
        "2026-04-15",
        "集合点就在窗下",
        "待答复",
    ):
        assert part in text, part
    assert "13812345678" not in text
    assert "李先生" not in text


def test_a_poster_carries_the_period_and_a_code_to_the_page(world: World, client: FlaskClient) -> None:
    notice = make_notice(world)
    for size in ("a4", "a3"):
        answer = client.get(f"/notices/{notice.slug}/poster?size={size}")
        html = page(answer)
        assert html.select_one(f".poster--{size} img[src^='data:image/svg+xml']") is not None
        assert len(html.find_all("h1")) == 1
        assert "2026-04-15" in html.get_text()


def test_anybody_objects_without_an_account(world: World, client: FlaskClient, session: Session) -> None:
    notice = post_result(world)
    url = f"/notices/{notice.slug}/object"
    seen(client, url)
    answer = submit(client, url, {"text": "太贵了", "raised_by_role": "resident", "contact": ""})
    assert "太贵了" in answer.get_data(as_text=True)
    assert "2026-04-12" in answer.get_data(as_text=True)
    objection = session.scalars(select(Objection)).one()
    assert (objection.raised_by_id, objection.channel) == (None, "online")


def test_an_objection_without_words_comes_back_with_what_was_typed(world: World, client: FlaskClient) -> None:
    notice = post_result(world)
    url = f"/notices/{notice.slug}/object"
    html = whole(
        submit(client, url, {"text": "", "raised_by_role": "resident", "contact": "王女士"}), url, 422
    )
    assert html.select_one("#text-error") is not None
    assert html.select_one("#contact")["value"] == "王女士"  # type: ignore[index]


def test_after_the_period_the_form_says_where_to_turn(world: World, client: FlaskClient) -> None:
    notice = post_result(world)
    with time_machine.travel(at(AFTER), tick=False):
        url = f"/notices/{notice.slug}/object"
        assert "过了期请打社区电话" in seen(client, url)
        answer = submit(client, url, {"text": "晚了", "raised_by_role": "resident"})
        assert answer.status_code == 422


def test_a_machine_that_objects_without_end_is_slowed(
    world: World, client: FlaskClient, session: Session
) -> None:
    notice = post_result(world)
    data = {"text": "又一条", "raised_by_role": "resident"}
    answers = [submit(client, f"/notices/{notice.slug}/object", data, follow=False) for _ in range(11)]
    assert [answer.status_code for answer in answers].count(429) == 1
    assert len(session.scalars(select(Objection)).all()) == 10


def test_a_worker_enters_what_was_said_on_the_phone(world: World, sign: Sign, session: Session) -> None:
    notice = post_result(world)
    worker = world.user(Role.COMMUNITY_WORKER, world.north)
    client = sign.client_of(worker)
    url = f"/notices/{notice.slug}/object?for=someone"
    assert "替居民登记异议" in seen(client, url)
    data = {"text": "晚上太吵", "raised_by_role": "resident", "channel": "phone", "contact": "李先生"}
    whole(submit(client, url, data), url, 422)
    data["phone"] = "138 1234 5678"
    assert "工作人员代录（电话）" in submit(client, url, data).get_data(as_text=True)
    objection = session.scalars(select(Objection)).one()
    assert (objection.recorded_by_id, objection.raised_by_id) == (worker.id, None)
    assert (objection.shown, objection.contact_phone) == ("138****5678", "13812345678")
    assert "5678" not in seen(client, f"/notices/{notice.slug}")
    again = submit(client, url, data | {"text": "还有一条", "household": "3-2-501"})
    assert "已经登记过了" in whole(again, url, 422).get_text()


def test_a_worker_enters_nothing_for_another_community(world: World, sign: Sign, session: Session) -> None:
    notice = post_result(world)
    stranger = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.south))
    data = {"text": "晚上太吵", "raised_by_role": "resident", "channel": "phone"}
    submit(stranger, f"/notices/{notice.slug}/object?for=someone", data)
    assert session.scalars(select(Objection)).one().recorded_by_id is None


def test_a_resident_cannot_pose_as_a_worker(world: World, client: FlaskClient, session: Session) -> None:
    notice = post_result(world)
    url = f"/notices/{notice.slug}/object?for=someone"
    submit(client, url, {"text": "冒充", "raised_by_role": "resident", "channel": "phone"})
    assert session.scalars(select(Objection)).one().recorded_by_id is None


def test_the_secretary_answers_and_the_answer_is_public(
    world: World, sign: Sign, client: FlaskClient
) -> None:
    notice = post_result(world)
    objection = _object(notice, contact="李先生")
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "集合点就在窗下" in seen(secretary, "/notices/objections")
    url = f"/notices/objections/{objection.slug}/answer"
    masked = seen(secretary, url)
    assert "李*" in masked and "李先生" not in masked
    shown = submit(secretary, f"/notices/objections/{objection.slug}/contact")
    assert "李先生" in shown.get_data(as_text=True) and shown.headers["Cache-Control"] == "no-store"
    whole(submit(secretary, url, {"answer": "看过", "outcome": ""}), url, 422)
    submit(secretary, url, {"answer": "现场看过，不影响", "outcome": "not_upheld"})
    text = seen(client, f"/notices/{notice.slug}")
    assert "现场看过，不影响" in text
    assert "社区书记" in text


def test_only_the_own_community_and_the_street_answer(world: World, sign: Sign, client: FlaskClient) -> None:
    objection = _object(post_result(world))
    url = f"/notices/objections/{objection.slug}/answer"
    assert sign.client_of(world.user(Role.SECRETARY, world.south)).get(url).status_code == 404
    assert sign.client_of(world.user(Role.REVIEWER)).get(url).status_code == 403
    assert client.get(url).status_code == 302
    assert sign.client_of(world.user(Role.STREET_HANDLER)).get(url).status_code == 200


def test_the_secretary_posts_a_resolved_proposal(world: World, sign: Sign, session: Session) -> None:
    proposal = make_resolved(world)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert proposal.title in seen(secretary, "/notices/publish")
    url = f"/notices/publish/{proposal.slug}"
    assert "¥38,000" in seen(secretary, url)
    whole(submit(secretary, url, {"starts_on": "2026-04-08"}), url, 422)
    answer = submit(secretary, url, {"starts_on": "2026-04-10"})
    assert "2026-04-16" in answer.get_data(as_text=True)
    assert session.scalars(select(Proposal)).one().state == "on_notice"
    assert "这个项目正在公示" in seen(secretary, url)
    south = sign.client_of(world.user(Role.SECRETARY, world.south))
    assert "没有等着公示的项目" in seen(south, "/notices/publish")
    assert south.get(url).status_code == 404


def test_ending_waits_for_the_period_and_is_a_button_then(world: World, sign: Sign, session: Session) -> None:
    notice = post_result(world)
    url = f"/notices/{notice.slug}"
    secretary = world.user(Role.SECRETARY, world.north)
    client = sign.client_of(secretary)
    assert "期满以后才能结束" in seen(client, url)
    assert "才能结束" in submit(client, f"{url}/end").get_data(as_text=True)
    with time_machine.travel(at(AFTER), tick=False):
        client = sign.client_of(secretary)
        assert "可以结束" in seen(client, "/notices/objections")
        assert page(client.get(url)).select_one(f"form[action='{url}/end']") is not None
        assert "期满无异议" in submit(client, f"{url}/end").get_data(as_text=True)
        assert page(client.get(url)).select_one(f"form[action='{url}/end']") is None
    assert session.scalars(select(Notice)).one().state == "ended"


def test_the_pages_speak_english_too(world: World, client: FlaskClient) -> None:
    notice = post_result(world)
    _object(notice)
    for url in ("/notices/", f"/notices/{notice.slug}", f"/notices/{notice.slug}/object"):
        assert client.get(url, query_string={"lang": "en"}).status_code == 200


@pytest.mark.parametrize(
    ("today", "left"),
    [
        (date(2026, 4, 30), DaysLeft("before", 9, 4)),
        (date(2026, 5, 1), DaysLeft("running", 9, 4)),
        (date(2026, 5, 8), DaysLeft("running", 2, 2)),
        (date(2026, 5, 9), DaysLeft("running", 1, 1)),
        (date(2026, 5, 10), DaysLeft("over", 0, 0)),
    ],
)
def test_days_left_count_today_and_the_last_day(today: date, left: DaysLeft) -> None:
    assert days_left(date(2026, 5, 1), date(2026, 5, 9), today, Calendar()) == left


def test_pages_ask_the_same_of_the_database_whatever_they_show(
    world: World, client: FlaskClient, sign: Sign
) -> None:
    who = make_applicant(world)
    notice = post_result(world, make_resolved(world, who))
    _object(notice)
    desk = sign.client_of(world.user(Role.SECRETARY, world.north))
    visits = [(client, "/notices/"), (client, f"/notices/{notice.slug}"), (desk, "/notices/objections")]
    before = [_count(*visit) for visit in visits]
    for number in range(4):
        post_result(world, make_resolved(world, who))
        make_notice(world, ref=f"contract-{number}")
        _object(notice)
    assert [_count(*visit) for visit in visits] == before


def _count(client: FlaskClient, url: str) -> int:
    with count_queries() as log:
        client.get(url)
    return log.count
