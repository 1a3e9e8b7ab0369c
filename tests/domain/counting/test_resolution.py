from __future__ import annotations

import pytest

from app.domain.counting import ResolutionVote, count_resolution
from app.domain.errors import RuleViolation
from app.domain.quorum import MajorityRule, QuorumRule

FOR, AGAINST, ABSTAIN = ResolutionVote
HALF = QuorumRule(1, 2, strict=True)
OF_PRESENT = MajorityRule(1, 2, strict=True, of="present")


def test_abstentions_weigh_against_when_the_base_is_those_present() -> None:
    votes = [FOR] * 3 + [AGAINST] * 2 + [ABSTAIN]
    present = count_resolution(votes, roll=10, quorum=HALF, majority=OF_PRESENT)
    assert present.decision.outcome == "rejected"
    cast = MajorityRule(1, 2, strict=True, of="cast")
    assert count_resolution(votes, roll=10, quorum=HALF, majority=cast).passed


def test_without_a_quorum_nothing_is_decided() -> None:
    outcome = count_resolution([FOR] * 5, roll=10, quorum=HALF, majority=OF_PRESENT)
    assert outcome.decision.outcome == "invalid"
    assert outcome.decision.missing_present == 1


def test_silence_is_presence() -> None:
    outcome = count_resolution([FOR] * 5, roll=10, present=6, quorum=HALF, majority=OF_PRESENT)
    assert outcome.passed
    assert outcome.present == 6


def test_two_thirds_is_exact() -> None:
    rule = MajorityRule(2, 3, strict=False, of="roll")
    assert count_resolution([FOR] * 2, roll=3, quorum=HALF, majority=rule).passed


def test_more_votes_than_people_is_refused() -> None:
    with pytest.raises(RuleViolation, match=r"vote\.counts"):
        count_resolution([FOR] * 4, roll=10, present=3, quorum=HALF, majority=OF_PRESENT)


def test_hash_does_not_depend_on_the_order_of_votes() -> None:
    one = count_resolution([FOR, AGAINST], roll=3, quorum=HALF, majority=OF_PRESENT)
    other = count_resolution([AGAINST, FOR], roll=3, quorum=HALF, majority=OF_PRESENT)
    assert one.sha256 == other.sha256
