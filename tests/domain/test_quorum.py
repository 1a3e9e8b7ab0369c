from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.quorum import (
    MAJORITY_PRESETS,
    QUORUM_PRESETS,
    Decision,
    MajorityBase,
    MajorityRule,
    QuorumRule,
    count_present,
    decide,
)

HALF = QuorumRule(1, 2, strict=True)
HALF_OF_PRESENT = MajorityRule(1, 2, strict=True, of="present")


@st.composite
def quorums(draw: st.DrawFn) -> QuorumRule:
    denominator, strict = draw(st.integers(2, 12)), draw(st.booleans())
    return QuorumRule(draw(st.integers(1, denominator - strict)), denominator, strict)


@st.composite
def majorities(draw: st.DrawFn) -> MajorityRule:
    rule = draw(quorums())
    bases: tuple[MajorityBase, ...] = ("present", "roll", "cast")
    of = draw(st.sampled_from(bases))
    return MajorityRule(rule.numerator, rule.denominator, rule.strict, of)


@pytest.mark.parametrize(
    ("rule", "roll", "needed"),
    [
        (HALF, 27, 14),
        (HALF, 26, 14),
        (HALF, 1, 1),
        (HALF, 0, 1),
        (QuorumRule(1, 2, strict=False), 26, 13),
        (QuorumRule(1, 2, strict=False), 27, 14),
        (QuorumRule(2, 3, strict=False), 27, 18),
        (QuorumRule(2, 3, strict=False), 28, 19),
        (QuorumRule(2, 3, strict=True), 27, 19),
        (QuorumRule(1, 1, strict=False), 27, 27),
        (QuorumRule(1, 2, strict=False), 0, 1),
    ],
)
def test_people_needed_for_a_quorum(rule: QuorumRule, roll: int, needed: int) -> None:
    assert rule.needed(roll) == needed
    assert rule.met(needed, roll)
    assert not rule.met(needed - 1, roll)


@given(quorums(), st.integers(1, 10_000))
def test_needed_is_the_least_that_satisfies_the_fraction(rule: QuorumRule, roll: int) -> None:
    share = Fraction(rule.numerator, rule.denominator)

    def enough(present: int) -> bool:
        return Fraction(present, roll) > share if rule.strict else Fraction(present, roll) >= share

    needed = rule.needed(roll)
    assert 1 <= needed <= roll
    assert enough(needed)
    assert not enough(needed - 1)


@pytest.mark.parametrize(
    ("rule", "needed"),
    [
        (MajorityRule(1, 2, strict=True, of="present"), 11),
        (MajorityRule(1, 2, strict=True, of="roll"), 14),
        (MajorityRule(1, 2, strict=True, of="cast"), 9),
        (MajorityRule(2, 3, strict=False, of="present"), 14),
    ],
)
def test_votes_needed_by_base(rule: MajorityRule, needed: int) -> None:
    assert rule.needed(present=20, roll=27, cast=17) == needed


def test_a_proposal_is_carried() -> None:
    decision = decide(yes=15, no=3, abstain=2, present=20, roll=27, quorum=HALF, majority=HALF_OF_PRESENT)
    assert decision == Decision("passed", needed_present=14, needed_yes=11, missing_present=0, missing_yes=0)


def test_abstentions_count_as_present_and_so_weigh_against() -> None:
    counts = {"yes": 9, "no": 3, "abstain": 8, "present": 20, "roll": 27}
    assert decide(**counts, quorum=HALF, majority=HALF_OF_PRESENT) == Decision("rejected", 14, 11, 0, 2)
    of_cast = MajorityRule(1, 2, strict=True, of="cast")
    assert decide(**counts, quorum=HALF, majority=of_cast) == Decision("passed", 14, 7, 0, 0)


def test_an_exact_half_is_not_more_than_half() -> None:
    counts = {"yes": 10, "no": 10, "abstain": 0, "present": 20, "roll": 27}
    assert decide(**counts, quorum=HALF, majority=HALF_OF_PRESENT).outcome == "rejected"
    at_least_half = MajorityRule(1, 2, strict=False, of="present")
    assert decide(**counts, quorum=HALF, majority=at_least_half).outcome == "passed"


def test_without_a_quorum_even_a_unanimous_vote_is_invalid() -> None:
    decision = decide(yes=11, no=0, abstain=0, present=11, roll=24, quorum=HALF, majority=HALF_OF_PRESENT)
    assert decision == Decision("invalid", needed_present=13, needed_yes=6, missing_present=2, missing_yes=0)


