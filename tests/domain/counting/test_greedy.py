from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.counting import (
    AreaLimit,
    Ballot,
    BallotKind,
    Decision,
    Election,
    Outcome,
    Project,
    Reason,
    Rule,
    RuleName,
    TieBreak,
    Wishes,
    count,
)
from app.domain.errors import RuleViolation


def approvals(budget: int, costs: dict[str, int], votes: dict[str, int], **more: object) -> Election:
    ballots = [Ballot((project,), weight=times) for project, times in votes.items() if times]
    projects = [
        Project(id, cost, filed=at, **more.get(id, {}))  # type: ignore[attr-defined,arg-type]
        for at, (id, cost) in enumerate(costs.items())
    ]
    return Election.of(projects, budget, BallotKind.APPROVAL, ballots)


def reasons(outcome: Outcome) -> dict[str, Reason]:
    return {loser.project: loser.reason for loser in outcome.losers}


COSTS = {"a": 50, "b": 60, "c": 40}
VOTES = {"a": 9, "b": 7, "c": 3}


def test_greedy_skips_what_does_not_fit_and_goes_on() -> None:
    outcome = count(approvals(100, COSTS, VOTES), Rule())
    assert outcome.selected == ("a", "c")
    assert outcome.total_cost == 90
    assert reasons(outcome) == {"b": Reason.MONEY}


def test_no_skip_stops_at_the_first_misfit() -> None:
    outcome = count(approvals(100, COSTS, VOTES), Rule(RuleName.GREEDY_NO_SKIP))
    assert outcome.selected == ("a",)
    assert reasons(outcome) == {"b": Reason.MONEY, "c": Reason.STOPPED}


def test_threshold_is_the_least_score_that_may_win() -> None:
    rule = Rule(RuleName.GREEDY_THRESHOLD, threshold=3)
    assert count(approvals(100, COSTS, VOTES), rule).selected == ("a", "c")
    stricter = Rule(RuleName.GREEDY_THRESHOLD, threshold=4)
    assert reasons(count(approvals(100, COSTS, VOTES), stricter))["c"] == Reason.THRESHOLD


def test_per_cost_compares_exact_quotients() -> None:
    third = {"a": 3 * 10**17 + 1, "b": 3 * 10**17}
    election = approvals(10**18, third, {"a": 10**12, "b": 10**12})
    assert count(election, Rule(RuleName.GREEDY_PER_COST)).selected == ("b", "a")


def test_chain_decides_and_a_tie_that_matters_is_reported() -> None:
    election = approvals(60, {"x": 60, "y": 50, "z": 60}, {"x": 5, "y": 5, "z": 2})
    cheap = count(election, Rule(ties=(TieBreak.MIN_COST,)))
    assert cheap.selected == ("y",)
    (tie,) = cheap.ties
    assert (tie.projects, tie.bought, tie.decided_by, tie.decisive) == (
        ("y", "x"),
        "y",
        TieBreak.MIN_COST,
        True,
    )
    dear = count(election, Rule(ties=(TieBreak.MAX_COST,)))
    assert dear.selected == ("x",)


def test_a_tie_that_changes_nothing_is_not_reported() -> None:
    assert count(approvals(120, {"x": 60, "y": 50}, {"x": 5, "y": 5}), Rule()).ties == ()


def test_a_tie_no_link_decides_is_shown_as_undecided() -> None:
    (tie,) = count(approvals(60, {"x": 60, "y": 60}, {"x": 5, "y": 5}), Rule()).ties
    assert tie.bought == "x"
    assert tie.decided_by is None


def test_id_order_is_string_order() -> None:
    outcome = count(approvals(5, {"9": 5, "10": 5}, {"9": 1, "10": 1}), Rule(ties=(TieBreak.ID,)))
    assert outcome.selected == ("10",)


def test_exclusive_projects_never_win_together() -> None:
    wishes = Wishes(exclusive=(frozenset({"a", "c"}),))
    outcome = count(approvals(200, COSTS, VOTES), Rule(wishes=wishes))
    assert outcome.selected == ("a", "b")
    assert reasons(outcome) == {"c": Reason.EXCLUSIVE}


def test_minimum_votes() -> None:
    assert count(approvals(200, COSTS, VOTES), Rule(wishes=Wishes(min_votes=4))).selected == ("a", "b")


