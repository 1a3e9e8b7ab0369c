"""What a worker, a second person, the voter, the scrutineer and the public read of a replaced ballot."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.audit import AuditEntry
from app.people.models import Mandate, User
from app.voting.models import Ballot, Replacement, Round
from tests.factories import World, make_street
from tests.rooms.voting.test_pages import AFTER, read, voter_of
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries
from tests.support.replacing import (
    AGREED,
    ask,
    confirm,
    enter,
    first_worker,
    refuse,
    second_worker,
    second_worker_user,
)
from tests.support.voting import CLOSES, OPENED, all_for, close, open_resolution, vote
from tests.web.test_url_map import check_page

LATER = AGREED + timedelta(minutes=10)
Opened = tuple[Round, list[Mandate]]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(LATER, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def opened(world: World) -> Opened:
    return open_resolution(world)


def text_of(client: FlaskClient, path: str) -> str:
    return re.sub(r"\s+", "", read(client, path).get_text())


def test_a_second_ballot_by_a_worker_ends_in_a_request(
    world: World, opened: Opened, session: Session, sign: Sign
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    client = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    assert "对方要改，提出更换" in text_of(client, f"/voting/{round.slug}/assist")
    path = f"/voting/{round.slug}/assist/1"
    booth = read(client, path)
    assert "原来的票算数" in booth.get_text()
    assert booth.select("input[checked]") == [], "the worker would read how she voted"
    marks = {"o1": "against", "o2": "against"}
    review = page(submit(client, path, {"step": "review", **marks}))
    assert review.select_one("[name=replacing]") is not None
    sent = {"step": "confirm", "mode": "paper", "read_back": "y", "replacing": "y", **marks}
    silent = submit(client, path, sent)
    assert (silent.status_code, "请选为什么要换" in page(silent).get_text()) == (422, True)
    asked = submit(client, path, {**sent, "reason": "paper"})
    assert asked.request.path == f"/voting/{round.slug}/replace/1"
    check_page(asked.get_data(as_text=True), "asked")
    assert "原来的票算数" in page(asked).get_text()
    assert session.scalars(select(Ballot)).one().choices == all_for(round)
    again = submit(client, path, {**sent, "reason": "paper"})
    assert again.request.path == f"/voting/{round.slug}/replace/1"
    assert len(session.scalars(select(Replacement)).all()) == 1
    assert client.get(path).status_code == 303
    refused = submit(client, f"/voting/{round.slug}/replace/1", _named(session, step="confirm", compared="y"))
    assert "提出的人不能自己确认" in page(refused).get_text()
    submit(client, f"/voting/{round.slug}/replace/1", _named(session, step="withdraw"))
    assert session.scalars(select(Replacement)).one().state == "withdrawn"


def test_a_first_ballot_sent_when_she_has_voted_is_refused_in_words(
    world: World, opened: Opened, session: Session, sign: Sign
) -> None:
    round, there = opened
    client = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    vote(there[0], round, all_for(round))
    sent = {"step": "confirm", "mode": "phone", "read_back": "y", "o1": "against", "o2": "against"}
    answer = submit(client, f"/voting/{round.slug}/assist/1", sent)
    assert answer.status_code == 422
    assert "一个人不能改" in page(answer).get_text()
    assert page(answer).select_one("[name=replacing]") is not None


def _named(session: Session, **sent: str) -> dict[str, str]:
    newest = session.scalars(select(Replacement.id).order_by(Replacement.id.desc())).first()
    return {"request": str(newest), **sent}


@pytest.mark.parametrize("post", [Role.COMMUNITY_WORKER, Role.SECRETARY])
def test_the_second_person_declares_looks_and_confirms(
    world: World, opened: Opened, session: Session, sign: Sign, post: Role
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    ask(first_worker(world), round, there[0], all_for(round, "against"))
    user = second_worker_user(world) if post is Role.COMMUNITY_WORKER else world.user(post, world.north)
    client, path = sign.client_of(user), f"/voting/{round.slug}/replace/1"
    shown = text_of(client, path)
    assert "反对" not in shown and "赞成" not in shown
    undeclared = submit(client, path, _named(session, step="look"))
    assert undeclared.status_code == 422
    assert "反对" not in page(undeclared).get_text()
    looked = submit(client, path, _named(session, step="look", compared="y"))
    check_page(looked.get_data(as_text=True), "looked")
    tags = [tag.get_text(strip=True) for tag in page(looked).select(".rows .tag")]
    assert tags == ["反对", "反对"]
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "voting.read_replacement")).one()
    done = submit(client, path, _named(session, step="confirm", compared="y"))
    check_page(done.get_data(as_text=True), "confirmed")
    assert "反对" not in page(done).get_text()
    assert session.scalars(select(Ballot)).one().choices == all_for(round, "against")
    submit(client, path, _named(session, step="confirm", compared="y"))
    assert session.scalars(select(Ballot)).one().revision == 2


def test_an_answer_is_to_the_request_that_was_read(
    world: World, opened: Opened, session: Session, sign: Sign
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    old = ask(first_worker(world), round, there[0], all_for(round, "against"))
    refuse(world.actor(Role.SECRETARY, world.north), old)
    ask(first_worker(world), round, there[0], all_for(round, "abstain"))
    client = sign.client_of(second_worker_user(world))
    sent = {"request": str(old.id), "step": "confirm", "compared": "y"}
    assert submit(client, f"/voting/{round.slug}/replace/1", sent).status_code == 422
    assert session.scalars(select(Ballot)).one().choices == all_for(round)


def test_the_second_person_says_no_with_a_reason(
    world: World, opened: Opened, session: Session, sign: Sign
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    ask(first_worker(world), round, there[0], all_for(round, "against"))
    client, path = sign.client_of(second_worker_user(world)), f"/voting/{round.slug}/replace/1"
    assert "请选为什么不同意" in page(submit(client, path, _named(session, step="refuse"))).get_text()
    told = page(submit(client, path, _named(session, step="refuse", answer="differs"))).get_text()
    assert "没有同意，票没变" in told and "对不上" in told


def test_the_voter_reads_both_and_says_no_or_agrees(
    world: World, opened: Opened, session: Session, sign: Sign
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    client, path = sign.client_of(voter_of(session, there[0])), f"/voting/{round.slug}/replacement"
    assert client.get(path).status_code == 404
    ask(first_worker(world), round, there[0], all_for(round, "against"))
    assert "工作人员要更换您的票" in text_of(client, f"/voting/{round.slug}/done")
    assert [tag.get_text(strip=True) for tag in read(client, path).select(".rows .tag")] == ["赞成"] * 2 + [
        "反对"
    ] * 2
    unticked = submit(client, path, _named(session, step="confirm"))
    assert unticked.status_code == 422
    submit(client, path, _named(session, step="refuse"))
    assert session.scalars(select(Replacement)).one().standing == "refused"
    assert client.get(path).status_code == 303
    ask(first_worker(world), round, there[0], all_for(round, "abstain"), now=LATER)
    done = submit(client, path, _named(session, step="confirm", compared="y"))
    assert "您本人确认" in page(done).get_text()
    assert session.scalars(select(Ballot)).one().choices == all_for(round, "abstain")


def test_the_receipt_is_true_in_each_state(
    world: World, opened: Opened, session: Session, sign: Sign, clock: time_machine.Traveller
) -> None:
    round, there = opened
    client, path = sign.client_of(voter_of(session, there[0])), f"/voting/{round.slug}/done"
    enter(first_worker(world), round, there[0], all_for(round, "against"))
    told = text_of(client, path)
    assert "工作人员替您录了票" in told and "由社区工作者代录，方式：纸质" in told
    assert "您亲手投的马上算数" in told
    vote(there[0], round, all_for(round), OPENED + timedelta(minutes=1))
    told = text_of(client, path)
    assert "您的票已收到" in told and "截止以前可以改" in told
    assert "社区工作者代录的票" in told and "这张作废" in told
    request = ask(first_worker(world), round, there[0], all_for(round, "abstain"))
    assert "下面这张票算数" in text_of(client, path)
    confirm(second_worker(world), request)
    told = text_of(client, path)
    assert "您的票被更换过" in told and "更换：社区工作者提出，社区工作者确认" in told
    assert "您亲手投的马上算数" in told
    booth = text_of(client, f"/voting/{round.slug}/vote")
    assert "现在算数的是工作人员录的票" in booth and "截止前可改" in booth
    clock.move_to(CLOSES)
    client = sign.client_of(voter_of(session, there[0]))
    told = text_of(client, path)
    assert "投票已经截止，不能再改" in told and "再投一次" not in told
    shut = text_of_status(client, f"/voting/{round.slug}/vote", 409)
    assert "投票已经截止" in shut
    close(world, round)
    clock.move_to(AFTER)
    assert "已经计票，不能再改" in text_of(client, path)


def text_of_status(client: FlaskClient, path: str, status: int) -> str:
    return read(client, path, status).get_text()


def history(world: World, opened: Opened) -> Round:
    """One ballot entered, one replaced, one overruled, one request that waits."""
    round, there = opened
    enter(first_worker(world), round, there[0], all_for(round, "against"))
    for mandate in there[1:4]:
        vote(mandate, round, all_for(round))
    requests = [ask(first_worker(world), round, each, all_for(round, "against")) for each in there[1:4]]
    for request in requests[:2]:
        confirm(second_worker(world), request)
    vote(there[2], round, all_for(round), LATER)
    return round


def test_the_scrutineer_sees_numbers_and_posts_and_no_choice(
    world: World, opened: Opened, sign: Sign
) -> None:
    round = history(world, opened)
    for role in (Role.SCRUTINEER, Role.SUPERVISOR, Role.SECRETARY):
        shown = read(sign.client_of(world.user(role, world.north)), f"/voting/{round.slug}")
        rows = [re.sub(r"\s+", "", row.get_text()) for row in shown.select("#entries tbody tr")]
        states = ("现在算数", "现在算数", "本人又投了，作废", "等第二个人确认，票还没变")
        assert len(rows) == 4
        for number, (row, state) in enumerate(zip(rows, states, strict=True), 1):
            assert f"{number}号" in row and state in row and "社区工作者" in row
        assert not re.findall("赞成|反对|弃权", "".join(rows))
        assert bool(shown.select("#entries a")) == (role is Role.SECRETARY)
    for role in (Role.COMMUNITY_WORKER, Role.RESIDENT):
        shown = read(sign.client_of(world.user(role, world.north)), f"/voting/{round.slug}")
        assert shown.select_one("#entries") is None


def test_the_public_result_counts_and_the_named_list_names(
    world: World, opened: Opened, sign: Sign, client: FlaskClient, clock: time_machine.Traveller
) -> None:
    round = history(world, opened)
    close(world, round)
    clock.move_to(AFTER)
    public = read(client, f"/voting/{round.slug}")
    figures = [value.get_text(strip=True) for value in public.select("#helped dd")]
    assert figures == ["1 张", "1 张", "1 张"]
    assert "代表2" not in public.get_text()
    reader = sign.client_of(world.user(Role.RESIDENT, world.north))
    named = [
        re.sub(r"\s+", "", row.get_text())
        for row in read(reader, f"/voting/{round.slug}").select("#named tbody tr, table#named tr")
        if "代表" in row.get_text()
    ]
    assert any("代表2" in row and "社区工作者提出，社区工作者确认" in row for row in named)
    assert any("代表3" in row and "以本人的为准" in row for row in named)
    lines = list(
        csv.DictReader(io.StringIO(reader.get(f"/voting/{round.slug}/ballots.csv").text.lstrip("\ufeff")))
    )
    assert ["更换" in lines[0], [bool(line["更换"]) for line in lines]] == [True, [False, True, True, False]]
    watcher = read(sign.client_of(world.user(Role.SCRUTINEER, world.north)), f"/voting/{round.slug}")
    assert "没有确认，已作废，票没变" in watcher.select_one("#entries").get_text()


def test_a_round_without_help_says_so(
    world: World, opened: Opened, client: FlaskClient, clock: time_machine.Traveller
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    close(world, round)
    clock.move_to(AFTER)
    assert "没有工作人员代录的票" in text_of(client, f"/voting/{round.slug}")


def test_the_lists_take_as_many_queries_however_many_entries(
    world: World, opened: Opened, sign: Sign
) -> None:
    round, there = opened
    watcher = sign.client_of(world.user(Role.SECRETARY, world.north))
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    pages = ((watcher, f"/voting/{round.slug}"), (worker, f"/voting/{round.slug}/assist"))

    def queries() -> list[int]:
        counts = []
        for client, path in pages:
            with count_queries() as log:
                assert client.get(path).status_code == 200
            counts.append(log.count)
        return counts

    vote(there[0], round, all_for(round))
    few = queries()
    for mandate in there[1:]:
        enter(first_worker(world), round, mandate, all_for(round))
        ask(first_worker(world), round, mandate, all_for(round, "against"))
    assert queries() == few


def test_only_the_desk_reads_a_request(world: World, opened: Opened, session: Session, sign: Sign) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    ask(first_worker(world), round, there[0], all_for(round, "against"))
    path = f"/voting/{round.slug}/replace/1"
    others: list[tuple[User, int]] = [
        (voter_of(session, there[1]), 403),
        (world.user(Role.SCRUTINEER, world.north), 403),
        (world.user(Role.COMMUNITY_WORKER, world.south), 404),
        (world.user(Role.SECRETARY, world.south), 404),
    ]
    for user, status in others:
        assert sign.client_of(user).get(path).status_code == status
    assert (
        sign.client_of(voter_of(session, there[1])).get(f"/voting/{round.slug}/replacement").status_code
        == 404
    )
