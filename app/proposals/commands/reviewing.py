"""The street's review: eligibility of the organisation, compliance of the proposal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.lifecycle import PROPOSAL, fire
from app.domain.policy import Actor
from app.domain.procurement import recused
from app.foundation.database import lock
from app.needs.commands import record_outcome
from app.proposals.commands.findings import Findings, findings_of
from app.proposals.commands.road import advance
from app.proposals.compliance import as_json, blocks, violation
from app.proposals.models import Proposal, Review
from app.proposals.queries.links import last_version_number
from app.proposals.queries.makers import proposers


def pass_review(session: Session, actor: Actor, proposal: Proposal, reason: str, now: datetime) -> Proposal:
    """Let a proposal go on to the residents' hall.

    Raises RuleViolation "state.wrong", "separation.same_person", "review.recused", and the first finding that
    blocks: no reviewer can pass what the rules refuse.
    """
    found = _review(session, actor, proposal, "pass_review", "passed", reason, now)
    for finding in blocks(found.all):
        raise violation(finding)
    advance(session, actor, proposal, "pass_review", now)
    if proposal.need is not None:
        record_outcome(session, actor, proposal.need, "adopted", now)
    return proposal


def return_proposal(
    session: Session, actor: Actor, proposal: Proposal, reason: str, now: datetime
) -> Proposal:
    """Give a proposal back for correction. Raises as pass_review without findings, and "review.reason_missing"."""
    _require_reason(reason)
    _review(session, actor, proposal, "return", "returned", reason, now)
    return advance(session, actor, proposal, "return", now)


def refuse_proposal(
    session: Session, actor: Actor, proposal: Proposal, reason: str, now: datetime
) -> Proposal:
    """Find a proposal ineligible for good. Raises as return_proposal."""
    _require_reason(reason)
    _review(session, actor, proposal, "refuse", "refused", reason, now)
    return advance(session, actor, proposal, "refuse", now)


def _review(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    action: str,
    result: str,
    reason: str,
    now: datetime,
) -> Findings:
    lock(session, proposal)
    fire(PROPOSAL, proposal.state, action)
    _require_outsider(session, actor, proposal)
    found = findings_of(session, proposal, now)
    session.add(
        Review(
            proposal_id=proposal.id,
            version_number=last_version_number(session, proposal),
            result=result,
            reason=reason.strip(),
            findings=as_json(found.all),
            reviewed_by_id=actor.user_id,
            reviewed_at=now,
        )
    )
    session.flush()
    return found


def _require_outsider(session: Session, actor: Actor, proposal: Proposal) -> None:
    if actor.user_id in proposers(session, proposal):
        raise RuleViolation("separation.same_person")
    if proposal.organisation_id is not None and recused(actor.organisations(), [proposal.organisation_id]):
        raise RuleViolation("review.recused")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleViolation("review.reason_missing", field="reason")
