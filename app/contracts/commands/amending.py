"""Supplements (补充合同) to a signed contract."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import take_step
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
    seen_number: int | None = None,
) -> Amendment:
    """Add fen to a part of a signed contract, from the fund's free money, as an instalment due on acceptance.

    All supplements together stay within the set share of the original amount (采购法 art. 49). ``seen_number`` is
    the last supplement the person saw (0 for none): a form sent twice counts once. Raises RuleViolation
    "state.wrong", "form.stale", "amendment.part", "amendment.reason", "supplement.*", "fund.overcommitted",
    and as take_step.
    """
    lock(session, contract)
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="amend")
    if seen_number is not None and seen_number != last_number(session, contract):
        raise RuleViolation("form.stale")
    if part.contract_id != contract.id:
        raise RuleViolation("amendment.part", field="part")
    if not reason.strip():
        raise RuleViolation("amendment.reason", field="reason")
    take_step(session, actor, contract, "supplementer", now)
    lock(session, part)
    previous_fen = contract.amount_fen - contract.original_amount_fen
    limits = contract_rules(session, contract.scope.community_ids).purchase_limits
    require(check_supplement(contract.original_amount_fen, previous_fen, amount_fen, limits), "amount")
    proposal = part.proposal
    funds.commit(session, actor, proposal.fund, amount_fen, proposal.slug, now, from_reservation=False)
    amendment = Amendment(
        contract_id=contract.id,
        part_id=part.id,
        number=last_number(session, contract) + 1,
        amount_fen=amount_fen,
        reason=reason.strip(),
        made_by_id=actor.user_id,
        made_at=now,
    )
    seq = _highest(session, select(func.max(Instalment.seq)).where(Instalment.part_id == part.id)) + 1
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


def last_number(session: Session, contract: Contract) -> int:
    """The number of a contract's last supplement, 0 for none."""
    return _highest(session, select(func.max(Amendment.number)).where(Amendment.contract_id == contract.id))


def _highest(session: Session, highest: Select[int | None]) -> int:
    return session.scalar(highest) or 0
