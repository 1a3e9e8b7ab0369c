"""Where a contract stands between its recognition and its signature: what is there and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.contracts.models import STEPS, Approval, Contract

STEP_OF_STATE = {"handling": "handler", "reviewing": "reviewer", "approving": "approver"}
ACTION_OF_STEP = {"handler": "handle", "reviewer": "review", "approver": "approve"}
STEP_OF_WORK = {
    "recognise_for_street": "recogniser",
    "recognise_for_community": "delegate",
    "handle": "handler",
    "review": "reviewer",
    "approve": "approver",
    "sign": "signer",
}
"""What next_step answers, as a step that people are kept apart by."""


@dataclass(frozen=True)
class Link:
    """One step of the chain in the present attempt: its decision, or none yet."""

    step: str
    approval: Approval | None
    waiting: bool


def missing_recognitions(contract: Contract) -> list[tuple[str, int | None]]:
    """(party, community id) that have not recognised yet, the street first; its relations must be loaded."""
    given = {(row.party, row.community_id) for row in contract.recognitions}
    communities = list(dict.fromkeys(part.proposal.community_id for part in contract.parts))
    needed: list[tuple[str, int | None]] = [("street", None)]
    needed += [(party, id_) for party in ("community", "representatives") for id_ in communities]
    return [party for party in needed if party not in given]


def links(contract: Contract) -> Sequence[Link]:
    """The three steps of the present attempt in order."""
    present = {a.step: a for a in contract.approvals if a.attempt == contract.attempt}
    waiting = STEP_OF_STATE.get(contract.state)
    return [Link(step, present.get(step), step == waiting) for step in STEPS]


def next_step(contract: Contract, announced: bool) -> str | None:
    """What happens next, as a value of the label kind "contract.work"; ``None`` when this room has no more to do."""
    if contract.state == "recognition":
        missing = missing_recognitions(contract)
        return "recognise_for_street" if ("street", None) in missing else "recognise_for_community"
    if contract.state in STEP_OF_STATE:
        return ACTION_OF_STEP[STEP_OF_STATE[contract.state]]
    if contract.state == "signed" and not announced:
        return "publish"
    return "sign" if contract.state == "approved" else None
