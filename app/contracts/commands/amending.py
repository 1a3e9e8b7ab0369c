"""Supplements (补充合同) to a signed contract."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.contracts.commands.preparing import require_uninterested
from app.contracts.models import Amendment, Contract, ContractPart, Instalment
from app.contracts.queries import contract_rules
from app.contracts.terms import require
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import check_supplement
from app.foundation import audit
from app.foundation.database import lock
from app.funds import commands as funds


def amend_contract(
    session: Session,
    actor: Actor,
    contract: Contract,
    part: ContractPart,
    amount_fen: int,
    reason: str,
    now: datetime,
) -> Amendment:
    """Add fen to a part of a signed contract, from the fund's free money, as an instalment due on acceptance.

    All supplements together stay within the set share of the original amount (采购法 art. 49). Raises
    RuleViolation "state.wrong", "amendment.part", "amendment.reason", "supplement.*", "fund.overcommitted",
    "recusal.interest".
    """
    lock(session, contract)
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="amend")
    if part.contract_id != contract.id:
        raise RuleViolation("amendment.part", field="part")
    if not reason.strip():
        raise RuleViolation("amendment.reason", field="reason")
    require_uninterested(actor, contract.organisation)
    lock(session, part)
    previous_fen = contract.amount_fen - contract.original_amount_fen
    limits = contract_rules(session, contract.scope.community_ids).purchase_limits
    require(check_supplement(contract.original_amount_fen, previous_fen, amount_fen, limits), "amount")
    proposal = part.proposal
    funds.commit(session, actor, proposal.fund, amount_fen, proposal.slug, now, from_reservation=False)
    amendment = Amendment(
        contract_id=contract.id,
        part_id=part.id,
        number=_next(session, select(func.max(Amendment.number)).where(Amendment.contract_id == contract.id)),
        amount_fen=amount_fen,
        reason=reason.strip(),
        made_by_id=actor.user_id,
        made_at=now,
    )
    seq = _next(session, select(func.max(Instalment.seq)).where(Instalment.part_id == part.id))
    session.add(amendment)
    session.flush()
    session.add(
        Instalment(
            part_id=part.id,
            seq=seq,
            amount_fen=amount_fen,
            condition="accepted",
            amendment_id=amendment.id,
        )
    )
    part.amount_fen += amount_fen
    contract.amount_fen += amount_fen
    session.flush()
    audit.record(
        session,
        actor,
        "contracts.amend",
        f"contract:{contract.slug}",
        now,
        number=amendment.number,
        amount_fen=amount_fen,
    )
    return amendment


def _next(session: Session, highest: Select[int | None]) -> int:
    return (session.scalar(highest) or 0) + 1
