"""Files we write: the format's own checker finds no error in them, and they tell nothing about a voter."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import (
    Ballot,
    BallotKind,
    Completion,
    Decision,
    Election,
    Project,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    Wishes,
    count,
)
from app.domain.counting.pb import PbHead, official_rule, read_pb, write_pb
from app.domain.errors import RuleViolation
from tests.domain.counting.elections import elections, files, load, needs_pabulib
from tests.support.pabulib import errors

HEAD = PbHead(
    description="The yearly fund of a community",
    country="China",
    unit="A street",
    instance="2026",
    date_begin=date(2026, 3, 2),
    date_end=date(2026, 3, 20),
    language="zh",
    currency="CNY",
)
CHAIN = (TieBreak.MIN_COST, TieBreak.MAX_VOTES, TieBreak.FILED)
RULES = [
    *(Rule(name, ties=CHAIN) for name in RuleName),
    Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1, ties=CHAIN),
    Rule(RuleName.EQUAL_SHARES, comparison=True, ties=CHAIN),
    Rule(RuleName.GREEDY_THRESHOLD, threshold=3, ties=CHAIN),
]
SIZE_THE_CHECKER_CAN_COUNT = 2000
"""Voters up to which the checker's own Equal Shares takes seconds, not minutes."""


def test_the_checker_finds_what_is_wrong() -> None:
    """The checker is asked rightly: a damaged file has errors."""
    election = small([Ballot(("a",), weight=2), Ballot(("b",))])
    text = write_pb(election, count(election, Rule()), HEAD)
    assert errors(text) == {}
    assert errors(text.replace("num_votes;3", "num_votes;4"))
    assert errors(text.replace("a;5;2;a;;1", "a;5;2;a;;0"))


def small(ballots: Sequence[Ballot], kind: BallotKind = BallotKind.APPROVAL, **more: Any) -> Election:
    return Election.of([Project("a", 5), Project("b", 6), Project("c", 9)], 9, kind, ballots, **more)


@needs_pabulib
@pytest.mark.parametrize("name", files())
def test_real_rounds_pass_the_checker(name: str) -> None:
    election = load(name).election
    approval = election.ballots.kind.is_approval
    if election.ballots.voters > SIZE_THE_CHECKER_CAN_COUNT:
        rules = [RULES[0]]
    else:
        slow = election.ballots.voters > 200
        rules = [rule for rule in RULES if approval or rule.name is not RuleName.PHRAGMEN]
        rules = [rule for rule in rules if not (slow and rule.completion is Completion.ADD1)]
    for rule in rules:
        outcome = count(election, rule)
        text = write_pb(election, outcome, HEAD)
        assert errors(text) == {}, rule
        again = read_pb(text.encode())
        assert count(again.election, RULES[0]).votes == outcome.votes
        assert sorted(again.selected or ()) == sorted(outcome.selected)


@given(elections(), st.sampled_from(RULES))
def test_small_rounds_pass_the_checker(election: Election, rule: Rule) -> None:
    outcome = count(election, rule)
    try:
        text = write_pb(election, outcome, HEAD)
    except RuleViolation as refused:
        assert refused.code == "count.export"
        return
    assert errors(text) == {}, text


@pytest.mark.parametrize("kind", [BallotKind.CUMULATIVE, BallotKind.SCORING, BallotKind.ORDINAL])
@given(st.data())
def test_rounds_with_points_and_ranks_pass_the_checker(kind: BallotKind, data: st.DataObject) -> None:
    election = data.draw(elections(kind))
    rule = data.draw(st.sampled_from([rule for rule in RULES if rule.name is not RuleName.PHRAGMEN]))
    with contextlib.suppress(RuleViolation):
        text = write_pb(election, count(election, rule), HEAD)
        assert errors(text) == {}, text


@given(elections(), st.sampled_from(RULES))
def test_a_named_rule_gives_the_same_winners_again(election: Election, rule: Rule) -> None:
    election = replace(election, unit=1)
    outcome = count(election, rule)
    with contextlib.suppress(RuleViolation):
        file = read_pb(write_pb(election, outcome, HEAD).encode())
        assert set(file.selected or ()) == set(outcome.selected)
        if file.meta["rule"] != "unknown":
            assert set(count(file.election, official_rule(file)).selected) == set(outcome.selected)


def test_rows_say_nothing_about_the_order_in_which_people_voted() -> None:
    ballots = [Ballot(("b",)), Ballot(("a", "c")), Ballot(("a",)), Ballot(("b",))]
    forward, backward = small(ballots), small(ballots[::-1])
    texts = {write_pb(election, count(election, Rule()), HEAD) for election in (forward, backward)}
    assert len(texts) == 1
    rows = texts.pop().split("VOTES\n")[1].splitlines()
    assert rows == ["voter_id;vote", "1;a", "2;a,c", "3;b", "4;b"]


