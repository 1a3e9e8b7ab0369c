"""Supplements (补充合同) to a signed contract: drafted, changed, taken back; their chain is the contract's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.contracts.commands.stepping import hold, record, take_resolution, take_step_on
from app.contracts.models import Amendment, Contract, ContractPart
from app.contracts.queries import contract_rules
from app.contracts.terms import require
from app.council.commands import NewQuestion, ask_representatives, drop_questions, settle_question
from app.council.models import Resolution
from app.domain.errors import RuleViolation
from app.domain.lifecycle import AMENDMENT, fire
from app.domain.money import format_yuan
from app.domain.policy import Actor
from app.domain.procurement import check_supplement
from app.foundation.database import lock

KIND = "supplement"


@dataclass(frozen=True)
class NewSupplement:
    """Fen to add to a part, why, and what they buy."""

    part: ContractPart
    amount_fen: int
    reason: str
    buys: str


def draft_supplement(
    session: Session,
    actor: Actor,
    contract: Contract,
    new: NewSupplement,
    now: datetime,
    seen_number: int | None = None,
) -> Amendment:
    """Draft a supplement to a part of a signed contract; no money moves before it is signed.

    All supplements, those that wait included, stay within the set share of the original amount (采购法 art. 49).
    Above the share of "supplement_resolution_percent" the representatives are asked too. ``seen_number`` is the
    last supplement the person saw (0 for none): a form sent twice counts once. Raises RuleViolation "state.wrong",
    "form.stale", "amendment.part", "amendment.reason", "amendment.buys", "supplement.*", "fund.overcommitted", and
    as take_step.
    """
    lock(session, contract)
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="amend")
    if seen_number is not None and seen_number != last_number(session, contract):
        raise RuleViolation("form.stale")
    supplement = Amendment(
        contract_id=contract.id,
        number=last_number(session, contract) + 1,
        needs_resolution=_check(session, contract, new),
        prepared_by_id=actor.user_id,
        prepared_at=now,
    )
    _write(supplement, new)
    session.add(supplement)
    session.flush()
    session.expire(contract, ["amendments"])
    take_step_on(session, actor, supplement, "supplementer", now)
    _ask(session, actor, supplement, now)
    record(session, actor, "draft", supplement, now, amount_fen=supplement.amount_fen, **_size(supplement))
    return supplement


def change_supplement(
    session: Session,
    actor: Actor,
    supplement: Amendment,
    new: NewSupplement,
    now: datetime,
    seen_revision: int | None = None,
) -> Amendment:
    """Write a supplement anew, before recognition is whole or after a return; everybody recognises it again.

    Raises RuleViolation as draft_supplement.
    """
    contract = hold(session, supplement)
    if supplement.state != "recognition":
        supplement.state = fire(AMENDMENT, supplement.state, "change")
    if seen_revision is not None and seen_revision != supplement.revision:
        raise RuleViolation("form.stale")
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="amend")
    take_step_on(session, actor, supplement, "supplementer", now)
    supplement.needs_resolution = _check(session, contract, new, supplement)
    _write(supplement, new)
    supplement.recognitions = []
    supplement.revision += 1
    session.flush()
    drop_questions(session, KIND, supplement.slug)
    _ask(session, actor, supplement, now)
    record(session, actor, "change", supplement, now, amount_fen=supplement.amount_fen, **_size(supplement))
    return supplement


def withdraw_supplement(session: Session, actor: Actor, supplement: Amendment, now: datetime) -> Amendment:
    """Take a supplement back before it is signed; it stays on record.

    Raises RuleViolation "state.wrong", "recusal.interest".
    """
    contract = hold(session, supplement)
    require_uninterested(actor, contract.organisation)
    supplement.state = fire(AMENDMENT, supplement.state, "withdraw")
    drop_questions(session, KIND, supplement.slug)
    record(session, actor, "withdraw", supplement, now)
    return supplement


def supplement_answered(session: Session, actor: Actor, resolution: Resolution, now: datetime) -> None:
    """The representatives answered: a passed resolution recognises the supplement."""
    question = resolution.question
    if question is None:
        return
    supplement = session.scalars(select(Amendment).where(Amendment.slug == question.subject_ref)).one()
    hold(session, supplement)
    if settle_question(session, question) and resolution.outcome == "passed":
        take_resolution(session, actor, supplement, resolution, now)


def last_number(session: Session, contract: Contract) -> int:
    """The number of a contract's last supplement, 0 for none."""
    numbers = select(func.max(Amendment.number)).where(Amendment.contract_id == contract.id)
    return session.scalar(numbers) or 0


def taken_fen(session: Session, contract: Contract, besides: Amendment | None = None) -> int:
    """Fen of a contract's supplements that are in force or wait, without ``besides``."""
    amounts = select(func.sum(Amendment.amount_fen)).where(
        Amendment.contract_id == contract.id, Amendment.state != "withdrawn"
    )
    if besides is not None:
        amounts = amounts.where(Amendment.id != besides.id)
    return int(session.scalar(amounts) or 0)


def check_size(
    session: Session, contract: Contract, amount_fen: int, besides: Amendment | None = None
) -> bool:
    """Hold fen of a supplement, with all others but ``besides``, against the cap; whether the representatives must
    recognise it. The contract must be held. Raises RuleViolation "supplement.*".
    """
    rules = contract_rules(session, contract.scope.community_ids)
    before_fen, original_fen = taken_fen(session, contract, besides), contract.original_amount_fen
    require(check_supplement(original_fen, before_fen, amount_fen, rules.purchase_limits), "amount")
    share = rules.number("supplement_resolution_percent")
    return (before_fen + amount_fen) * 100 > original_fen * share


def _check(
    session: Session, contract: Contract, new: NewSupplement, besides: Amendment | None = None
) -> bool:
    """Whether the representatives must recognise what a supplement is to say; refuses what it cannot say."""
    if new.part.contract_id != contract.id:
        raise RuleViolation("amendment.part", field="part")
    if not new.reason.strip():
        raise RuleViolation("amendment.reason", field="reason")
    if not new.buys.strip():
        raise RuleViolation("amendment.buys", field="buys")
    needs_resolution = check_size(session, contract, new.amount_fen, besides)
    free_fen = new.part.proposal.fund.free_fen
    if new.amount_fen > free_fen:
        raise RuleViolation("fund.overcommitted", field="amount", free_fen=free_fen)
    return needs_resolution


def _write(supplement: Amendment, new: NewSupplement) -> None:
    supplement.part_id, supplement.amount_fen = new.part.id, new.amount_fen
    supplement.reason, supplement.buys = new.reason.strip(), new.buys.strip()


def _ask(session: Session, actor: Actor, supplement: Amendment, now: datetime) -> None:
    if not supplement.needs_resolution:
        return
    matter = f"补充合同增加 {format_yuan(supplement.amount_fen)} 元"
    new = NewQuestion(
        KIND, supplement.slug, supplement.part.proposal, matter, supplement.reason, supplement.amount_fen
    )
    ask_representatives(session, actor, new, now)


def _size(supplement: Amendment) -> dict[str, bool]:
    return {"needs_resolution": supplement.needs_resolution}
