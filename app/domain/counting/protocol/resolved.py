"""The count of resolutions as it is published: the votes on each, the rules, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.counting.protocol.encoded import Protocol
from app.domain.counting.protocol.written import reading
from app.domain.counting.replay import ProtocolError
from app.domain.quorum import Decision, MajorityRule, QuorumRule, decide

FORMAT = "yishiting-resolutions/1"


def resolved(
    votes: Sequence[Mapping[str, Any]], *, present: int, roll: int, quorum: QuorumRule, majority: MajorityRule
) -> Protocol:
    """``votes`` are, for each resolution, its key, title and the numbers of ``yes``, ``no`` and ``abstain``.

    Raises RuleViolation "vote.counts".
    """
    told: Protocol = {
        "format": FORMAT,
        "present": present,
        "roll": roll,
        "quorum": quorum.to_setting(),
        "majority": majority.to_setting(),
    }
    return {**told, "resolutions": [{**one, **_decided(told, one)} for one in votes]}


def check_resolved(protocol: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The resolutions, if each follows from its votes; raises ``ProtocolError`` at the first that does not."""
    with reading():
        for number, one in enumerate(protocol["resolutions"], 1):
            for name, value in _decided(protocol, one).items():
                if one[name] != value:
                    raise ProtocolError(number, f"a new count gives another '{name}' for {one['key']}")
        return list(protocol["resolutions"])


def _decided(told: Mapping[str, Any], one: Mapping[str, Any]) -> dict[str, Any]:
    found: Decision = decide(
        yes=one["yes"],
        no=one["no"],
        abstain=one["abstain"],
        present=told["present"],
        roll=told["roll"],
        quorum=QuorumRule.from_setting(told["quorum"]),
        majority=MajorityRule.from_setting(told["majority"]),
    )
    return {
        "needed_present": found.needed_present,
        "needed_yes": found.needed_yes,
        "missing_yes": found.missing_yes,
        "outcome": found.outcome,
    }
