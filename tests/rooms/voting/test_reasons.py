"""What a result says of its losers: each sentence holds when it is done, and none contradicts another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.counting import (
    Ballot,
    BallotKind,
    Completion,
    Election,
    Outcome,
    Project,
    Rule,
    RuleName,
    Stage,
    TieBreak,
    count,
)
from app.domain.counting.margins import Enough, Recounts, least, margin
from app.domain.counting.reasons import Cause
from app.voting.allocations import Allocation, AllocationRow, allocation
from app.voting.nearness import MOST_OF_ONE, margins, most_recounts
from app.voting.tally import tell_allocation
from tests.support.elections import again, also_for, counts, joined_by, wins

RULES = [
    *((name, Completion.NONE) for name in RuleName),
    *((RuleName.EQUAL_SHARES, each) for each in Completion if each is not Completion.NONE),
]


def page(election: Election, outcome: Outcome, without: bool = False) -> Allocation:
    """What the page is made of, with amounts as they are counted; ``without``: as counts were kept before."""
    told = tell_allocation(election, outcome, voters=election.ballots.voters, needed=None)
    told["unit"] = 100
    for loser in told["losers"] if without else ():
        del loser["explained"]
    options = [SimpleNamespace(key=each.id, title=each.id, cost_fen=each.cost) for each in election.projects]
    kept: Any = SimpleNamespace(outcome=told)
    return allocation(cast(Any, SimpleNamespace(options=options)), kept)


@pytest.mark.parametrize(("name", "completion"), RULES)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_what_a_sentence_names_wins_when_it_is_done(
    name: RuleName, completion: Completion, data: st.DataObject
) -> None:
    counted = data.draw(counts(name, completion))
    if counted is None:
        return
    election, outcome = counted
    for row in page(election, outcome).losers:
        holds(election, outcome, row)


def holds(election: Election, outcome: Outcome, row: AllocationRow) -> None:
    """Votes, voters and cost that would have been enough are; with one less where the page says so, they are not."""
    key, missed, rule = row.option.key, row.missed, outcome.rule
    assert missed is not None and not (missed.votes and missed.come)
    if missed.votes:
        assert wins(also_for(election, key, missed.votes.number), rule, key)
        less = also_for(election, key, missed.votes.number - 1)
        assert not (missed.votes.least and wins(less, rule, key))
    if missed.come:
        points = int(missed.points) if missed.points else None
        assert wins(joined_by(election, key, missed.come.number, points), rule, key)
        less = joined_by(election, key, missed.come.number - 1, points)
        assert not (missed.come.least and wins(less, rule, key))
    if missed.cost:
        assert 0 < missed.cost.number < row.option.cost_fen
        assert wins(again(election, **{key: missed.cost.number}), rule, key)
        more = again(election, **{key: missed.cost.number + election.unit})
        assert not (missed.cost.least and wins(more, rule, key))


@pytest.mark.parametrize(("name", "completion"), RULES)
@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_no_two_sentences_of_a_page_contradict_each_other(
    name: RuleName, completion: Completion, data: st.DataObject
) -> None:
    counted = data.draw(counts(name, completion))
    if counted is None:
        return
    election, outcome = counted
    found = page(election, outcome)
    for row in found.losers:
        assert row.missed is not None and row.missed.cause in set(Cause)
        money_agrees(found, outcome, row)
        rounds_agree(election, outcome, row)
        cause_agrees(election, outcome, row)
        supporters_agree(found, row)
    raising_agrees(
        election, outcome, {row.option.key: row.missed.cause for row in found.losers if row.missed}
    )


def money_agrees(found: Allocation, outcome: Outcome, row: AllocationRow) -> None:
    """Amounts fit each other, the table of purchases and what is left in the end."""
    missed, cost = row.missed, row.option.cost_fen
    assert missed is not None
    moments = {outcome.budget, *(each.left for each in outcome.rounds if each.stage is not Stage.FLOOR)}
    if missed.left_fen is not None:
        assert missed.left_fen in moments and missed.left_fen >= found.left_fen
    if missed.cause in ("money", "dearer"):
        assert missed.left_fen is not None and missed.missing_fen == cost - missed.left_fen > 0
    if missed.cause in ("reserved", "due", "full"):
        assert missed.left_fen is not None and cost > missed.left_fen - missed.reserved_fen
    if missed.cause in ("due", "due-other", "full"):
        assert missed.left_fen == min(moments)
    if missed.held_fen is not None:
        assert missed.held_fen <= found.left_fen
        assert missed.held_fen < cost or missed.cause not in ("purses", "tied", "beyond", "full")


def rounds_agree(election: Election, outcome: Outcome, row: AllocationRow) -> None:
    """Support is that of a round; all of the cost and yet lost means a tie, and the page says so."""
    missed, key = row.missed, row.option.key
    assert missed is not None and missed.support == row.support
    if missed.support is None:
        assert missed.round is None and not missed.tied
        assert not any(key in each.support for each in outcome.rounds)
        assert missed.purse is None or missed.purse < 1000
        return
    assert missed.round is not None and missed.purse is None
    best = outcome.rounds[missed.round - 1]
    assert best.project == missed.bought and best.support[key] == missed.support <= 1000
    assert all(each.support.get(key, 0) <= missed.support for each in outcome.rounds)
    assert missed.tied == (missed.support == 1000)
    assert not missed.tied or {key, best.project} <= set(best.tied)
    assert not (missed.tied and missed.cause == "purses")


def cause_agrees(election: Election, outcome: Outcome, row: AllocationRow) -> None:
    """Causes that name another project, an area or a line."""
    missed, wishes = row.missed, outcome.rule.wishes
    assert missed is not None
    if missed.cause == "exclusive":
        assert missed.other in outcome.selected
        assert any({missed.other, row.option.key} <= each for each in wishes.exclusive)
    elif missed.cause == "ceiling":
        limit = next(each for each in wishes.limits if each.area == missed.other)
        inside = {each.id for each in election.projects if each.zone == limit.area}
        spent = sum(amount for key, amount in outcome.granted.items() if key in inside)
        assert limit.ceiling is not None and spent + row.option.cost_fen > limit.ceiling
    elif missed.cause == "min-votes":
        assert row.votes < wishes.min_votes
    elif missed.cause in ("stopped", "due-other"):
        assert missed.other != row.option.key and missed.other not in outcome.selected
    elif missed.cause == "unmarked":
        assert not row.votes or missed.support is None


def supporters_agree(found: Allocation, row: AllocationRow) -> None:
    missed = row.missed
    assert missed is not None and 0 <= missed.empty <= missed.backers <= row.votes
    for each in missed.spent:
        assert each.voters <= missed.backers - missed.empty
    assert sum(each.amount_fen or 0 for each in missed.spent) <= found.total_fen


def raising_agrees(election: Election, outcome: Outcome, causes: Mapping[str, str]) -> None:
    """The share that was not given buys what the page says, for more than there is."""
    beyond = outcome.endowment and outcome.endowment.beyond
    if not beyond or outcome.endowment is None:
        assert "beyond" not in causes.values()
        return
    assert beyond.endowment == outcome.endowment.final + election.unit
    assert beyond.cost + beyond.reserved > outcome.budget
    assert beyond.cost == sum(each.cost for each in election.projects if each.id in beyond.bought)
    assert all(key in beyond.bought for key, cause in causes.items() if cause == "beyond")
    assert not any(
        key in beyond.bought for key, cause in causes.items() if cause in ("purses", "tied", "full")
    )
    if outcome.rule.pre_elimination is None:
        before = sum(each.amount for each in outcome.rounds if each.stage is Stage.DECISION)
        money = beyond.endowment * election.ballots.voters + before
        rule = replace(outcome.rule, completion=Completion.NONE, comparison=False)
        given = count(replace(election, budget=int(money)), rule)
        assert {each.project for each in given.rounds if each.stage is not Stage.FLOOR} == set(beyond.bought)


def test_a_raise_that_went_too_far_is_the_reason() -> None:
    """Three share 10. Raised from 3 to 5 each, a is bought for 8; at 6 each, c would be too, for 14 of 10."""
    election = Election.of(
        [Project("a", 8), Project("c", 6)],
        10,
        BallotKind.APPROVAL,
        [Ballot(("a",), weight=2), Ballot(("c",))],
    )
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1))
    found = page(election, outcome)
    (lost,) = found.losers
    assert lost.missed is not None and lost.missed.cause == "beyond"
    assert lost.missed.held_fen is None and lost.support == 500
    assert found.beyond is not None
    assert (found.final_share_fen, found.beyond.share_fen, found.beyond.cost_fen) == (5, 6, 14)
    assert lost.missed.cost == Enough(3, True)


def test_a_count_kept_without_explanations_tells_none(recwarn: pytest.WarningsRecorder) -> None:
    election = Election.of(
        [Project("a", 8), Project("c", 6)],
        10,
        BallotKind.APPROVAL,
        [Ballot(("a",), weight=2), Ballot(("c",))],
    )
    for rule in (Rule(), Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1)):
        (lost,) = page(election, count(election, rule), without=True).losers
        assert lost.missed is not None
        assert (lost.missed.cause, lost.missed.cost, lost.missed.held_fen) == ("", None, None)


def test_one_less_is_only_said_where_it_was_counted() -> None:
    enough = {4, 6, 7, 8}.__contains__
    assert least(enough, 8) == Enough(4, True)
    assert least(enough, 8, start=6) == Enough(6, True)
    assert least(enough, 3) is None
    assert least(lambda _: True, 0) is None


def long_list() -> tuple[Election, Outcome]:
    projects = [Project("a", 90_000), *(Project(f"p{n}", 80_000 - n) for n in range(30))]
    papers = [Ballot(("a",), weight=99), *(Ballot((each.id,), weight=40) for each in projects)]
    election = Election.of(projects, 100_000, BallotKind.APPROVAL, papers)
    return election, count(election, Rule(RuleName.PHRAGMEN, ties=(TieBreak.ID,)))


@pytest.mark.parametrize("most", range(0, 40, 3))
def test_a_search_that_ends_early_names_only_what_it_counted(most: int) -> None:
    election, outcome = long_list()
    found = margin(election, outcome, "p3", Recounts(most))
    full = margin(election, outcome, "p3")
    assert full.cost is not None and full.cost.least
    if found.cost is not None:
        assert wins(again(election, p3=found.cost.number), outcome.rule, "p3")
        assert found.cost.number == full.cost.number or not found.cost.least


def test_a_page_is_explained_with_a_limited_number_of_recounts(monkeypatch: pytest.MonkeyPatch) -> None:
    election, outcome = long_list()
    counted: list[str] = []
    monkeypatch.setattr(
        "app.domain.counting.margins.count",
        lambda again, rule: counted.append("") or count(again, rule),  # type: ignore[func-returns-value]
    )
    monkeypatch.setattr("app.voting.nearness.MOST_MARKS", 200 * (20_000 + 31))
    margins(election, outcome)
    assert MOST_OF_ONE < len(counted) <= most_recounts(election, outcome) <= 200


def test_steps_of_a_raise_count_as_effort() -> None:
    voters = [Ballot((f"p{n}",), weight=2) for n in range(60)]
    projects = [Project(f"p{n}", 2_000 + 10 * n) for n in range(60)]
    election = Election.of(projects, 60_000, BallotKind.APPROVAL, voters)
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1))
    assert outcome.endowment is not None and outcome.endowment.final > Fraction(1_000)
    assert most_recounts(election, outcome) <= 6_000 // outcome.endowment.steps
