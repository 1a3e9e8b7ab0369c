"""Where a contract or a supplement stands between recognition and signature: what is there, what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.contracts.chained import STEPS, Deciding
from app.contracts.models import Amendment, Contract, ContractPart
from app.contracts.terms import term_months

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

Subject = Contract | Amendment
Party = tuple[str, int | None]
"""(party, community id); the street has no community."""


@dataclass(frozen=True)
class Link:
    """One step of the chain in the present attempt: its decision, or none yet."""

    step: str
    approval: Deciding | None
    waiting: bool


def longer_parts(contract: Contract) -> list[ContractPart]:
    """The parts whose representatives passed a shorter term than the contract's."""
    months = term_months(contract.starts_on, contract.ends_on)
    return [part for part in contract.parts if months > part.voted_months]


def missing_recognitions(subject: Subject) -> list[Party]:
    """Who has not recognised yet, the street first; the subject's relations must be loaded.

    A term longer than was voted is not recognised by the resolution that voted the shorter one.
    """
    given = {(row.party, row.community_id) for row in subject.recognitions}
    if isinstance(subject, Amendment):
        return [party for party in _asked_of_supplement(subject) if party not in given]
    if subject.longer_term_by == "resolution":
        given -= {("representatives", part.proposal.community_id) for part in longer_parts(subject)}
    communities = list(dict.fromkeys(part.proposal.community_id for part in subject.parts))
    needed: list[Party] = [("street", None)]
    needed += [(party, id_) for party in ("community", "representatives") for id_ in communities]
    return [party for party in needed if party not in given]


def _asked_of_supplement(supplement: Amendment) -> list[Party]:
    community_id = supplement.part.proposal.community_id
    asked: list[Party] = [("street", None), ("community", community_id)]
    return [*asked, ("representatives", community_id)] if supplement.needs_resolution else asked


def links(subject: Subject) -> Sequence[Link]:
    """The three steps of the present attempt in order."""
    approvals: Sequence[Deciding] = subject.approvals
    present = {a.step: a for a in approvals if a.attempt == subject.attempt}
    waiting = STEP_OF_STATE.get(subject.state)
    return [Link(step, present.get(step), step == waiting) for step in STEPS]


def next_step(contract: Contract, announced: bool) -> str | None:
    """What happens next, as a value of the label kind "contract.work"; ``None`` when this room has no more to do."""
    if contract.state == "recognition":
        return _next_recognition(missing_recognitions(contract))
    if contract.state in STEP_OF_STATE:
        return ACTION_OF_STEP[STEP_OF_STATE[contract.state]]
    if contract.state == "signed" and not announced:
        return "publish"
    return "sign" if contract.state == "approved" else None


def next_of_supplement(supplement: Amendment) -> str | None:
    """What happens next to a supplement, as next_step; ``None`` when it is in force or withdrawn."""
    if supplement.state == "recognition":
        return f"supplement_{_next_recognition(missing_recognitions(supplement))}"
    if supplement.state in STEP_OF_STATE:
        return f"supplement_{ACTION_OF_STEP[STEP_OF_STATE[supplement.state]]}"
    return "supplement_sign" if supplement.state == "approved" else None


def _next_recognition(missing: Sequence[Party]) -> str:
    parties = {party for party, _ in missing}
    return next(
        f"recognise_for_{party}"
        for party in ("street", "community", "representatives")
        if party in parties or party == "representatives"
    )
