"""Preparing, opening, closing: the rules a round keeps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.council.models import Resolution
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.funds.models import Fund
from app.proposals.models import Proposal
from app.voting import commands
from app.voting.manifest import digest
from app.voting.models import Count, Round
from tests.factories import make_street
from tests.support.council import MEETING_AT, make_held_meeting, make_topics
from tests.support.funds import appropriate, make_fund
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
    refusal,
    vote,
)


def test_opening_freezes_the_whole_manifest_by_its_hash(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world)
    rules = round.rules
    assert round.rules_hash == digest(rules)
    assert rules["roll"] == {**rules["roll"], "size": 5, "present": 4, "voters": 4}
    assert [option["key"] for option in rules["options"]] == [option.key for option in round.options]
    assert rules["zone"] == "Asia/Shanghai"
    assert rules["sources"].keys() >= {"quorum", "majority"}
    assert len(there) == 4


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE round SET title = 'x'",
        "UPDATE round SET rules = '{}'",
        "UPDATE round SET rules_hash = 'x'",
        "UPDATE round SET amount_fen = 1",
        "UPDATE round SET closes_at = '2030-01-01 00:00:00'",
        "UPDATE round_option SET cost_fen = 1",
        "DELETE FROM round_option",
        "UPDATE roll_entry SET name = 'x'",
        "INSERT INTO roll_entry (round_id, number, code, name, note) SELECT id, 99, '', '', '' FROM round",
        "DELETE FROM round",
    ],
)
def test_nothing_of_an_open_round_can_change(session: Session, change: str) -> None:
    open_resolution(make_street())
    with pytest.raises(DatabaseError, match=r"freeze|stays"):
        session.execute(text(change))
    session.rollback()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ballot SET revision = 7",
        "DELETE FROM ballot",
        "UPDATE round_count SET input_hash = 'x'",
        "DELETE FROM round_count",
        "UPDATE round SET state = 'open', closed_at = NULL",
    ],
)
def test_nothing_of_a_counted_round_can_change(session: Session, change: str) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round))
    close(world, round)
    with pytest.raises(DatabaseError, match=r"stands|only while"):
        session.execute(text(change))
    session.rollback()


def test_a_passed_proposal_is_resolved_and_its_money_reserved(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    first, second = (option.key for option in round.options)
    for mandate, other in zip(there, ("for", "against", "abstain", "against"), strict=True):
        vote(mandate, round, {first: "for", second: other})
    count = close(world, round)
    assert [(each["yes"], each["outcome"], each["missing_yes"]) for each in count.outcome["options"]] == [
        (4, "passed", 0),
        (1, "rejected", 2),
    ]
    states = session.scalars(select(Proposal.state).order_by(Proposal.id)).all()
    assert list(states) == ["resolved", "voted_down"]
    won = round.options[0].proposal
    assert won is not None and session.get_one(Fund, won.fund_id).reserved_fen == won.amount_fen
    resolutions = session.execute(select(Resolution.outcome, Resolution.present, Resolution.roll)).all()
    assert [tuple(row) for row in resolutions] == [("passed", 4, 5), ("rejected", 4, 5)]


def test_silence_of_those_present_weighs_against(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world)
    for mandate in there[:2]:
        vote(mandate, round, all_for(round))
    found = close(world, round).outcome["options"][0]
    assert (found["yes"], found["needed_yes"], found["missing_yes"], found["outcome"]) == (
        2,
        3,
        1,
        "rejected",
    )


def test_a_round_closes_early_only_when_all_have_voted(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round))
    with refusal("round.too_early"):
        close(world, round, OPENED, "大家都走了")
    for mandate in there:
        vote(mandate, round, all_for(round))
    assert close(world, round, OPENED).outcome["voted"] == 4


def test_the_secretary_closes_early_with_a_reason_where_the_rules_say_so(app: object) -> None:
    world = make_street()
    round, there = open_resolution(world, early_close=True)
    vote(there[0], round, all_for(round))
    with refusal("round.too_early"):
        close(world, round, OPENED, " ")
    scrutineer = world.actor(Role.SCRUTINEER, world.north)
    with refusal("round.too_early"), unit_of_work() as unit:
        commands.close_round(unit, scrutineer, round, OPENED, "停电")
    close(world, round, OPENED, "停电")
    assert (round.state, round.close_reason) == ("counted", "停电")


def test_every_close_returns_the_same_count(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    vote(there[0], round, all_for(round))
    first = close(world, round)
    again = close(world, round, CLOSES + timedelta(days=1), "再来一次")
    assert (again.id, again.input_hash, again.outcome) == (first.id, first.input_hash, first.outcome)
    assert session.scalar(select(func.count(Count.id))) == 1


def test_a_round_that_is_not_open_takes_no_ballot_and_gives_no_count(app: object) -> None:
    world = make_street()
    round, there = prepare_resolution(world)
    with refusal("round.not_open"):
        vote(there[0], round, all_for(round))
    with refusal("state.wrong"):
        close(world, round)


def test_a_meeting_without_quorum_has_no_round_and_one_with_it_has_one(app: object) -> None:
    world = make_street()
    inquorate, _ = make_held_meeting(world, seats=5, present=2)
    secretary = world.actor(Role.SECRETARY, world.north)
    with refusal("round.meeting_not_held"), unit_of_work() as unit:
        commands.prepare_resolution_round(unit, secretary, inquorate, CLOSES, MEETING_AT)


def test_a_cancelled_round_makes_room_for_another(app: object) -> None:
    world = make_street()
    round, _ = prepare_resolution(world)
    secretary = world.actor(Role.SECRETARY, world.north)
    meeting = round.meeting
    assert meeting is not None
    with refusal("round.exists"), unit_of_work() as unit:
        commands.prepare_resolution_round(unit, secretary, meeting, CLOSES, MEETING_AT)
    with unit_of_work() as unit:
        commands.cancel_round(unit, secretary, round, MEETING_AT)
    with unit_of_work() as unit:
        commands.prepare_resolution_round(unit, secretary, meeting, CLOSES, MEETING_AT)


def test_a_round_does_not_open_for_more_money_than_the_fund_has_free(session: Session) -> None:
    world = make_street()
    fund = make_fund(world.north, 200_000)
    topics = make_topics(world, ["一", "二", "三", "四", "五", "六"])
    assert sum(topic.amount_fen for topic in topics) > fund.total_fen > topics[0].amount_fen * 5
    round, _ = prepare_resolution(world, topics)
    with refusal("round.over_fund"):
        open_now(world, round)
    assert session.get_one(Round, round.id).state == "prepared"


def test_other_open_rounds_of_the_fund_are_counted_in(app: object) -> None:
    world = make_street()
    fund = make_fund(world.north, 100_000)
    open_allocation(world, amount_fen=60_000_00, fund=fund)
    second = prepare_allocation(world, amount_fen=40_000_01, fund=fund)
    with refusal("round.over_fund"):
        open_now(world, second)
    open_now(world, prepare_allocation(world, amount_fen=40_000_00, fund=fund))


def test_a_proposal_is_voted_on_in_one_open_round_at_a_time(app: object) -> None:
    world = make_street()
    topics = make_topics(world, ["楼门共建"])
    round, _ = prepare_resolution(world, topics)
    option = commands.NewOption("楼门共建", topics[0].amount_fen, proposal=topics[0])
    other = prepare_allocation(world, options=[option], amount_fen=100_00)
    open_now(world, round)
    with refusal("round.option_taken"):
        open_now(world, other)


def test_an_allocation_counts_greedily_and_says_what_each_loser_missed(app: object) -> None:
    world = make_street()
    round, there = open_allocation(world, seats=5, amount_fen=130_000_00)
    for mandate, keys in zip(there, ("K1", "K1 K2", "K1 K2 K3", "K2 K4", "K1 K3 K4"), strict=True):
        vote(mandate, round, approving(*keys.split()))
    outcome = close(world, round).outcome
    assert outcome["votes"] == {"K1": 4, "K2": 3, "K3": 2, "K4": 2}
    assert outcome["selected"] == ["K1", "K4"]
    told = [(each["key"], each["explained"]) for each in outcome["losers"]]
    assert [(key, each["why"]["left"], each["margin"]["votes"]["number"]) for key, each in told] == [
        ("K2", 34_000_00, 1),
        ("K3", 14_800_00, 1),
    ]
    assert outcome["ties"][0]["decided_by"] == "min-cost"
    assert outcome["valid"]


def test_an_allocation_too_few_took_part_in_is_not_valid(app: object) -> None:
    world = make_street()
    round, there = open_allocation(world, seats=5)
    for mandate in there[:2]:
        vote(mandate, round, approving("K1"))
    outcome = close(world, round).outcome
    assert (outcome["voted"], outcome["needed"], outcome["valid"]) == (2, 3, False)


def test_counting_again_gives_the_count_that_is_kept(session: Session) -> None:
    from app.voting.commands.closing import count_ballots

    world = make_street()
    round, there = open_allocation(world)
    for mandate, keys in zip(there, ("K1", "K1 K2", "K3 K2", "K2 K4", "K4"), strict=True):
        vote(mandate, round, approving(*keys.split()))
    kept = close(world, round)
    again = count_ballots(session, round, CLOSES)
    assert (again.input_hash, again.outcome) == (kept.input_hash, kept.outcome)
    session.rollback()


def test_what_cannot_be_prepared(app: object) -> None:
    world = make_street()
    double = (OPTIONS[0], OPTIONS[0])
    free = (commands.NewOption("不要钱", 0),)
    for code, options, amount in [
        ("round.no_options", (), 1),
        ("round.option_key", double, 1),
        ("round.option_cost", free, 1),
        ("round.amount", OPTIONS, 0),
    ]:
        with refusal(code):
            prepare_allocation(world, options, amount)
    with refusal("round.other_fund"):
        prepare_allocation(world, fund=make_fund(world.south))


def test_a_round_waits_when_the_money_has_gone_elsewhere_and_closes_when_it_is_back(session: Session) -> None:
    world = make_street()
    round, there = open_resolution(world)
    for mandate in there:
        vote(mandate, round, all_for(round))
    first = round.options[0].proposal
    assert first is not None
    finance = world.actor(Role.FINANCE)
    with unit_of_work() as unit:
        fund = unit.get_one(Fund, first.fund_id)
        funds.commit(unit, finance, fund, fund.free_fen, "elsewhere", OPENED, from_reservation=False)
    with refusal("fund.overcommitted"):
        close(world, round)
    assert session.scalars(select(Proposal.state)).all() == ["awaiting_vote", "awaiting_vote"]
    assert session.scalar(select(func.count(Resolution.id))) == 0
    with unit_of_work() as unit:
        appropriate(unit, unit.get_one(Fund, first.fund_id), 200_000_00, CLOSES)
    assert close(world, round).outcome["voted"] == 4
