"""What must hold for every election, tried on small ones full of ties."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import (
    Ballot,
    BallotKind,
    Ballots,
    Completion,
    Election,
    Outcome,
    Project,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    count,
)
from app.domain.counting.replay import payments, replay
from app.domain.counting.ties import priority
from tests.domain.counting.elections import breaks_ejr_up_to_one, elections, plain_equal_shares, utilities

CHAIN = (TieBreak.MIN_COST, TieBreak.MAX_VOTES, TieBreak.FILED)
RULES = [
    *(Rule(name, ties=CHAIN) for name in RuleName),
    *(Rule(RuleName.EQUAL_SHARES, completion=completion, ties=CHAIN) for completion in Completion),
    Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1, comparison=True, ties=CHAIN),
    Rule(RuleName.EQUAL_SHARES, utility=Utility.CARDINALITY, ties=CHAIN),
    Rule(RuleName.GREEDY_THRESHOLD, threshold=2, ties=CHAIN),
]
any_rule = st.sampled_from(RULES)
KINDS = [BallotKind.APPROVAL, BallotKind.CUMULATIVE, BallotKind.ORDINAL]


def singles(election: Election) -> list[Ballot]:
    """The ballots one by one."""
    ids = [project.id for project in election.projects]
    points = election.ballots.kind.has_points
    found = []
    for marks, times in utilities(election):
        given_points = tuple(marks.values()) if points else ()
        found += [Ballot(tuple(ids[at] for at in marks), given_points)] * times
    return found


@given(elections(), any_rule)
def test_never_over_budget_and_every_protocol_replays(election: Election, rule: Rule) -> None:
    outcome = count(election, rule)
    assert outcome.total_cost <= election.budget
    assert replay(election, outcome) == outcome.selected
    assert {loser.project for loser in outcome.losers} | set(outcome.selected) == set(election.position)


@given(elections(), any_rule, st.randoms(use_true_random=False))
def test_the_order_of_voters_and_projects_does_not_matter(
    election: Election, rule: Rule, chance: object
) -> None:
    projects, ballots = list(election.projects), singles(election)
    chance.shuffle(projects)  # type: ignore[attr-defined]
    chance.shuffle(ballots)  # type: ignore[attr-defined]
    other = Election.of(projects, election.budget, election.ballots.kind, ballots, unit=election.unit)
    assert count(other, rule).selected == count(election, rule).selected
    assert other.sha256 == election.sha256


@given(elections(), any_rule)
def test_a_ballot_of_weight_w_is_w_equal_ballots(election: Election, rule: Rule) -> None:
    other = Election.of(
        election.projects, election.budget, election.ballots.kind, singles(election), unit=election.unit
    )
    assert other.ballots.groups == election.ballots.groups
    assert outline(count(other, rule)) == outline(count(election, rule))


def outline(outcome: Outcome) -> object:
    return (
        outcome.selected,
        [(one.project, one.price, dict(one.support), one.tied) for one in outcome.rounds],
        outcome.ties,
        outcome.losers,
        outcome.endowment,
        outcome.comparison,
    )


@given(elections(BallotKind.CUMULATIVE), st.sampled_from([Utility.POINTS, Utility.COST, Utility.CARDINALITY]))
def test_equal_shares_is_what_its_definition_says(election: Election, utility: Utility) -> None:
    if utility is not Utility.POINTS:
        election = as_approval(election)
    rank = priority(election.projects, election.ballots.votes, CHAIN).rank
    voters = election.ballots.voters
    if not voters:
        return
    share = Fraction(election.budget, voters)
    plain = plain_equal_shares(election, share, rank, by_cost=utility is Utility.COST)
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, utility=utility, ties=CHAIN))
    assert [election.position[one] for one in outcome.selected] == plain


def as_approval(election: Election) -> Election:
    ballots = election.ballots
    plain = Ballots(
        BallotKind.APPROVAL,
        ballots.project_count,
        ballots.starts,
        ballots.projects,
        None,
        ballots.multiplicity,
        ballots.longest,
    )
    return replace(election, ballots=plain)


@given(
    elections(BallotKind.CUMULATIVE, 5, 5),
    st.sampled_from([Completion.ADD1, Completion.ADD1E]),
    st.booleans(),
)
def test_add1_is_every_step_one_by_one(election: Election, completion: Completion, approval: bool) -> None:
    """The stretches that the engine settles at once hold what counting every single endowment would find."""
    election = as_approval(election) if approval else election
    voters = election.ballots.voters
    if not voters:
        return
    rank = priority(election.projects, election.ballots.votes, CHAIN).rank
    share = Fraction(election.budget, voters)
    if completion is Completion.ADD1:
        share = Fraction(share // election.unit * election.unit)
    backed = {at for marks, _ in utilities(election) for at, value in marks.items() if value > 0}
    costs = [project.cost for project in election.projects]
    bought = plain_equal_shares(election, share, rank, by_cost=approval)
    while backed - set(bought):
        left = election.budget - sum(costs[at] for at in bought)
        if completion is Completion.ADD1E and all(costs[at] > left for at in backed - set(bought)):
            break
        share += election.unit
        following = plain_equal_shares(election, share, rank, by_cost=approval)
        if sum(costs[at] for at in following) > election.budget:
            break
        bought = following
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, completion=completion, ties=CHAIN))
    assert [election.position[one] for one in outcome.selected] == bought


@given(elections(), st.sampled_from([Utility.COST, Utility.CARDINALITY]), st.sampled_from(list(Completion)))
def test_equal_shares_gives_every_agreeing_group_its_share_up_to_one(
    election: Election, utility: Utility, completion: Completion
) -> None:
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, utility=utility, completion=completion, ties=CHAIN))
    winners = [election.position[one] for one in outcome.selected]
    by_cost = utility is Utility.COST
    if election.ballots.voters and completion is not Completion.ADD1:
        assert not breaks_ejr_up_to_one(election, winners, by_cost=by_cost)


def test_the_proportionality_checker_can_find_a_breach() -> None:
    """Greedy leaves 40 % of the voters with nothing, though they agree on what 40 % of the money would buy."""
    projects = [Project("a", 60), Project("b", 40), Project("c", 20), Project("d", 20)]
    ballots = [Ballot(("a", "b"), weight=6), Ballot(("c", "d"), weight=4)]
    election = Election.of(projects, 100, BallotKind.APPROVAL, ballots)
    assert count(election, Rule(RuleName.GREEDY)).selected == ("b", "a")
    assert breaks_ejr_up_to_one(election, [0, 1], by_cost=False)
    assert set(count(election, Rule(RuleName.EQUAL_SHARES)).selected) == {"b", "c", "d"}


@given(elections(BallotKind.CUMULATIVE))
def test_payments_are_what_the_winners_cost(election: Election) -> None:
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, ties=CHAIN))
    held = {group: Fraction(0) for group in range(election.ballots.groups)}
    times = election.ballots.multiplicity
    for payment in payments(election, outcome):
        paid = zip(payment.groups.tolist(), payment.amounts, strict=True)
        assert sum(int(times[group]) * amount for group, amount in paid) == payment.round.amount
        for group, amount in zip(payment.groups.tolist(), payment.amounts, strict=True):
            held[group] += amount
    assert outcome.endowment is not None or not election.ballots.voters
    assert outcome.endowment is None or max(held.values(), default=Fraction(0)) <= outcome.endowment.final


@given(elections(most_projects=7), st.sampled_from([Utility.COST, Utility.CARDINALITY]))
def test_no_set_within_the_budget_is_worth_more(election: Election, utility: Utility) -> None:
    outcome = count(election, Rule(RuleName.MAX_WELFARE, utility=utility, ties=CHAIN))
    costs = [project.cost for project in election.projects]
    worth = [
        votes * (cost if utility is Utility.COST else 1)
        for votes, cost in zip(election.ballots.votes, costs, strict=True)
    ]
    every = range(len(costs))
    best = max(
        sum(worth[at] for at in one)
        for size in range(len(costs) + 1)
        for one in combinations(every, size)
        if sum(costs[at] for at in one) <= election.budget
    )
    assert outcome.welfare is not None
    assert outcome.welfare.value == best


@given(elections())
def test_phragmen_is_what_its_definition_says(election: Election) -> None:
    rank = priority(election.projects, election.ballots.votes, CHAIN).rank
    groups = [[marks, times, Fraction(0)] for marks, times in utilities(election)]
    left, bought = election.budget, []
    open_ones = [at for at, project in enumerate(election.projects) if project.cost <= left]
    while open_ones:
        due = {}
        for at in open_ones:
            backers = [(times, load) for marks, times, load in groups if at in marks]
            voters = sum(times for times, _ in backers)
            loads = sum(times * load for times, load in backers)
            due[at] = (
                (0, Fraction(loads + election.projects[at].cost) / voters) if voters else (1, Fraction(0))
            )
        tied = [at for at in open_ones if due[at] == min(due.values())]
        if any(election.projects[at].cost > left for at in tied):
            break
        at = min(tied, key=rank.__getitem__)
        for group in groups:
            group[2] = due[at][1] if at in group[0] else group[2]
        left -= election.projects[at].cost
        bought.append(at)
        open_ones.remove(at)
    outcome = count(election, Rule(RuleName.PHRAGMEN, ties=CHAIN))
    assert [election.position[one] for one in outcome.selected] == bought


@given(elections())
def test_a_decisive_tie_is_one_that_another_chain_would_decide_otherwise(election: Election) -> None:
    """If no tie is reported, no chain changes the winners of Equal Shares or Phragmén."""
    for name in (RuleName.EQUAL_SHARES, RuleName.PHRAGMEN):
        outcome = count(election, Rule(name, ties=CHAIN))
        if not outcome.ties:
            for chain in ((TieBreak.MAX_COST,), (TieBreak.ID,), (TieBreak.FILED,)):
                assert set(count(election, Rule(name, ties=chain)).selected) == set(outcome.selected)


@given(elections())
def test_greedy_without_a_reported_tie_has_one_outcome(election: Election) -> None:
    for name in (RuleName.GREEDY, RuleName.GREEDY_NO_SKIP, RuleName.GREEDY_PER_COST):
        outcome = count(election, Rule(name, ties=CHAIN))
        others = [
            set(count(election, Rule(name, ties=chain)).selected)
            for chain in ((TieBreak.MAX_COST, TieBreak.ID), (TieBreak.ID,), (TieBreak.FILED,))
        ]
        if not outcome.ties:
            assert all(other == set(outcome.selected) for other in others)


@given(elections(BallotKind.CUMULATIVE))
def test_support_is_below_the_cost_of_losers_and_rates_rise(election: Election) -> None:
    outcome = count(election, Rule(RuleName.EQUAL_SHARES, ties=CHAIN))
    rates = [one.price for one in outcome.rounds if one.price is not None]
    assert all(first <= second for first, second in pairwise(rates))
    for one in outcome.rounds:
        assert one.project not in one.support or one.support[one.project] == 1000
    tied = {project for one in outcome.rounds for project in one.tied}
    for loser in outcome.losers:
        assert loser.support is None or loser.support < 1000 or loser.project in tied


@pytest.mark.parametrize("kind", KINDS)
def test_an_election_nobody_came_to(kind: BallotKind) -> None:
    election = Election.of([Project("a", 5), Project("b", 0)], 10, kind, [])
    for rule in RULES:
        if rule.name is RuleName.PHRAGMEN and kind is not BallotKind.APPROVAL:
            continue
        if rule.utility is None or kind is BallotKind.APPROVAL:
            assert count(election, rule).total_cost <= 10
