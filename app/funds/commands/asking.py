"""Asking for money to come in, or for a wrong entry to be reversed: nothing moves until somebody else confirms.

Finance asks and an approver confirms: who records is not who authorises (会计法 art. 25; 行政事业单位内部控制规范
art. 12: 不相容岗位相互分离, 内部授权审批控制). The administrator keeps the accounts of the house and the auditor
looks on, so neither takes part.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.text import document_key, require_document_letters
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds.commands.entering import require_amount, require_free
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.funds.queries.ledger import last_years_fund, pair_of, reversal_of
from app.funds.queries.requests import mark, waiting_reversal


@dataclass(frozen=True)
class Incoming:
    """Money to come in: fen, the number of the paper it comes under as typed, and why or a note."""

    amount_fen: int
    document_no: str = ""
    reason: str = ""


def ask_appropriation(
    session: Session, actor: Actor, fund: Fund, new: Incoming, now: datetime, *, seen: int | None = None
) -> FundRequest:
    """Ask for new money in a fund.

    ``seen`` is the fund's mark when the person opened the form: a form sent twice counts once. Raises
    RuleViolation "fund.amount", "form.stale", "fund.document", "fund.document_used".
    """
    lock(session, fund)
    _require_seen(session, fund, seen)
    require_amount(new.amount_fen)
    request = _incoming(actor, fund, "appropriation", new, now)
    if not request.document_key:
        raise RuleViolation("fund.document", field="document_no")
    _require_new_document(session, fund, request)
    return _ask(session, actor, fund, request)


def ask_carry_over(
    session: Session, actor: Actor, fund: Fund, new: Incoming, now: datetime, *, seen: int | None = None
) -> FundRequest:
    """Ask for last year's money in a fund, out of last year's fund where the hall holds one.

    Before that year has ended it needs a reason; without a fund to take it from, it needs a paper. Raises
    RuleViolation "fund.amount", "form.stale", "fund.overcommitted" (above what last year has free),
    "fund.early_reason", "fund.document", "fund.document_used".
    """
    previous = last_years_fund(session, fund)
    if previous is not None:
        lock(session, previous)
    lock(session, fund)
    _require_seen(session, fund, seen)
    require_amount(new.amount_fen)
    if previous is not None:
        require_free(previous, new.amount_fen)
    request = _incoming(actor, fund, "carry_over", new, now)
    if is_early(fund, now) and not request.reason:
        raise RuleViolation("fund.early_reason", field="reason", year=fund.year - 1)
    if previous is None and not request.document_key:
        raise RuleViolation("fund.document", field="document_no")
    request.source_fund_id = None if previous is None else previous.id
    _require_new_document(session, fund, request)
    return _ask(session, actor, fund, request)


def is_early(fund: Fund, now: datetime) -> bool:
    """Whether the year before the fund's has not ended yet in the street's zone."""
    return local_date(now).year < fund.year


def ask_reversal(
    session: Session, actor: Actor, entry: LedgerEntry, reason: str, now: datetime
) -> FundRequest:
    """Ask for a wrong appropriation or carry-over to be reversed, whole; what is right is entered anew.

    Raises RuleViolation "fund.not_reversible" and as ``hold_for_reversal``.
    """
    if entry.kind not in ("appropriated", "carried_over"):
        raise RuleViolation("fund.not_reversible")
    return hold_for_reversal(session, actor, entry, reason, now)


def hold_for_reversal(
    session: Session,
    actor: Actor,
    entry: LedgerEntry,
    reason: str,
    now: datetime,
    subject_ref: str | None = None,
) -> FundRequest:
    """Ask for an entry to be reversed; ``subject_ref`` is the slug of what a later room keeps about it.

    Raises RuleViolation "fund.reversal_reason", "fund.reversed_already", "fund.reversal_waiting",
    "fund.reversal_short" (spent or promised already, with the free fen).
    """
    fund = lock_for_reversal(session, entry)
    if not reason.strip():
        raise RuleViolation("fund.reversal_reason", field="reason")
    require_reversible(session, fund, entry)
    if waiting_reversal(session, entry) is not None:
        raise RuleViolation("fund.reversal_waiting")
    request = FundRequest(
        kind="reversal",
        fund_id=fund.id,
        amount_fen=entry.amount_fen,
        reason=reason.strip(),
        reverses_seq=entry.seq,
        subject_ref=subject_ref,
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    return _ask(session, actor, fund, request, reverses=entry.seq)


def lock_for_reversal(session: Session, entry: LedgerEntry) -> Fund:
    """Hold the fund of an entry, and before it last year's where the entry carried money over."""
    pair = pair_of(session, entry)
    if pair is not None:
        lock(session, pair.fund)
    return lock(session, entry.fund)


def require_reversible(session: Session, fund: Fund, entry: LedgerEntry) -> None:
    """Raise RuleViolation "fund.reversed_already" or "fund.reversal_short" unless it can be undone."""
    if reversal_of(session, entry) is not None:
        raise RuleViolation("fund.reversed_already")
    if entry.kind in ("appropriated", "carried_over"):
        require_free(fund, entry.amount_fen, "fund.reversal_short")


def _require_seen(session: Session, fund: Fund, seen: int | None) -> None:
    if seen is not None and seen != mark(session, fund):
        raise RuleViolation("form.stale")


def _incoming(actor: Actor, fund: Fund, kind: str, new: Incoming, now: datetime) -> FundRequest:
    require_document_letters(new.document_no, "document_no")
    return FundRequest(
        kind=kind,
        fund_id=fund.id,
        amount_fen=new.amount_fen,
        document_no=new.document_no.strip(),
        document_key=document_key(new.document_no),
        reason=new.reason.strip(),
        asked_by_id=actor.user_id,
        asked_at=now,
    )


def _require_new_document(session: Session, fund: Fund, new: FundRequest) -> None:
    """One paper brings money into a fund once, unless what it brought was reversed.

    It may well name other funds too: a street gives to all its communities by one paper.
    """
    if not new.document_key:
        return
    undoing = aliased(LedgerEntry)
    reversed_ = (
        select(undoing.id)
        .join(LedgerEntry, undoing.reverses_id == LedgerEntry.id)
        .where(LedgerEntry.request_id == FundRequest.id)
        .exists()
    )
    same = session.scalars(
        select(FundRequest).where(
            FundRequest.fund_id == fund.id,
            FundRequest.kind == new.kind,
            FundRequest.document_key == new.document_key,
            FundRequest.state.in_(("waiting", "confirmed")),
            ~reversed_,
        )
    ).first()
    if same is not None:
        raise RuleViolation(
            "fund.document_used",
            field="document_no",
            document=same.document_no,
            amount_fen=same.amount_fen,
            day=local_date(same.asked_at),
        )


def _ask(session: Session, actor: Actor, fund: Fund, request: FundRequest, **detail: object) -> FundRequest:
    kind = request.kind
    session.add(request)
    session.flush()
    audit.record(
        session,
        actor,
        f"funds.ask_{kind}",
        f"fund:{fund.slug}",
        request.asked_at,
        request=request.slug,
        amount_fen=request.amount_fen,
        **detail,
    )
    return request
