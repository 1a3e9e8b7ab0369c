"""Steps of one purchase that are never one person's."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.separation import (
    HANDLING,
    SEPARATE_STEPS,
    STEPS,
    check_separation,
    partners,
)

History = list[tuple[str, int]]
ROAD = [(step, number) for number, step in enumerate(STEPS)]
NAMED = ("preparer", "handler", "reviewer", "approver", "recogniser", "signer", "supplementer", "payer")


def pairs() -> set[frozenset[str]]:
    return {frozenset((pair.first, pair.second)) for pair in SEPARATE_STEPS}


def test_every_pair_is_stated_once_between_steps_that_exist() -> None:
    assert len(pairs()) == len(SEPARATE_STEPS)
    assert {step for pair in pairs() for step in pair} <= set(STEPS)
    assert all(len(pair) == 2 for pair in pairs())


def test_all_that_bind_a_purchase_are_apart_but_for_the_handling_side() -> None:
    together = {frozenset(pair) for pair in combinations(HANDLING, 2)}
    assert {frozenset(pair) for pair in combinations(NAMED, 2)} - together <= pairs()
    assert not together & pairs()


def test_different_people_all_along_are_no_fault() -> None:
    assert check_separation(ROAD) == []


@pytest.mark.parametrize("pair", SEPARATE_STEPS, ids=lambda pair: f"{pair.first}-{pair.second}")
def test_one_person_at_both_ends_is_named(pair: object) -> None:
    first, second = pair.first, pair.second  # type: ignore[attr-defined]
    findings = check_separation(
        [*((s, u) for s, u in ROAD if s not in (first, second)), (first, 99), (second, 99)]
    )
    assert [(f.code, f.severity, f.params["user_id"]) for f in findings] == [
        ("separation.same_person", "block", 99)
    ]
    assert second in partners(first) and first in partners(second)


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 5)), max_size=40))
def test_whatever_is_tried_nobody_ever_holds_both_ends(tried: History) -> None:
    """Each step is taken only when the check has nothing against it, as every command does."""
    taken: History = []
    for step, user in tried:
        own = [(done, who) for done, who in taken if who == user]
        if not check_separation([*own, (step, user)]):
            taken.append((step, user))
    for user in {who for _, who in taken}:
        held = {step for step, who in taken if who == user}
        assert not any(pair <= held for pair in pairs())
        assert all(not (partners(step) & held) for step in held)
    assert check_separation(taken) == []


@given(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 4)), max_size=12))
def test_the_check_of_a_history_names_just_those_at_both_ends(steps: History) -> None:
    held = {user: {step for step, who in steps if who == user} for _, user in steps}
    at_both = {user for user, their in held.items() if any(pair <= their for pair in pairs())}
    assert {finding.params["user_id"] for finding in check_separation(steps)} == at_both
