"""Resolutions: for, against, abstain, decided by a quorum and a majority that are exact fractions."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.domain.errors import RuleViolation
from app.domain.quorum import Decision, MajorityRule, QuorumRule, decide


class ResolutionVote(StrEnum):
    """The three boxes of the ballot paper."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True)
class ResolutionOutcome:
    """The totals, the rules they were measured by, and the decision; ``sha256`` is the hash of all of it but
    the last.

    ``invalid`` means that the quorum was not met; no number of votes for can replace it.
    """

    votes_for: int
    votes_against: int
    abstentions: int
    present: int
    roll: int
    quorum: QuorumRule
    majority: MajorityRule
    decision: Decision
    sha256: str

    @property
    def passed(self) -> bool:
        """Whether the resolution stands."""
        return self.decision.outcome == "passed"


def count_resolution(
    votes: Iterable[ResolutionVote],
    *,
    roll: int,
    quorum: QuorumRule,
    majority: MajorityRule,
    present: int | None = None,
) -> ResolutionOutcome:
    """Count a resolution. ``present`` may exceed the votes (silence is presence); left out, all present have
    voted.

    Raises ``RuleViolation`` ``vote.counts`` when more voted than were present, or more came than are on the
    roll.
    """
    tally = Counter(votes)
    if tally.keys() - set(ResolutionVote):
        raise RuleViolation("vote.choice")
    there = tally.total() if present is None else present
    yes, no, abstain = (tally[choice] for choice in ResolutionVote)
    decision = decide(
        yes=yes, no=no, abstain=abstain, present=there, roll=roll, quorum=quorum, majority=majority
    )
    protocol = repr((yes, no, abstain, there, roll, quorum, majority))
    digest = hashlib.sha256(protocol.encode()).hexdigest()
    return ResolutionOutcome(yes, no, abstain, there, roll, quorum, majority, decision, digest)
