"""From ballots to the result that is kept: counts, thresholds, protocol, and what each loser missed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.counting import Election, Outcome, count_resolution
from app.domain.counting import Round as Purchase
from app.domain.counting.protocol import fraction_text
from app.domain.counting.resolution import ResolutionVote
from app.domain.quorum import MajorityRule, QuorumRule
from app.voting.comparing import rule_detail, side_by_side
from app.voting.money import Ledger, backing, flows
from app.voting.reasons import explanations, turns

Marks = Mapping[str, Any]


def tally_resolutions(
    keys: Sequence[str],
    ballots: Sequence[Marks],
    *,
    present: int,
    roll: int,
    quorum: QuorumRule,
    majority: MajorityRule,
) -> dict[str, Any]:
    """The result on every option, in their order."""
    return {
        "kind": "resolution",
        "voted": len(ballots),
        "options": [_resolution(key, ballots, present, roll, quorum, majority) for key in keys],
    }


def _resolution(
    key: str, ballots: Sequence[Marks], present: int, roll: int, quorum: QuorumRule, majority: MajorityRule
) -> dict[str, Any]:
    votes = [ResolutionVote(ballot[key]) for ballot in ballots]
    found = count_resolution(votes, roll=roll, present=present, quorum=quorum, majority=majority)
    return {
        "key": key,
        "yes": found.votes_for,
        "no": found.votes_against,
        "abstain": found.abstentions,
        "present": found.present,
        "roll": found.roll,
        "needed_present": found.decision.needed_present,
        "needed_yes": found.decision.needed_yes,
        "missing_yes": found.decision.missing_yes,
        "outcome": found.decision.outcome,
        "sha256": found.sha256,
    }


def tell_allocation(
    election: Election, outcome: Outcome, *, voters: int, needed: int | None
) -> dict[str, Any]:
    """Everything that is shown of an outcome. ``needed`` ballots make it valid; ``None`` asks for none.

    Amounts are in the election's smallest unit; exact fractions are texts. Nothing tells of a single voter, but of
    groups of equal ballots.
    """
    ledger = Ledger.of(election, outcome)
    explained = explanations(election, outcome)
    voted = election.ballots.voters
    return {
        "kind": "allocation",
        "voted": voted,
        "voters": voters,
        "needed": needed,
        "valid": needed is None or voted >= needed,
        "rule": outcome.rule.name.value,
        "rule_detail": rule_detail(election, outcome.rule),
        "ballot": election.ballots.kind.value,
        "order": turns(election, outcome),
        "selected": list(outcome.selected),
        "granted": dict(outcome.granted),
        "total": outcome.total_cost,
        "budget": outcome.budget,
        "unit": election.unit,
        "votes": dict(outcome.votes),
        "scores": dict(outcome.scores),
        "points_unit": election.points_unit,
        "rounds": _rounds(election, outcome),
        "ties": _ties(outcome),
        "losers": [
            {
                "key": each.project,
                "reason": each.reason.value,
                "detail": each.detail,
                "explained": explained[each.project].told(),
            }
            for each in outcome.losers
        ],
        "endowment": _endowment(outcome),
        "backing": backing(ledger),
        "flows": flows(ledger),
        "compare": side_by_side(election, outcome),
        "sha256": outcome.sha256,
    }


def _endowment(outcome: Outcome) -> dict[str, Any] | None:
    found = outcome.endowment
    if found is None:
        return None
    told: dict[str, Any] = {
        "start": fraction_text(found.start),
        "final": fraction_text(found.final),
        "steps": found.steps,
    }
    beyond = found.beyond
    if beyond is not None:
        told["beyond"] = {
            "endowment": fraction_text(beyond.endowment),
            "bought": list(beyond.bought),
            "cost": beyond.cost,
            "reserved": beyond.reserved,
        }
    return told


def _payers(election: Election, each: Purchase) -> dict[str, int] | None:
    """How many voters paid the full price, and how many gave all they had left."""
    if each.payers is None:
        return None
    times = election.ballots.multiplicity[each.payers.groups]
    rest = int(times[each.payers.rest].sum())
    return {"full": int(times.sum()) - rest, "rest": rest}


def _rounds(election: Election, outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "key": each.project,
            "amount": each.amount,
            "left": each.left,
            "stage": each.stage.value,
            "tied": list(each.tied),
            "price": fraction_text(each.price),
            "payers": _payers(election, each),
            "support": dict(each.support),
        }
        for each in outcome.rounds
    ]


def _ties(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "round": tie.round,
            "keys": list(tie.projects),
            "bought": tie.bought,
            "decided_by": tie.decided_by.value if tie.decided_by else None,
            "decisive": tie.decisive,
        }
        for tie in outcome.ties
    ]
