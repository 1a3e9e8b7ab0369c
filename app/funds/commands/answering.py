"""The second hand: a request is confirmed, and enters the ledger in that transaction; or refused, or withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.foundation.two_hands import settle
from app.funds.commands.asking import lock_for_reversal, require_reversible
from app.funds.commands.entering import enter, require_free
from app.funds.effects import REVERSALS
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.funds.queries.ledger import entry_of, last_years_fund, pair_of


def confirm_request(session: Session, actor: Actor, request: FundRequest, now: datetime) -> LedgerEntry:
    """Agree to money that comes in or to a reversal; the fund's ledger has it from now on.

    Raises RuleViolation as ``two_hands.settle``, "fund.overcommitted", "fund.source_changed",
    "fund.reversed_already", "fund.reversal_short", and "fund.confirm_payment" for a payment, which is confirmed
    where it is kept.
    """
    if request.kind == "reversal" and _entry(session, request).kind == "paid":
        raise RuleViolation("fund.confirm_payment")
    return _CONFIRM[request.kind](session, actor, request, now)


def confirm_payment_reversal(
    session: Session, actor: Actor, request: FundRequest, now: datetime
) -> LedgerEntry:
    """Agree to the reversal of a payment, for the room that keeps payments. Raises as ``confirm_request``."""
    return _confirm_reversal(session, actor, request, now)


def refuse_request(session: Session, actor: Actor, request: FundRequest, words: str, now: datetime) -> None:
    """Say no, and why. Raises RuleViolation as ``two_hands.settle``."""
    _end(session, actor, request, "refuse", now, words)


def withdraw_request(session: Session, actor: Actor, request: FundRequest, now: datetime) -> None:
    """Take back what one asked for. Raises RuleViolation as ``two_hands.settle``."""
    _end(session, actor, request, "withdraw", now)


def _end(
    session: Session, actor: Actor, request: FundRequest, verb: str, now: datetime, words: str = ""
) -> None:
    settle(session, actor, request, verb, now, words)
    session.flush()
    audit.record(
        session,
        actor,
        f"funds.{verb}_request",
        f"fund:{request.fund.slug}",
        now,
        request=request.slug,
        amount_fen=request.amount_fen,
    )


def _agree(session: Session, actor: Actor, request: FundRequest, now: datetime) -> None:
    """Settle the request, and tell the database, which lets nothing in before."""
    settle(session, actor, request, "confirm", now)
    session.flush()


def _confirm_appropriation(
    session: Session, actor: Actor, request: FundRequest, now: datetime
) -> LedgerEntry:
    fund = lock(session, request.fund)
    _agree(session, actor, request, now)
    return enter(
        session, actor, fund, "appropriated", request.amount_fen, now, note=request.reason, request=request
    )


def _confirm_carry_over(session: Session, actor: Actor, request: FundRequest, now: datetime) -> LedgerEntry:
    previous = last_years_fund(session, request.fund)
    if previous is not None:
        lock(session, previous)
    fund = lock(session, request.fund)
    _agree(session, actor, request, now)
    if request.source_fund_id != (None if previous is None else previous.id):
        raise RuleViolation("fund.source_changed")
    if previous is not None:
        require_free(previous, request.amount_fen)
        _carry(session, actor, previous, "carried_out", request, now)
    return _carry(session, actor, fund, "carried_over", request, now)


def _carry(
    session: Session, actor: Actor, fund: Fund, kind: str, request: FundRequest, now: datetime
) -> LedgerEntry:
    return enter(session, actor, fund, kind, request.amount_fen, now, note=request.reason, request=request)


def _confirm_reversal(session: Session, actor: Actor, request: FundRequest, now: datetime) -> LedgerEntry:
    entry = _entry(session, request)
    pair = pair_of(session, entry)
    fund = lock_for_reversal(session, entry)
    _agree(session, actor, request, now)
    require_reversible(session, fund, entry)
    if pair is not None:
        _reverse(session, actor, pair, request, now)
    return _reverse(session, actor, entry, request, now)


def _reverse(
    session: Session, actor: Actor, entry: LedgerEntry, request: FundRequest, now: datetime
) -> LedgerEntry:
    return enter(
        session,
        actor,
        entry.fund,
        REVERSALS[entry.kind],
        entry.amount_fen,
        now,
        project_ref=entry.project_ref,
        note=request.reason,
        request=request,
        reverses=entry,
    )


def _entry(session: Session, request: FundRequest) -> LedgerEntry:
    return entry_of(session, request.fund_id, request.reverses_seq or 0)


_Confirm = Callable[[Session, Actor, FundRequest, datetime], LedgerEntry]
_CONFIRM: Mapping[str, _Confirm] = {
    "appropriation": _confirm_appropriation,
    "carry_over": _confirm_carry_over,
    "reversal": _confirm_reversal,
}
