"""The pages of the meetings, signed in and out."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council import commands
from app.council.models import Attendance, Meeting, Opinion
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from tests.factories import NOW, make_representative, make_street
from tests.support.council import (
    MEETING_AT,
    make_held_meeting,
    make_meeting,
    make_representatives,
    make_topics,
    tick,
)
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page


def read(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    check_page(answer.get_data(as_text=True), path)
    return page(answer)


@time_machine.travel(NOW, tick=False)
def test_the_secretary_calls_a_meeting(session: Session, sign: Sign) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    topics = make_topics(world, ["楼门共建", "便民维修"])
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    path = f"/council/new/{world.north.slug}"
    assert "召集会议" in read(client, "/council/").get_text()
    form = read(client, path)
    assert len(form.select("[name=proposals][checked]")) == 2
    data = {"title": "第一次会议", "day": "2026-04-12", "time": "10:00", "place": "议事厅"}
    missing = submit(client, path, data)
    assert missing.status_code == 422
    assert "请至少选一个" in page(missing).get_text()
    assert page(missing).select_one("[value='第一次会议']") is not None
    done = submit(client, path, {**data, "proposals": [topics[1].slug, topics[0].slug]})
    assert "已召集" in page(done).get_text()
    meeting = session.scalars(select(Meeting)).one()
    assert [topic.title for topic in meeting.topics] == ["便民维修", "楼门共建"]
    assert (meeting.roll_size, meeting.scheduled_at) == (3, MEETING_AT)


@time_machine.travel(MEETING_AT, tick=False)
def test_two_workers_ticking_at_once_do_not_undo_each_other(session: Session, sign: Sign) -> None:
    world = make_street()
    meeting = make_meeting(world, representatives=3)
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    path = f"/council/{meeting.slug}/attendance"
    read(worker, path)
    blank = {f"was-N1-R0{n}": "" for n in (1, 2, 3)} | {f"mode-N1-R0{n}": "" for n in (1, 2, 3)}
    submit(worker, path, {**blank, "mode-N1-R01": "hall"})
    submit(secretary, path, {**blank, "mode-N1-R02": "phone"})
    found = session.scalars(select(Attendance.mode).order_by(Attendance.mandate_id)).all()
    assert list(found) == ["hall", "phone"]
    sheet = read(worker, path)
    assert sheet.select_one("[data-attendance-present]").get_text() == "2"  # type: ignore[union-attr]
    submit(worker, path, {"was-N1-R01": "hall", "mode-N1-R01": ""})
    assert list(session.scalars(select(Attendance.mode))) == ["phone"]


@time_machine.travel(MEETING_AT, tick=False)
def test_an_inquorate_meeting_offers_to_call_again_with_everything_filled_in(
    session: Session, sign: Sign, client: FlaskClient
) -> None:
    world = make_street()
    seated = make_representatives(world.north, 5)
    meeting = make_meeting(world)
    tick(world, meeting, seated[:2])
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    answer = submit(secretary, f"/council/{meeting.slug}/hold")
    text = page(answer).get_text()
    assert "到会 2 人，不到法定人数 3 人，会议无效" in text
    again = read(secretary, f"/council/new/{world.north.slug}?rerun={meeting.slug}")
    assert again.select_one("[name=title]")["value"].endswith("（补开）")  # type: ignore[index,union-attr]
    assert len(again.select("[name=proposals][checked]")) == 2
    assert not read(client, f"/council/{meeting.slug}").select("main a.govuk-button[href*=rerun]")
    assert "不到法定人数，会议无效" in read(client, f"/council/{meeting.slug}/minutes").get_text()


@time_machine.travel(MEETING_AT, tick=False)
def test_minutes_and_pages_show_counts_and_no_names(
    session: Session, sign: Sign, client: FlaskClient
) -> None:
    world = make_street()
    meeting, there = make_held_meeting(world)
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    path = f"/council/topics/{meeting.topics[0].slug}/opinions"
    read(worker, path)
    assert submit(worker, path, {"text": ""}).status_code == 422
    submit(worker, path, {"text": "灯要声控的", "speaker": there[0].code})
    assert session.scalars(select(Opinion)).one().mandate_id == there[0].id
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as unit:
        topic = meeting.topics[0].proposal
        assert topic is not None
        commands.record_resolution(unit, secretary, meeting, topic, 3, 1, 0, MEETING_AT)
    for shown in ("", "/minutes"):
        text = read(client, f"/council/{meeting.slug}{shown}").get_text()
        assert "灯要声控的" in text
        assert "代表1" not in text and there[0].code not in text
        assert "过半数" in text and "测试设置" in text
    assert "现场 4 人" in read(client, f"/council/{meeting.slug}/minutes").get_text()


@time_machine.travel(NOW + timedelta(days=1), tick=False)
def test_before_its_day_a_meeting_can_be_called_off_but_not_held(
    session: Session, sign: Sign, client: FlaskClient
) -> None:
    world = make_street()
    meeting = make_meeting(world, representatives=3)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "确认到会人数" not in read(secretary, f"/council/{meeting.slug}").get_text()
    early = submit(secretary, f"/council/{meeting.slug}/hold")
    assert "还没到会议当天" in page(early).get_text()
    without = submit(secretary, f"/council/{meeting.slug}/cancel", {"reason": ""})
    assert without.status_code == 422
    submit(secretary, f"/council/{meeting.slug}/cancel", {"reason": "停电改期"})
    assert "停电改期" in read(client, f"/council/{meeting.slug}").get_text()
    assert client.get(f"/council/{meeting.slug}/minutes").status_code == 404


def test_others_have_no_buttons_and_no_way_in(session: Session, sign: Sign, client: FlaskClient) -> None:
    world = make_street()
    meeting = make_meeting(world, representatives=3)
    stranger = sign.client_of(world.user(Role.SECRETARY, world.south))
    for path in ("attendance", "hold", "cancel"):
        answer = stranger.get(f"/council/{meeting.slug}/{path}")
        assert answer.status_code == 404
    assert submit(stranger, f"/council/{meeting.slug}/hold").status_code == 404
    assert stranger.get(f"/council/new/{world.north.slug}").status_code == 404
    assert "签到" not in [
        button.get_text() for button in read(client, f"/council/{meeting.slug}").select(".govuk-button")
    ]


def test_the_pages_take_as_many_queries_however_many_rows(session: Session, sign: Sign) -> None:
    world = make_street()
    reader = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    few, many = make_topics(world, ["一"]), make_topics(world, ["二", "三", "四", "五"])
    counts = []
    for first, topics in ((1, few), (10, many)):
        seated = [make_representative(world.north, first + more) for more in range(first + 2)]
        meeting = make_meeting(world, topics)
        tick(world, meeting, seated)
        paths = ("/council/", f"/council/{meeting.slug}", f"/council/{meeting.slug}/attendance")
        counts.append([_queries(reader, path) for path in paths])
    assert counts[0] == counts[1]


def _queries(client: FlaskClient, path: str) -> int:
    with count_queries() as log:
        assert client.get(path).status_code == 200
    return log.count


def test_a_representative_answers_a_mark_and_everybody_sees_the_shares(app: Flask, sign: Sign) -> None:
    world = make_street()
    seats = make_representatives(world.north, 5)
    meeting = make_meeting(world)
    tick(world, meeting, seats[:4])
    with time_machine.travel(MEETING_AT, tick=False):
        own = sign.client_of(seats[0].user)
        base = f"/council/{meeting.slug}"
        assert base in own.get("/tasks").get_data(as_text=True)
        assert "工作人员记您到会" in own.get(base).get_data(as_text=True)
        submit(own, f"{base}/presence", {"said": "absent"})
        assert "有人记您到会" not in own.get("/tasks").get_data(as_text=True)
        secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
        assert "1 位代表说自己没有到会" in secretary.get(base).get_data(as_text=True)
        assert "有代表说自己没有到会" in secretary.get("/tasks").get_data(as_text=True)
        sheet = page(secretary.get(f"{base}/attendance"))
        assert not sheet.select(f"input[name=mode-{seats[0].code}]")
        submit(sign.client_of(seats[1].user), f"{base}/sign-in", {"mode": "hall"})
        submit(secretary, f"{base}/check")
        submit(secretary, f"{base}/hold")
        for url in (base, f"{base}/minutes"):
            shown = app.test_client().get(url).get_data(as_text=True)
            assert "其中本人签到 1 人，工作人员代记 2 人（同一人记的最多 2 人，经第二个人核对 2 人）" in shown
            assert "有 1 人被记了到会，本人说没有到，没有算" in shown
            assert seats[0].code not in shown
