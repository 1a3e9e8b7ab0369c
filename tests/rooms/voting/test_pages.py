"""The pages of voting, signed in and out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.people.models import Mandate, User
from app.voting.commands import import_election
from app.voting.models import Ballot, Round
from tests.factories import NOW, make_representative, make_street
from tests.rooms.voting.test_pabulib import small
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries
from tests.support.voting import (
    CLOSES,
    OPENED,
    OPTIONS,
    all_for,
    approving,
    close,
    open_allocation,
    open_now,
    open_resolution,
    prepare_allocation,
    prepare_resolution,
    vote,
)
from tests.web.test_url_map import check_page

DURING, AFTER = OPENED + timedelta(minutes=10), CLOSES + timedelta(minutes=1)


def read(client: FlaskClient, path: str, status: int = 200) -> BeautifulSoup:
    answer = client.get(path)
    assert answer.status_code == status, (path, answer.status_code)
    check_page(answer.get_data(as_text=True), path)
    return page(answer)


def voter_of(session: Session, mandate: Mandate) -> User:
    return session.get_one(User, mandate.user_id)


@time_machine.travel(DURING, tick=False)
def test_a_representative_chooses_reads_and_confirms(app: Flask, session: Session, sign: Sign) -> None:
    round, there = open_resolution(make_street())
    slug = round.slug
    client = sign.client_of(voter_of(session, there[0]))
    assert "去投票" in read(client, f"/voting/{slug}").get_text()
    read(client, f"/voting/{slug}/vote")
    marks = {"o1": "for", "o2": "abstain"}
    review = page(submit(client, f"/voting/{slug}/vote", {"step": "review", **marks}))
    assert [tag.get_text() for tag in review.select("#readback .tag")] == ["赞成", "弃权"]
    assert session.scalars(select(Ballot)).first() is None
    done = submit(client, f"/voting/{slug}/vote", {"step": "confirm", **marks})
    assert done.request.path == f"/voting/{slug}/done"
    check_page(done.get_data(as_text=True), "done")
    assert session.scalars(select(Ballot)).one().choices == {"1": "for", "2": "abstain"}
    again = submit(client, f"/voting/{slug}/vote", {"step": "confirm", **marks})
    assert page(again).get_text() == page(done).get_text()
    assert session.scalars(select(Ballot)).one().revision == 1
    changed = read(client, f"/voting/{slug}/vote")
    assert [box["value"] for box in changed.select("input[checked]")] == ["for", "abstain"]


@time_machine.travel(DURING, tick=False)
def test_a_question_left_open_is_named_and_the_rest_kept(session: Session, sign: Sign) -> None:
    round, there = open_resolution(make_street())
    client = sign.client_of(voter_of(session, there[0]))
    answer = submit(client, f"/voting/{round.slug}/vote", {"step": "review", "o1": "against"})
    booth = page(answer)
    assert answer.status_code == 422
    error = booth.select_one("#o2-error")
    assert error is not None and "还没有表态" in error.get_text()
    assert booth.select_one("#o1-1[checked]") is not None


@time_machine.travel(DURING, tick=False)
def test_changing_from_the_review_keeps_the_choices(session: Session, sign: Sign) -> None:
    round, there = open_allocation(make_street())
    client = sign.client_of(voter_of(session, there[0]))
    marks = {"pick": ["1", "3"]}
    booth = page(submit(client, f"/voting/{round.slug}/vote", {"step": "change", **marks}))
    assert [box["value"] for box in booth.select("input[checked]")] == ["1", "3"]
    submit(client, f"/voting/{round.slug}/vote", {"step": "confirm", **marks})
    assert session.scalars(select(Ballot)).one().choices == approving("K1", "K3")


@time_machine.travel(AFTER, tick=False)
def test_a_ballot_sent_again_after_the_count_gives_the_same_receipt(session: Session, sign: Sign) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round))
    close(world, round)
    client = sign.client_of(voter_of(session, there[0]))
    marks = {"step": "confirm", "o1": "for", "o2": "for"}
    again = submit(client, f"/voting/{round.slug}/vote", marks)
    assert again.request.path == f"/voting/{round.slug}/done"
    other = submit(client, f"/voting/{round.slug}/vote", {**marks, "o1": "against"})
    assert other.status_code == 409
    assert session.scalars(select(Ballot)).one().choices == all_for(round)


@time_machine.travel(AFTER, tick=False)
def test_a_ballot_too_late_is_refused_in_words(session: Session, sign: Sign) -> None:
    round, there = open_resolution(make_street())
    client = sign.client_of(voter_of(session, there[0]))
    answer = submit(client, f"/voting/{round.slug}/vote", {"step": "confirm", "o1": "for", "o2": "for"})
    assert "投票已经截止" in page(answer).get_text()
    assert session.scalars(select(Ballot)).first() is None


@time_machine.travel(DURING, tick=False)
def test_whoever_was_not_present_learns_why(session: Session, sign: Sign) -> None:
    world = make_street()
    round, _ = open_resolution(world)
    absent = make_representative(world.north, 9)
    client = sign.client_of(voter_of(session, absent))
    assert "只有登记到会" in read(client, f"/voting/{round.slug}/vote", 409).get_text()


@time_machine.travel(DURING, tick=False)
def test_a_worker_reads_back_before_entering(session: Session, sign: Sign) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[1], round, all_for(round))
    client = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    roll = read(client, f"/voting/{round.slug}/assist")
    assert "代表1" in roll.get_text()
    assert "赞成" not in roll.get_text()
    path = f"/voting/{round.slug}/assist/1"
    read(client, path)
    marks = {"o1": "for", "o2": "against"}
    review = submit(client, path, {"step": "review", **marks})
    assert "念给" in page(review).get_text()
    refused = submit(client, path, {"step": "confirm", "mode": "phone", **marks})
    assert refused.status_code == 422
    assert "请先把选择念给代表听" in page(refused).get_text()
    silent = submit(client, path, {"step": "confirm", "read_back": "y", **marks})
    assert "请选投票方式" in page(silent).get_text()
    submit(client, path, {"step": "confirm", "mode": "phone", "read_back": "y", **marks})
    ballot = session.scalars(select(Ballot).order_by(Ballot.id.desc()).limit(1)).one()
    assert (ballot.mode, ballot.assisted_role, ballot.choices) == (
        "phone",
        "community_worker",
        {"1": "for", "2": "against"},
    )


@time_machine.travel(DURING, tick=False)
def test_no_page_tells_the_votes_before_the_close(session: Session, sign: Sign, client: FlaskClient) -> None:
    world = make_street()
    round, there = open_resolution(world)
    for mandate in there[:3]:
        vote(mandate, round, all_for(round))
    for role in (None, Role.SECRETARY, Role.COMMUNITY_WORKER, Role.SCRUTINEER):
        reader = client if role is None else sign.client_of(world.user(role, world.north))
        shown = read(reader, f"/voting/{round.slug}")
        assert "3" in shown.select_one(".figure__value").get_text()
        assert not shown.select(".share-list, table")
        assert reader.get(f"/voting/{round.slug}/protocol.json").status_code == 404
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert secretary.get(f"/voting/{round.slug}/ballots.csv").status_code == 404


@time_machine.travel(AFTER, tick=False)
def test_the_secretary_closes_and_the_result_says_what_was_missing(session: Session, sign: Sign) -> None:
    world = make_street()
    round, there = open_resolution(world)
    for mandate in there[:2]:
        vote(mandate, round, all_for(round))
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    result = submit(client, f"/voting/{round.slug}/close")
    text = page(result).get_text()
    check_page(result.get_data(as_text=True), "result")
    assert "还差 1 票赞成" in text
    assert "应到 5 人，到会 4 人，投票 2 人" in text


@time_machine.travel(DURING, tick=False)
def test_closing_too_early_says_how_many_are_missing(session: Session, sign: Sign) -> None:
    world = make_street()
    round, there = open_resolution(world, early_close=True)
    vote(there[0], round, all_for(round))
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    answer = submit(client, f"/voting/{round.slug}/close", {"reason": ""})
    assert answer.status_code == 422
    assert "还有 3 人没有投票" in page(answer).get_text()
    submit(client, f"/voting/{round.slug}/close", {"reason": "停电"})
    assert session.get_one(Round, round.id).state == "counted"


@time_machine.travel(OPENED, tick=False)
def test_the_secretary_prepares_and_opens(session: Session, sign: Sign) -> None:
    world = make_street()
    round, _ = prepare_resolution(world)
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "开始投票" in read(client, f"/voting/{round.slug}").get_text()
    submit(client, f"/voting/{round.slug}/open")
    assert session.get_one(Round, round.id).state == "open"
    read(client, f"/voting/prepare/allocation/{world.north.slug}")
    lines = {"options-0-title": "助餐点", "options-0-cost": "96000", "options-1-title": ""}
    more = page(
        submit(client, f"/voting/prepare/allocation/{world.north.slug}", {**lines, "add_options": "1"})
    )
    assert more.select_one("[name='options-2-title']") is not None
    for broken in ({"remove_options": "-100"}, {"options-²-title": "x"}):
        url = f"/voting/prepare/allocation/{world.north.slug}"
        assert submit(client, url, {**lines, **broken}).status_code in (200, 422)
    wrong = submit(client, f"/voting/prepare/allocation/{world.north.slug}", lines)
    assert wrong.status_code == 422
    assert page(wrong).select_one("[value='助餐点']") is not None
    whole = {
        **lines,
        "title": "2027 年度预选",
        "amount": "250000",
        "closes_on": "2026-04-20",
        "closes_time": "18:00",
    }
    submit(client, f"/voting/prepare/allocation/{world.north.slug}", whole)
    found = session.scalars(select(Round).where(Round.kind == "allocation")).one()
    assert (found.amount_fen, found.closes_at) == (250_000_00, datetime(2026, 4, 20, 10, tzinfo=UTC))
    assert [(option.key, option.cost_fen) for option in found.options] == [("K1", 96_000_00)]


def test_an_allocations_result_tells_why(session: Session, client: FlaskClient) -> None:
    world = make_street()
    round, there = open_allocation(world, amount_fen=130_000_00)
    for mandate, keys in zip(there, ("K1", "K1 K2", "K1 K2 K3", "K2 K4", "K1 K3 K4"), strict=True):
        vote(mandate, round, approving(*keys.split()))
    close(world, round)
    text = read(client, f"/voting/{round.slug}").get_text()
    assert "入选，第 2 个" in text
    assert "差 ¥20,000" in text
    assert "再多 1 人支持，它就会入选；少 1 人不行。" in text
    assert "造价降到 ¥34,000，它就会入选；多 ¥1 不行。" in text
    assert "因为金额少的在前" in text


def test_named_choices_are_for_the_community_and_the_street(
    session: Session, sign: Sign, client: FlaskClient
) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round))
    close(world, round)
    path = f"/voting/{round.slug}/ballots.csv"
    assert "代表1" not in read(client, f"/voting/{round.slug}").get_text()
    assert client.get(path).status_code == 302
    for role, place in (
        (Role.RESIDENT, world.north),
        (Role.REPRESENTATIVE, world.north),
        (Role.STREET_HANDLER, None),
    ):
        reader = sign.client_of(world.user(role, place))
        assert "代表1" in read(reader, f"/voting/{round.slug}").get_text()
        assert "赞成" in reader.get(path).get_data(as_text=True)
    stranger = sign.client_of(world.user(Role.RESIDENT, world.south))
    assert stranger.get(path).status_code == 404
    assert "代表1" not in read(stranger, f"/voting/{round.slug}").get_text()


def test_a_citys_election_reads_as_a_result_in_its_own_currency(
    client: FlaskClient, session: Session
) -> None:
    make_street()
    with unit_of_work() as unit:
        round = import_election(unit, SYSTEM, small(), "small.pb", NOW)
    text = read(client, f"/voting/{round.slug}").get_text()
    assert "EUR 60" in text
    assert "¥" not in text
    assert "与主办方公布的一致" in text
    assert "Littleton 2024" in read(client, "/voting/").get_text()


def test_the_frozen_rules_can_be_downloaded_and_hashed(client: FlaskClient, session: Session) -> None:
    from hashlib import sha256

    round, _ = open_resolution(make_street())
    data = client.get(f"/voting/{round.slug}/rules.json").get_data()
    assert sha256(data).hexdigest() == session.get_one(Round, round.id).rules_hash


@pytest.mark.parametrize("path", ["", "/vote", "/assist", "/assist/1", "/ballots.csv", "/rules.json"])
def test_what_is_not_there_is_not_there(client: FlaskClient, app: Flask, path: str) -> None:
    make_street()
    assert client.get(f"/voting/nosuchround{path}").status_code == 404


def test_the_pages_take_as_many_queries_however_many_rows(session: Session, sign: Sign) -> None:
    world = make_street()
    reader = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    counts = []
    for seats, options in ((3, OPTIONS[:1]), (12, OPTIONS)):
        for number in range(seats):
            make_representative(world.north, 100 * seats + number)
        round = open_now(world, prepare_allocation(world, options))
        paths = ["/voting/", f"/voting/{round.slug}", f"/voting/{round.slug}/assist"]
        counts.append([_queries(reader, path) for path in paths])
        close(world, round)
        counts[-1].append(_queries(reader, f"/voting/{round.slug}"))
    assert counts[0] == counts[1]


def _queries(client: FlaskClient, path: str) -> int:
    with count_queries() as log:
        assert client.get(path).status_code == 200
    return log.count
