"""What changes in a fund: each command locks the fund, checks, enters the ledger and moves the totals."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.money import MAX_FEN
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.funds.effects import EFFECTS
from app.funds.models import Fund, LedgerEntry
from app.funds.queries import last_seq, last_years_fund, project_balance
from app.street.models import Community

YEARS = range(2000, 2101)


def open_fund(
    session: Session, actor: Actor, community: Community, year: int, name: str, now: datetime
) -> Fund:
    """Open an empty fund of a community for a year.

    Raises RuleViolation "fund.name", "fund.year", "fund.exists".
    """
    name = name.strip()
    if not name:
        raise RuleViolation("fund.name", field="name")
    if year not in YEARS:
        raise RuleViolation("fund.year", field="year")
    lock(session, community)
    same = select(Fund.id).where(Fund.community_id == community.id, Fund.year == year, Fund.name == name)
    if session.scalars(same).first() is not None:
        raise RuleViolation("fund.exists", field="name", year=year)
    fund = Fund(community_id=community.id, year=year, name=name)
    session.add(fund)
    session.flush()
    audit.record(session, actor, "funds.open_fund", f"fund:{fund.slug}", now, year=year)
    return fund


def appropriate(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    now: datetime,
    note: str = "",
    *,
    seen_seq: int | None = None,
) -> LedgerEntry:
    """Put new money (fen) into a fund.

    ``seen_seq`` is the last entry the person saw: a form sent twice counts once. Raises RuleViolation
    "fund.amount", "form.stale".
    """
    lock(session, fund)
    _require_seen(session, fund, seen_seq)
    return _enter(session, actor, fund, "appropriated", amount_fen, now, note=note)


def carry_over(
    session: Session,
    actor: Actor,
    fund: Fund,
    amount_fen: int,
    now: datetime,
    note: str = "",
    *,
    seen_seq: int | None = None,
) -> LedgerEntry:
    """Bring last year's money (fen) into a fund, and out of last year's fund where the hall holds one.

    Raises RuleViolation "fund.amount", "form.stale", "fund.overcommitted" (above what last year left free).
    """
    previous = last_years_fund(session, fund)
    if previous is not None:
        lock(session, previous)
    lock(session, fund)
    _require_seen(session, fund, seen_seq)
    if previous is not None:
        _require_free(previous, amount_fen)
        _enter(session, actor, previous, "carried_out", amount_fen, now, note=note)
    return _enter(session, actor, fund, "carried_over", amount_fen, now, note=note)


def reserve(
    session: Session, actor: Actor, fund: Fund, amount_fen: int, project_ref: str, now: datetime
) -> LedgerEntry:
    """Hold fen for a project that was resolved. Raises RuleViolation "fund.amount", "fund.overcommitted"."""
    lock(session, fund)
    _require_free(fund, amount_fen)
    return _enter(session, actor, fund, "reserved", amount_fen, now, project_ref=project_ref)


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
    _require_reserved(session, fund, amount_fen, project_ref)
    return _enter(
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
        _require_reserved(session, fund, amount_fen, project_ref)
    else:
        _require_free(fund, amount_fen)
    kind = "committed" if from_reservation else "supplemented"
    return _enter(session, actor, fund, kind, amount_fen, now, project_ref=project_ref)


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
    _require_unpaid(session, fund, amount_fen, project_ref)
    return _enter(
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
    _require_unpaid(session, fund, amount_fen, project_ref)
    return _enter(
        session, actor, fund, "paid", amount_fen, now, project_ref=project_ref, voucher_no=voucher_no.strip()
    )


def _require_seen(session: Session, fund: Fund, seen_seq: int | None) -> None:
    if seen_seq is not None and seen_seq != last_seq(session, fund):
        raise RuleViolation("form.stale")


def _require_free(fund: Fund, amount_fen: int) -> None:
    if amount_fen > fund.free_fen:
        raise _short("fund.overcommitted", "free_fen", fund.free_fen)


def _require_reserved(session: Session, fund: Fund, amount_fen: int, project_ref: str) -> None:
    reserved_fen = project_balance(session, fund, project_ref).reserved_fen
    if amount_fen > reserved_fen:
        raise _short("fund.not_reserved", "reserved_fen", reserved_fen)


def _require_unpaid(session: Session, fund: Fund, amount_fen: int, project_ref: str) -> None:
    unpaid_fen = project_balance(session, fund, project_ref).unpaid_fen
    if amount_fen > unpaid_fen:
        raise _short("fund.not_committed", "unpaid_fen", unpaid_fen)


def _short(code: str, what: str, left_fen: int) -> RuleViolation:
    return RuleViolation(code, field="amount", **{what: left_fen})


def _enter(
    session: Session,
    actor: Actor,
    fund: Fund,
    kind: str,
    amount_fen: int,
    now: datetime,
    *,
    project_ref: str | None = None,
    voucher_no: str = "",
    note: str = "",
) -> LedgerEntry:
    if not 0 < amount_fen <= MAX_FEN:
        raise RuleViolation("fund.amount", field="amount")
    for total, sign in EFFECTS[kind].items():
        setattr(fund, total, getattr(fund, total) + sign * amount_fen)
    entry = LedgerEntry(
        fund_id=fund.id,
        seq=last_seq(session, fund) + 1,
        kind=kind,
        amount_fen=amount_fen,
        free_fen=fund.free_fen,
        project_ref=project_ref,
        voucher_no=voucher_no,
        note=note.strip(),
        actor_id=actor.user_id,
        actor_name=actor.name,
        occurred_at=now,
    )
    session.add(entry)
    session.flush()
    audit.record(
        session, actor, f"funds.{kind}", f"fund:{fund.slug}", now, amount_fen=amount_fen, project=project_ref
    )
    return entry
