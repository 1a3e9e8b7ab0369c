"""Checks that several commands of the room make. A contract is always locked before its proposals."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart
from app.domain.errors import RuleViolation
from app.foundation.database import lock
from app.proposals.models import Proposal


def part_of(session: Session, proposal: Proposal) -> ContractPart:
    """The contract part that carries a proposal. Raises RuleViolation "delivery.no_contract"."""
    part = session.scalars(select(ContractPart).where(ContractPart.proposal_id == proposal.id)).one_or_none()
    if part is None:
        raise RuleViolation("delivery.no_contract")
    return part


def lock_part(session: Session, part: ContractPart) -> ContractPart:
    """Hold a part's contract, then its proposal, until the commit."""
    lock(session, part.contract)
    lock(session, part.proposal)
    return part


def require_state(proposal: Proposal, action: str, *states: str) -> None:
    """Raise RuleViolation "state.wrong" unless the proposal is in one of ``states``."""
    if proposal.state not in states:
        raise RuleViolation("state.wrong", state=proposal.state, action=action)


def require_text(text: str, code: str, field: str) -> str:
    """The text without space around it. Raises RuleViolation ``code`` when nothing is left."""
    if not text.strip():
        raise RuleViolation(code, field=field)
    return text.strip()
