"""The arrows of a proposal's road: submitted, heard, withdrawn, and those later rooms draw."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.lifecycle import PROPOSAL, fire
from app.domain.policy import Actor, Role
from app.foundation import audit, search
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.needs.commands import record_outcome
from app.proposals.commands.findings import findings_of
from app.proposals.compliance import as_json, blocks, violation, warnings
from app.proposals.content import snapshot
from app.proposals.models import EDITABLE_STATES, Proposal, ProposalVersion
from app.proposals.queries.links import answered_elsewhere, last_version_number


def submit_proposal(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    """Hand a proposal to the street and keep it word for word.

    It is a member of the organisation who does: one that a representative named agrees by submitting. Raises
    RuleViolation "state.wrong", "proposal.organisation_submits", and the first finding that blocks, beside its field.
    Whether the organisation is eligible is the review's to say.
    """
    lock(session, proposal)
    target = fire(PROPOSAL, proposal.state, "submit")
    found = findings_of(session, proposal, now).content
    for finding in blocks(found):
        raise violation(finding)
    if proposal.organisation_id not in actor.organisations():
        raise RuleViolation("proposal.organisation_submits", field="organisation")
    proposal.state, proposal.submitted_at = target, now
    version = ProposalVersion(
        proposal_id=proposal.id,
        number=last_version_number(session, proposal) + 1,
        content={**snapshot(proposal), "findings": as_json(warnings(found))},
        submitted_by_id=actor.user_id,
        submitted_at=now,
    )
    session.add(version)
    _settle(session, actor, proposal, "submit", now, version=version.number)
    return proposal


def hear_proposal(
    session: Session, actor: Actor, proposal: Proposal, on: date, note: str, now: datetime
) -> Proposal:
    """Record the day residents discussed a proposal in their hall, and what they said.

    Raises RuleViolation "state.wrong", "hearing.future", "hearing.early" (before it was submitted).
    """
    lock(session, proposal)
    target = fire(PROPOSAL, proposal.state, "hear")
    if on > local_date(now):
        raise RuleViolation("hearing.future", field="on")
    if proposal.submitted_at is not None and on < local_date(proposal.submitted_at):
        raise RuleViolation("hearing.early", field="on", day=local_date(proposal.submitted_at))
    proposal.state, proposal.heard_on, proposal.hearing_note = target, on, note.strip()
    _settle(session, actor, proposal, "hear", now, on=on.isoformat())
    return proposal


def withdraw_proposal(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    """Take a proposal back before it has passed review.

    What a representative writes is theirs until it is submitted: an organisation named in it declines instead.
    Raises RuleViolation "state.wrong", "proposal.decline_instead".
    """
    lock(session, proposal)
    others = proposal.made_as == Role.REPRESENTATIVE and actor.user_id not in (None, proposal.prepared_by_id)
    if others and proposal.state in EDITABLE_STATES:
        raise RuleViolation("proposal.decline_instead")
    return advance(session, actor, proposal, "withdraw", now)


def decline_proposal(session: Session, actor: Actor, proposal: Proposal, now: datetime) -> Proposal:
    """An organisation does not take on what a representative drew up in its name; the draft goes on without it.

    Raises RuleViolation "state.wrong", "proposal.not_named".
    """
    lock(session, proposal)
    if proposal.state not in EDITABLE_STATES:
        raise RuleViolation("state.wrong", state=proposal.state, action="decline")
    if proposal.organisation is None or proposal.organisation_id not in actor.organisations():
        raise RuleViolation("proposal.not_named")
    if proposal.made_as != Role.REPRESENTATIVE:
        raise RuleViolation("proposal.not_named")
    declined = proposal.organisation.slug
    proposal.organisation_id = proposal.offering_id = None
    _settle(session, actor, proposal, "decline", now, organisation=declined)
    return proposal


def advance(
    session: Session, actor: Actor, proposal: Proposal, action: str, now: datetime, note: str = ""
) -> Proposal:
    """Draw an arrow of the lifecycle whose reasons another command has settled.

    A project voted down gives its need back, unless another one answers it. Raises RuleViolation "state.wrong".
    """
    lock(session, proposal)
    proposal.state = fire(PROPOSAL, proposal.state, action)
    if action == "vote_down" and proposal.need is not None and not answered_elsewhere(session, proposal):
        record_outcome(session, actor, proposal.need, "answered", now)
    _settle(session, actor, proposal, action, now, **({"note": note} if note else {}))
    return proposal


def _settle(
    session: Session, actor: Actor, proposal: Proposal, action: str, now: datetime, **detail: Any
) -> None:
    proposal.changed_at = now
    if proposal.is_public and proposal.public_since is None:
        proposal.public_since = now
    session.flush()
    find_anew(session, proposal)
    audit.record(
        session,
        actor,
        f"proposals.{action}",
        f"proposal:{proposal.slug}",
        now,
        state=proposal.state,
        **detail,
    )


def find_anew(session: Session, proposal: Proposal) -> None:
    """Put a public proposal's present words into the search index."""
    if not proposal.is_public:
        return
    item = proposal.directory_item
    search.index(
        session,
        "project",
        proposal.slug,
        proposal.title,
        proposal.goal,
        proposal.community.name,
        proposal.organisation.name if proposal.organisation else "",
        proposal.target_group,
        f"{item.category} {item.name}" if item else proposal.outside_reason,
    )
