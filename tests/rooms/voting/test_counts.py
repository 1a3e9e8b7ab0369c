"""What a count keeps: the chosen rule, a protocol that replays, and the figures of other rules."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
import yaml
from flask import Flask
from sqlalchemy.orm import Session

from app.demo.source import DATA
from app.domain.counting import Ballot as Mark
from app.domain.counting import BallotKind, Election, Project, Rule, RuleName, TieBreak, Utility, count
from app.domain.counting.protocol import marks_of, outcome_of
from app.domain.counting.replay import ProtocolError, replay
from app.domain.errors import RuleViolation
from app.voting.comparing import side_by_side
from app.voting.election import election_of, election_with
from app.voting.manifest import counting_rule
from app.voting.models import Round
from app.voting.queries import protocol_of
from app.voting.tally import tell_allocation
from tests.factories import make_street
from tests.support.voting import approving, close, open_allocation, prepare_allocation, vote

BALLOTS = ("K1", "K1 K2", "K1 K2 K3", "K2 K4", "K1 K3 K4")
RULES = [
    ("greedy", {}),
    ("greedy-per-cost", {}),
    ("phragmen", {}),
    *(
        ("equal-shares", {"utility": utility, "completion": completion})
        for utility in ("cost", "cardinality")
        for completion in ("none", "add1", "add1e", "greedy")
    ),
]


def counted(rule: str = "greedy", ballots: tuple[str, ...] = BALLOTS, **more: Any) -> Round:
    world = make_street()
    round, there = open_allocation(world, amount_fen=130_000_00, rule=rule, **more)
    for mandate, keys in zip(there, ballots, strict=True):
        vote(mandate, round, approving(*keys.split()))
    close(world, round)
    return round


@pytest.mark.parametrize(("rule", "more"), RULES)
def test_every_offered_rule_is_frozen_counted_and_replays(
    session: Session, rule: str, more: dict[str, str]
) -> None:
    round = counted(rule, **more)
    kept = protocol_of(session, session.get_one(Round, round.id))
    assert round.rules["rule"] == {"name": rule, **more}
    protocol = json.loads(json.dumps(kept.protocol))
    election = election_with(round, round.options, marks_of(protocol, BallotKind.APPROVAL))
    told = outcome_of(protocol, election, counting_rule(round.rules))
    assert list(replay(election, told)) == kept.outcome["selected"]
    protocol["rounds"][0]["left"] += 1
    with pytest.raises(ProtocolError):
        replay(election, outcome_of(protocol, election, counting_rule(round.rules)))


@pytest.mark.parametrize(
    ("chosen", "code"),
    [
        ({"rule": "max-welfare"}, "round.rule"),
        ({"rule": "equal-shares", "utility": "points"}, "round.utility"),
        ({"rule": "equal-shares", "completion": "add2"}, "round.completion"),
    ],
)
def test_only_rules_that_are_offered_can_be_prepared(app: Flask, chosen: dict[str, str], code: str) -> None:
    with pytest.raises(RuleViolation, match=f"^{code}$"):
        prepare_allocation(make_street(), **chosen)


def test_groups_of_equal_ballots_tell_nothing_of_the_order_of_voters(app: Flask) -> None:
    options = prepare_allocation(make_street())
    ballots = [approving(*keys.split()) for keys in (*BALLOTS, "K1")]
    there = election_of(options, options.options, ballots)
    back = election_of(options, options.options, list(reversed(ballots)))
    for name in ("starts", "projects", "multiplicity"):
        assert getattr(there.ballots, name).tolist() == getattr(back.ballots, name).tolist()


def test_the_streets_own_ballots_come_out_otherwise_under_other_rules() -> None:
    told = yaml.safe_load((DATA / "street.yaml").read_text(encoding="utf-8"))["allocation_round"]
    with (DATA / "allocation_ballots.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    election = Election.of(
        [Project(each["id"], each["cost_yuan"] * 100, filed=n) for n, each in enumerate(told["options"])],
        told["fund_yuan"] * 100,
        BallotKind.APPROVAL,
        [Mark(tuple(row["approved_options"].split(";"))) for row in rows],
        unit=100,
    )
    outcome = count(election, Rule(ties=(TieBreak.MIN_COST, TieBreak.ID)))
    found = {
        (row["rule"]["name"], row["rule"]["utility"], row["rule"]["completion"]): row
        for row in side_by_side(election, outcome)
    }
    for rule, name in (
        (("greedy", None, None), "greedy_by_votes"),
        (("equal-shares", "cost", "none"), "equal_shares_cost"),
        (("equal-shares", "cardinality", "none"), "equal_shares_count"),
    ):
        assert found[rule]["selected"] == told["outcomes"][name]["selected"]
        assert found[rule]["total"] == told["outcomes"][name]["spent_yuan"] * 100
    assert found["greedy", None, None]["empty"] == 2
    assert found["equal-shares", "cost", "none"]["empty"] == 0
    assert found["greedy", None, None]["evenness"] < found["equal-shares", "cost", "none"]["evenness"]


def two_sides() -> Election:
    """Six want a and b, three want c: 90 to share, so that everybody holds 10."""
    return Election.of(
        [Project("a", 40), Project("b", 50), Project("c", 30)],
        90,
        BallotKind.APPROVAL,
        [Mark(("a", "b"), weight=6), Mark(("c",), weight=3)],
    )


def test_the_money_of_supporters_is_followed_to_the_winners() -> None:
    rule = Rule(RuleName.EQUAL_SHARES, utility=Utility.COST)
    told = tell_allocation(two_sides(), count(two_sides(), rule), voters=9, needed=None)
    assert sorted(told["selected"]) == ["a", "c"]
    assert told["backing"]["b"]["spent"] == [["a", 6, 40]]
    assert (told["backing"]["b"]["held"], told["backing"]["b"]["reach"]) == (20, 400)
    assert told["losers"][0]["explained"]["margin"]["cost"] == {"number": 39, "least": True}
    assert told["flows"]["groups"] == [
        {"keys": ["a", "b"], "winners": None, "voters": 6, "money": {"a": 40}},
        {"keys": ["c"], "winners": None, "voters": 3, "money": {"c": 30}},
    ]


def test_phragmen_and_greedy_account_for_every_fen_they_spend() -> None:
    for rule in (Rule(RuleName.PHRAGMEN), Rule(), Rule(RuleName.EQUAL_SHARES)):
        outcome = count(two_sides(), rule)
        told = tell_allocation(two_sides(), outcome, voters=9, needed=None)
        spent = sum(sum(group["money"].values()) for group in told["flows"]["groups"])
        assert spent == outcome.total_cost, rule.name


def test_an_even_share_counts_no_more_than_a_full_one() -> None:
    rows = side_by_side(two_sides(), count(two_sides(), Rule()))
    by_name = {row["rule"]["name"]: row for row in rows}
    assert by_name["greedy"]["selected"] == ["a", "b"]
    assert (by_name["greedy"]["evenness"], by_name["greedy"]["empty"]) == (666, 3)
    assert by_name["equal-shares"]["evenness"] == 777
