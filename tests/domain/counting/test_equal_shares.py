"""Equal Shares under the office's wishes, its completions and its options."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import (
    AreaLimit,
    Ballot,
    BallotKind,
    Completion,
    Decision,
    Election,
    Endowment,
    Project,
    Reason,
    Rule,
    RuleName,
    Stage,
    Utility,
    Wishes,
    count,
)
from app.domain.counting.equal_shares import completion as completions
from app.domain.counting.replay import ProtocolError, paid_by, replay
from app.domain.errors import RuleViolation
from tests.domain.counting.elections import elections

SHARES = RuleName.EQUAL_SHARES
ADD1 = Rule(SHARES, completion=Completion.ADD1)


def approvals(budget: int, costs: dict[str, int], *ballots: tuple[str, int], **more: object) -> Election:
    """An election whose ballots are texts of one-letter project ids, with weights."""
    projects = [Project(id, cost, zone=str(more.get(id, ""))) for id, cost in costs.items()]
    return Election.of(
        projects, budget, BallotKind.APPROVAL, [Ballot(tuple(marks), weight=w) for marks, w in ballots]
    )


def test_everybody_pays_all_at_exactly_the_cost() -> None:
    election = approvals(100, {"a": 100}, ("a", 3))
    outcome = count(election, Rule(SHARES))
    assert outcome.selected == ("a",)
    assert outcome.rounds[0].price == Fraction(100, 3)
    assert count(replace(election, budget=99), Rule(SHARES)).selected == ()


def test_add1_starts_at_the_whole_share() -> None:
    """Ten voters share 5: with nothing each nobody pays, with one whole unit each a and b are bought, which is too
    much.
    """
    election = approvals(5, {"a": 4, "b": 2}, ("a", 8), ("b", 2))
    outcome = count(election, ADD1)
    assert outcome.selected == ()
    assert outcome.endowment == Endowment(Fraction(0), Fraction(0), 0)
    assert count(election, Rule(SHARES, completion=Completion.ADD1E)).selected == ("a",)


def test_add1_goes_on_in_whole_units() -> None:
    """Three voters share 10: after 3 comes 4, with which the two who mark a can pay it."""
    election = approvals(10, {"a": 8, "b": 6}, ("a", 2), ("b", 1))
    outcome = count(election, ADD1)
    assert outcome.selected == ("a",)
    assert outcome.endowment == Endowment(Fraction(3), Fraction(5), 2)


def test_a_price_is_shared_as_equally_as_money_allows() -> None:
    """Two voters paid 20 of their 50 for a; b costs 100: they give the 30 they have left, the third pays 40."""
    election = approvals(150, {"a": 40, "b": 100}, ("ab", 2), ("b", 1))
    outcome = count(election, Rule(SHARES, utility=Utility.CARDINALITY))
    assert outcome.selected == ("a", "b")
    last = outcome.rounds[-1]
    assert last.price == 40
    assert last.payers is not None
    assert sorted(last.payers.rest.tolist()) == [False, True]


def test_exclusive_projects_and_add1_end_where_every_step_would() -> None:
    """Once one of two exclusive projects is bought, the other keeps no one waiting."""
    election = approvals(
        381, {"a": 232, "b": 262, "c": 22, "d": 108}, ("", 6), ("ab", 1), ("b", 1), ("ad", 1)
    )
    wishes = Wishes(exclusive=(frozenset("ab"),))
    outcome = count(election, replace(ADD1, utility=Utility.CARDINALITY, wishes=wishes))
    assert outcome.selected == ("d", "b")
    assert outcome.endowment is not None
    assert outcome.endowment.final == 131


def test_add1_ends_when_a_condition_forbids_all_that_is_left() -> None:
    election = approvals(100, {"a": 40, "b": 50, "c": 10}, ("ab", 2), ("c", 1), b="north")
    fixed = Wishes(exclusive=(frozenset("ab"),), decisions=(Decision("a", True, "binding"),))
    assert count(election, replace(ADD1, wishes=fixed)).selected == ("a", "c")
    ceiling = Wishes(limits=(AreaLimit("north", ceiling=49),))
    outcome = count(election, replace(ADD1, wishes=ceiling))
    assert set(outcome.selected) == {"a", "c"}
    assert {loser.project: loser.reason for loser in outcome.losers} == {"b": Reason.CEILING}


def test_a_floor_holds_back_add1_and_is_spent_in_the_end() -> None:
    election = approvals(100, {"a": 60, "b": 40, "c": 30}, ("ab", 8), ("c", 1), c="north")
    assert set(count(election, ADD1).selected) == {"a", "b"}
    outcome = count(election, replace(ADD1, wishes=Wishes(limits=(AreaLimit("north", floor=30),))))
    assert "c" in outcome.selected
    assert outcome.total_cost <= 100


def test_a_fixed_project_is_paid_by_all_before_shares_are_cut() -> None:
    election = approvals(100, {"a": 40, "b": 60}, ("b", 2))
    outcome = count(election, Rule(SHARES, wishes=Wishes(decisions=(Decision("a", True, "law"),))))
    assert [one.stage for one in outcome.rounds] == [Stage.DECISION, Stage.RULE]
    assert outcome.endowment is not None
    assert outcome.endowment.start == 30


def test_decisions_that_do_not_fit_are_refused() -> None:
    election = approvals(50, {"a": 40, "b": 60}, ("b", 2))
    for wrong in ("a", "b"):
        pair = (Decision("a", True, ""), Decision(wrong, True, ""))
        with pytest.raises(RuleViolation, match=r"count\.decisions"):
            count(election, Rule(SHARES, wishes=Wishes(decisions=pair)))


def test_pre_elimination_drops_projects_with_too_few_votes_for_their_cost() -> None:
    election = approvals(100, {"a": 90, "b": 30}, ("b", 8), ("a", 2))
    outcome = count(election, Rule(SHARES, pre_elimination=Fraction(1, 3)))
    assert [loser.reason for loser in outcome.losers] == [Reason.PRE_ELIMINATED]
    kept = count(election, Rule(SHARES, pre_elimination=Fraction(2, 9)))
    assert [loser.reason for loser in kept.losers] == [Reason.SUPPORT]


def test_comparison_takes_greedy_when_more_voters_prefer_it() -> None:
    election = approvals(100, {"a": 100, "b": 10}, ("a", 6), ("b", 4))
    outcome = count(election, Rule(SHARES, comparison=True))
    assert outcome.selected == ("a",)
    assert outcome.comparison is not None
    assert (outcome.comparison.prefer_equal_shares, outcome.comparison.prefer_greedy) == (4, 6)


@given(
    elections(most_projects=5, most_groups=5), st.sampled_from([Completion.ADD1, Completion.ADD1E]), st.data()
)
def test_stretches_change_nothing_under_wishes(
    election: Election, completion: Completion, data: st.DataObject
) -> None:
    ids = sorted(election.position)
    wishes = Wishes(
        exclusive=(frozenset(data.draw(st.lists(st.sampled_from(ids), max_size=3))),),
        limits=(AreaLimit("", ceiling=data.draw(st.integers(0, 40)), floor=data.draw(st.integers(0, 3))),),
    )
    rule = Rule(SHARES, completion=completion, wishes=wishes)
    settled = count(election, rule)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(completions, "lasting", lambda *_: 0)
        stepped = count(election, rule)
    assert settled.selected == stepped.selected
    assert settled.endowment == stepped.endowment
    assert settled.losers == stepped.losers


def test_a_forged_protocol_does_not_replay() -> None:
    election = approvals(150, {"a": 60, "b": 70}, ("ab", 2), ("b", 1))
    outcome = count(election, Rule(SHARES))
    assert replay(election, outcome) == outcome.selected
    first, *others = outcome.rounds
    assert first.price is not None
    for forged in (
        replace(outcome, rounds=(replace(first, price=first.price + 1), *others)),
        replace(outcome, rounds=(replace(first, left=first.left - 1), *others)),
        replace(outcome, selected=(*outcome.selected, "c")),
        replace(outcome, sha256="0" * 64),
    ):
        with pytest.raises(ProtocolError):
            replay(election, forged)


def test_who_paid_for_what() -> None:
    election = approvals(150, {"a": 60, "b": 70}, ("ab", 2), ("b", 1))
    outcome = count(election, Rule(SHARES))
    everyone = paid_by(election, outcome, np.ones(election.ballots.groups, dtype=bool))
    assert everyone == {one.project: one.amount for one in outcome.rounds}