def test_fixed_in_and_out_with_the_reason_on_record() -> None:
    wishes = Wishes(
        decisions=(Decision("c", True, "binding from last year"), Decision("a", False, "no permit"))
    )
    outcome = count(approvals(100, COSTS, VOTES), Rule(wishes=wishes))
    assert outcome.selected == ("c", "b")
    assert outcome.losers[0].detail == "no permit"
    assert outcome.rule.wishes.decisions[0].reason == "binding from last year"


def test_what_is_out_keeps_no_money_from_what_is_in() -> None:
    decisions = (Decision("a", True, "binding"), Decision("b", False, "no permit"))
    floor = (AreaLimit("north", "zone", floor=60),)
    election = approvals(100, COSTS, VOTES, b={"zone": "north"})
    for order in (decisions, decisions[::-1]):
        assert count(election, Rule(wishes=Wishes(decisions=order, limits=floor))).selected == ("a", "c")


def test_whether_projects_fixed_in_fit_never_depends_on_votes() -> None:
    wishes = Wishes(
        min_votes=1,
        decisions=(Decision("a", True, "binding"),),
        limits=(AreaLimit("north", "zone", floor=60),),
    )
    for votes in ({}, VOTES):
        with pytest.raises(RuleViolation, match=r"count\.decisions"):
            count(approvals(100, COSTS, votes, b={"zone": "north"}), Rule(wishes=wishes))


def test_floor_keeps_money_for_a_zone_and_ceiling_limits_it() -> None:
    zones = {"a": {"zone": "south"}, "b": {"zone": "south"}, "c": {"zone": "north"}}
    election = approvals(110, COSTS, VOTES, **zones)
    assert count(election, Rule()).selected == ("a", "b")
    floor = count(election, Rule(wishes=Wishes(limits=(AreaLimit("north", floor=30),))))
    assert floor.selected == ("a", "c")
    assert reasons(floor) == {"b": Reason.RESERVED}
    ceiling = count(election, Rule(wishes=Wishes(limits=(AreaLimit("south", ceiling=50),))))
    assert ceiling.selected == ("a", "c")
    assert reasons(ceiling) == {"b": Reason.CEILING}


def test_part_funding_gives_the_rest_to_the_next_that_allows_it() -> None:
    election = approvals(100, COSTS, VOTES, b={"least_part": 30})
    outcome = count(election, Rule(wishes=Wishes(part_funding=True)))
    assert outcome.selected == ("a", "b")
    assert dict(outcome.granted) == {"a": 50, "b": 50}
    assert outcome.total_cost == 100


def test_a_share_of_the_cost_is_enough_for_every_project_that_names_no_amount() -> None:
    """After a, 50 of the 60 for b are left: 5/6 of its cost."""
    election = approvals(100, COSTS, VOTES)
    enough = Wishes(part_funding=True, least_share=Fraction(5, 6))
    outcome = count(election, Rule(RuleName.GREEDY_NO_SKIP, wishes=enough))
    assert dict(outcome.granted) == {"a": 50, "b": 50}
    more = Wishes(part_funding=True, least_share=Fraction(51, 60))
    assert count(election, Rule(RuleName.GREEDY_NO_SKIP, wishes=more)).selected == ("a",)
    named = approvals(100, COSTS, VOTES, b={"least_part": 51})
    assert count(named, Rule(RuleName.GREEDY_NO_SKIP, wishes=enough)).selected == ("a",)


def test_points_below_zero_never_win() -> None:
    """b is dearer than what is left, and would stop the count if it stood."""
    ballots = [Ballot(("a", "b", "c"), (3, -2, 1)), Ballot(("b",), (1,))]
    projects = [Project(id, cost) for id, cost in COSTS.items()]
    for budget in (150, 90):
        election = Election.of(projects, budget, BallotKind.SCORING, ballots)
        for name in (RuleName.GREEDY, RuleName.GREEDY_NO_SKIP, RuleName.GREEDY_PER_COST):
            outcome = count(election, Rule(name))
            assert outcome.selected == ("a", "c")
            assert reasons(outcome) == {"b": Reason.THRESHOLD}


def test_withdrawn_projects_do_not_stop_no_skip() -> None:
    election = approvals(100, {"w": 999, "a": 50}, {"w": 9, "a": 1}, w={"withdrawn": True})
    assert count(election, Rule(RuleName.GREEDY_NO_SKIP)).selected == ("a",)