def test_nothing_is_carried_when_nobody_votes_for_it() -> None:
    of_cast = MajorityRule(1, 2, strict=False, of="cast")
    decision = decide(yes=0, no=0, abstain=20, present=20, roll=27, quorum=HALF, majority=of_cast)
    assert (decision.outcome, decision.missing_yes) == ("rejected", 1)
    nobody = decide(yes=0, no=0, abstain=0, present=0, roll=0, quorum=HALF, majority=of_cast)
    assert nobody.outcome == "invalid"


@given(majorities(), quorums(), st.lists(st.integers(0, 400), min_size=5, max_size=5))
def test_one_more_vote_for_never_loses(majority: MajorityRule, quorum: QuorumRule, counts: list[int]) -> None:
    yes, no, abstain, silent, absent = counts
    present = yes + no + abstain + silent
    before = decide(
        yes=yes,
        no=no,
        abstain=abstain,
        present=present,
        roll=present + absent,
        quorum=quorum,
        majority=majority,
    )
    after = decide(
        yes=yes + 1,
        no=no,
        abstain=abstain,
        present=present + 1,
        roll=present + 1 + absent,
        quorum=quorum,
        majority=majority,
    )
    assert (before.outcome == "passed") <= (after.outcome == "passed")
    assert (before.outcome == "invalid") == (before.missing_present > 0)
    assert (before.outcome == "passed") == (before.missing_present == 0 == before.missing_yes)


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "present", "roll"),
    [(-1, 0, 0, 5, 9), (0, -1, 0, 5, 9), (0, 0, -1, 5, 9), (3, 2, 1, 5, 9), (1, 1, 1, 10, 9)],
)
def test_impossible_counts_are_refused(yes: int, no: int, abstain: int, present: int, roll: int) -> None:
    with pytest.raises(RuleViolation, match=r"^vote\.counts$"):
        decide(
            yes=yes, no=no, abstain=abstain, present=present, roll=roll, quorum=HALF, majority=HALF_OF_PRESENT
        )


def test_which_modes_count_is_a_parameter() -> None:
    modes = ["hall"] * 11 + ["home_visit"] * 3 + ["phone"] * 4
    assert count_present(modes, frozenset({"hall"})) == 11
    assert count_present(modes, frozenset({"hall", "home_visit", "phone", "online"})) == 18


@given(majorities())
def test_a_majority_rule_survives_storage(rule: MajorityRule) -> None:
    assert MajorityRule.from_setting(json.loads(json.dumps(rule.to_setting()))) == rule


@given(quorums())
def test_a_quorum_rule_survives_storage(rule: QuorumRule) -> None:
    assert QuorumRule.from_setting(json.loads(json.dumps(rule.to_setting()))) == rule


def test_a_stored_rule_names_its_parts() -> None:
    assert HALF.to_setting() == {"numerator": 1, "denominator": 2, "strict": True, "of": "roll"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"numerator": 0}, "quorum.fraction"),
        ({"numerator": 3}, "quorum.fraction"),
        ({"numerator": 2}, "quorum.fraction"),  # more than all can never be met
        ({"numerator": 0.5}, "quorum.fraction"),
        ({"denominator": "2"}, "quorum.fraction"),
        ({"denominator": True}, "quorum.fraction"),
        ({"strict": 1}, "quorum.strict"),
        ({"of": "hall"}, "quorum.of"),
        ({"of": None}, "quorum.of"),
    ],
)
def test_a_broken_setting_is_refused(change: dict[str, object], code: str) -> None:
    for rule in (HALF, HALF_OF_PRESENT):
        with pytest.raises(RuleViolation) as refusal:
            type(rule).from_setting(rule.to_setting() | change)
        assert refusal.value.code == code


def test_presets_give_a_source() -> None:
    assert QUORUM_PRESETS["more_than_half"].rule == HALF
    assert QUORUM_PRESETS["two_thirds"].rule == QuorumRule(2, 3, strict=False)
    assert MAJORITY_PRESETS["more_than_half_of_present"].rule == HALF_OF_PRESENT
    assert MAJORITY_PRESETS["more_than_half_of_roll"].rule == MajorityRule(1, 2, strict=True, of="roll")
    assert all(preset.source for presets in (QUORUM_PRESETS, MAJORITY_PRESETS) for preset in presets.values())