@pytest.mark.parametrize(
    ("rule", "word"),
    [
        (Rule(), "greedy"),
        (Rule(RuleName.GREEDY_NO_SKIP), "greedy-no-skip"),
        (Rule(RuleName.GREEDY_THRESHOLD, threshold=1), "greedy-threshold"),
        (Rule(RuleName.EQUAL_SHARES), "equalshares"),
        (Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1), "equalshares/add1"),
        (
            Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1, comparison=True),
            "equalshares/add1-comparison",
        ),
        (Rule(RuleName.EQUAL_SHARES, utility=Utility.COST), "equalshares"),
        (Rule(RuleName.EQUAL_SHARES, utility=Utility.CARDINALITY), "unknown"),
        (Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1E), "unknown"),
        (Rule(RuleName.GREEDY_PER_COST), "unknown"),
        (Rule(RuleName.PHRAGMEN), "unknown"),
        (Rule(RuleName.MAX_WELFARE), "unknown"),
        (Rule(wishes=Wishes(decisions=(Decision("c", False, "no site"),))), "unknown"),
    ],
)
def test_the_word_for_a_rule(rule: Rule, word: str) -> None:
    election = small([Ballot(("a", "c"), weight=3), Ballot(("b",), weight=2)])
    text = write_pb(election, count(election, rule), HEAD)
    meta = read_pb(text.encode()).meta
    assert meta["rule"] == word
    assert (f"Counted by {rule.name}" in meta.get("comment", "")) == (word == "unknown")
    assert errors(text) == {}


def test_amounts_in_fen_are_written_in_yuan() -> None:
    projects = [
        Project("灯,1", 300_50, name='"Lamp";\n bright', categories=("a,b", "c")),
        Project("x", 120_00),
    ]
    election = Election.of(projects, 400_00, BallotKind.APPROVAL, [Ballot(("灯,1",))], unit=100)
    text = write_pb(election, count(election, Rule()), HEAD)
    assert errors(text) == {}
    assert '1;300.5;1;"""Lamp""; bright";a b,c;1' in text
    assert "rule;unknown" in text


def test_a_project_named_like_a_section_gets_a_number() -> None:
    election = Election.of(
        [Project("votes", 5), Project("b", 6)], 9, BallotKind.APPROVAL, [Ballot(("votes",))]
    )
    text = write_pb(election, count(election, Rule()), HEAD)
    assert errors(text) == {}
    assert read_pb(text.encode()).selected == ("1",)


def test_what_the_format_cannot_hold_is_said_in_a_comment() -> None:
    projects = [Project("a", 5), Project("free", 0), Project("dear", 99), Project("gone", 7, withdrawn=True)]
    ballots = [Ballot(("a", "dear", "gone")), Ballot(("free",)), Ballot(())]
    election = Election.of(projects, 9, BallotKind.APPROVAL, ballots)
    text = write_pb(election, count(election, Rule()), HEAD)
    assert errors(text) == {}
    file = read_pb(text.encode())
    assert "1 projects" in file.meta["comment"]
    assert "2 ballots" in file.meta["comment"]
    assert "dear 99" in file.meta["comment"]
    assert file.selected == ("a",)


def test_all_affordable_is_flagged() -> None:
    election = replace(small([Ballot(("a", "b", "c"))]), budget=20)
    text = write_pb(election, count(election, Rule()), HEAD)
    assert "fully_funded;1" in text
    assert errors(text) == {}


def test_a_part_is_marked_two() -> None:
    election = Election.of(
        [Project("a", 5), Project("b", 6, least_part=2)],
        9,
        BallotKind.APPROVAL,
        [Ballot(("a",), weight=2), Ballot(("b",))],
    )
    outcome = count(election, Rule(wishes=Wishes(part_funding=True)))
    text = write_pb(election, outcome, HEAD)
    assert outcome.granted == {"a": 5, "b": 4}
    assert "b;6;1;b;;2" in text
    assert errors(text) == {}


def test_a_round_without_ballots_cannot_be_written() -> None:
    election = small([Ballot(())])
    with pytest.raises(RuleViolation, match=r"count\.export"):
        write_pb(election, count(election, Rule()), HEAD)


def test_add1_is_not_named_where_the_checker_would_never_stop() -> None:
    election = Election.of(
        [Project("a", 5), Project("dear", 12)], 9, BallotKind.APPROVAL, [Ballot(("a", "dear"), weight=2)]
    )
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1))
    text = write_pb(election, outcome, HEAD)
    assert "rule;unknown" in text
    assert errors(text) == {}


def test_add1_is_not_named_where_it_ends_with_the_whole_share() -> None:
    """Four voters share 11: 2 each buy a; the checker keeps what 11/4 each buy, a and b, as 3 each buy too much."""
    election = Election.of(
        [Project("a", 8), Project("b", 2), Project("c", 1), Project("d", 1)],
        11,
        BallotKind.APPROVAL,
        [Ballot(("a", "b", "c"), weight=3), Ballot(("a", "d"))],
    )
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1))
    text = write_pb(election, outcome, HEAD)
    assert (outcome.selected, "rule;unknown" in text) == (("a",), True)
    assert errors(text) == {}
