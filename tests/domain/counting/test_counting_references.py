"""Real elections: outcomes of pabutools 1.2.3 (computed once, stored beside the files) and official winners."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.domain.counting import Completion, Outcome, Proof, Rule, RuleName, TieBreak, Utility, count
from app.domain.counting.pb import official_rule
from app.domain.counting.replay import replay
from app.domain.errors import RuleViolation
from tests.domain.counting.elections import expected, files, load, needs_pabulib, pabulib

pytestmark = needs_pabulib

BY_ID = (TieBreak.ID,)
UTILITIES = {
    "cost": Utility.COST,
    "card": Utility.CARDINALITY,
    "score": Utility.POINTS,
    "borda": Utility.BORDA,
}


def rule_named(name: str) -> Rule:
    """The rule behind a name in the reference folder."""
    kind, _, utility = name.removesuffix("_float").removesuffix("_multi").partition("_")
    worth = UTILITIES.get(utility)
    if kind == "greedy":
        plain = utility == "cost"
        return Rule(RuleName.GREEDY if plain else RuleName.GREEDY_PER_COST, utility=worth, ties=BY_ID)
    completion = {"mesadd1": Completion.ADD1E, "mesgreedy": Completion.GREEDY}.get(kind, Completion.NONE)
    if kind.startswith("mes"):
        return Rule(RuleName.EQUAL_SHARES, utility=worth, completion=completion, ties=BY_ID)
    return Rule(RuleName.PHRAGMEN if kind == "phragmen" else RuleName.MAX_WELFARE, utility=worth, ties=BY_ID)


def cases() -> list[Any]:
    return [pytest.param(case, id=name) for name, case in expected()]


@pytest.mark.parametrize("case", cases())
def test_same_winners_as_the_reference(case: dict[str, Any]) -> None:
    election = load(case["file"]).election
    outcome = count(election, rule_named(case["rule"]))
    assert sorted(outcome.selected) == case["selected_sorted"]
    assert str(outcome.total_cost) == case["total_cost"].removesuffix(".0")
    assert election.ballots.voters == case["n_votes"]


@pytest.mark.parametrize(
    "case", [case for case in cases() if "phragmen" not in case.id and "max" not in case.id]
)
def test_same_order_of_purchase_as_the_reference(case: dict[str, Any]) -> None:
    outcome = count(load(case["file"]).election, rule_named(case["rule"]))
    assert list(outcome.selected) == case["selected_in_order"]


def lines() -> list[Any]:
    place = pabulib()
    if place is None:
        return []
    rows = map(json.loads, (place / "expected" / "pabutools.jsonl").read_text().splitlines())
    return [pytest.param(row, id=row["file"]) for row in rows if row["file"] in files()]


@pytest.mark.parametrize("row", lines())
def test_same_winners_in_the_sweep(row: dict[str, Any]) -> None:
    election = load(row["file"]).election
    own = {"ordinal": "borda", "cumulative": "score", "scoring": "score"}.get(row["vote_type"], "cost")
    for name, result in row["res"].items():
        kind = name.removesuffix("_nomulti")
        rule = rule_named(kind if "_" in kind or kind == "phragmen" else f"{kind}_{own}")
        outcome = count(election, rule)
        assert sorted(outcome.selected) == sorted(result["sel"]), name
        assert str(outcome.total_cost) == result["cost"], name


def official() -> list[str]:
    found = []
    for name in files():
        try:
            official_rule(load(name))
        except RuleViolation:
            continue
        found += [name] if load(name).selected is not None else []
    return found


@pytest.mark.parametrize("name", official())
def test_official_winners(name: str) -> None:
    file = load(name)
    outcome = count(file.election, official_rule(file))
    assert file.selected is not None
    assert sorted(outcome.selected) == sorted(file.selected)


def test_the_three_cities_of_equal_shares_are_among_them() -> None:
    sizes = {}
    for name in official():
        file = load(name)
        if file.meta["rule"].startswith("equalshares"):
            outcome = count(file.election, official_rule(file))
            sizes[file.meta["unit"]] = (len(outcome.selected), outcome.total_cost)
    assert sizes == {"Assen": (9, 76_700), "Świecie": (17, 1_040_337), "Wieliczka": (30, 995_079)}


def rules(name: str) -> list[Rule]:
    approval = load(name).election.ballots.kind.is_approval
    every = [Rule(RuleName.GREEDY), Rule(RuleName.EQUAL_SHARES), Rule(RuleName.MAX_WELFARE)]
    return every + ([Rule(RuleName.PHRAGMEN)] if approval else [])


@pytest.mark.parametrize("name", files())
def test_replaying_the_protocol_gives_the_outcome(name: str) -> None:
    election = load(name).election
    for rule in rules(name):
        outcome: Outcome = count(election, rule)
        assert replay(election, outcome) == outcome.selected
        assert outcome.total_cost <= election.budget


@pytest.mark.parametrize("name", files())
def test_greatest_welfare_is_proven_and_no_rule_beats_it(name: str) -> None:
    election = load(name).election
    best = count(election, Rule(RuleName.MAX_WELFARE, utility=Utility.CARDINALITY))
    assert best.welfare is not None
    assert best.welfare.proof is Proof.EXACT
    assert best.welfare.value == sum(best.votes[one] for one in best.selected)
    for rule in rules(name):
        assert sum(best.votes[one] for one in count(election, rule).selected) <= best.welfare.value
