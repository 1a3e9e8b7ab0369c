"""What a project's road does to a fund: each command locks the fund, checks, enters the ledger, moves the totals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation.database import lock
from app.funds.commands.entering import enter, require_free, require_reserved, require_unpaid
from app.funds.models import Fund, LedgerEntry


def reserve(
    session: Session, actor: Actor, fund: Fund, amount_fen: int, project_ref: str, now: datetime
) -> LedgerEntry:
    """Hold fen for a project that was resolved. Raises RuleViolation "fund.amount", "fund.overcommitted"."""
    lock(session, fund)
    require_free(fund, amount_fen)
    return enter(session, actor, fund, "reserved", amount_fen, now, project_ref=project_ref)


def release_reservation(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    project_ref: str,
    now: datetime,
    note: str = "",
) -> LedgerEntry:
    """Give back fen held for a project. Raises RuleViolation "fund.amount", "fund.not_reserved"."""
    lock(session, fund)
    require_reserved(session, fund, amount_fen, project_ref)
    return enter(
        session, actor, fund, "reservation_released", amount_fen, now, project_ref=project_ref, note=note
    )


def commit(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    project_ref: str,
    now: datetime,
    from_reservation: bool = True,
) -> LedgerEntry:
    """Bind fen by contract: what was held for the project, or free money for a supplement.

    Raises RuleViolation "fund.amount", "fund.not_reserved", "fund.overcommitted".
    """
    lock(session, fund)
    if from_reservation:
        require_reserved(session, fund, amount_fen, project_ref)
    else:
        require_free(fund, amount_fen)
    kind = "committed" if from_reservation else "supplemented"
    return enter(session, actor, fund, kind, amount_fen, now, project_ref=project_ref)


def release_commitment(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    project_ref: str,
    now: datetime,
    note: str = "",
) -> LedgerEntry:
    """Give back fen bound and not paid. Raises RuleViolation "fund.amount", "fund.not_committed"."""
    lock(session, fund)
    require_unpaid(session, fund, amount_fen, project_ref)
    return enter(
        session, actor, fund, "commitment_released", amount_fen, now, project_ref=project_ref, note=note
    )


def pay(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    project_ref: str,
    voucher_no: str,
    now: datetime,
) -> LedgerEntry:
    """Enter a payment of fen bound for the project.

    Raises RuleViolation "fund.amount", "fund.voucher", "fund.not_committed".
    """
    if not voucher_no.strip():
        raise RuleViolation("fund.voucher", field="voucher_no")
    lock(session, fund)
    require_unpaid(session, fund, amount_fen, project_ref)
    return enter(
        session, actor, fund, "paid", amount_fen, now, project_ref=project_ref, voucher_no=voucher_no.strip()
    )
