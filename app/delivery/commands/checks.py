"""Checks that several commands of the room make. A contract is always locked before its proposals."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.chain import steps_taken
from app.contracts.commands.interests import require_uninterested
from app.contracts.models import Contract, ContractPart
from app.contracts.terms import require
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import check_separation
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


def require_separate(
    session: Session, actor: Actor, contract: Contract, step: str, *taken: tuple[str, int | None]
) -> None:
    """Keep apart those who must not be one person (采购法 art. 61) and whoever belongs to the provider (art. 12).

    ``taken`` are (step, user id) besides the contract's own chain. Raises RuleViolation
    "separation.same_person", "recusal.interest".
    """
    require_uninterested(actor, contract.organisation)
    if actor.user_id is None:
        raise RuleViolation("separation.same_person")
    session.expire(contract, ["approvals"])
    steps = [*steps_taken(contract), *taken]
    own = [(done, actor.user_id) for done, user in steps if user == actor.user_id]
    require(check_separation([*own, (step, actor.user_id)]))
