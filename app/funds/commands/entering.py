"""The one way into the ledger, and the checks before it. The fund is locked by whoever calls."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.money import MAX_FEN
from app.domain.policy import Actor
from app.foundation import audit
from app.funds.effects import EFFECTS
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.funds.queries.ledger import last_seq, project_balance


def enter(
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
    request: FundRequest | None = None,
    reverses: LedgerEntry | None = None,
) -> LedgerEntry:
    """Add an entry and move the fund's totals by its kind's effects.

    The database refuses a kind of effects.BY_TWO without its confirmed ``request``. Raises "fund.amount".
    """
    require_amount(amount_fen)
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
        request=request,
        reverses=reverses,
        actor_id=actor.user_id,
        actor_name=actor.name,
        occurred_at=now,
    )
    session.add(entry)
    session.flush()
    audit.record(
        session,
        actor,
        f"funds.{kind}",
        f"fund:{fund.slug}",
        now,
        amount_fen=amount_fen,
        project=project_ref,
        **_by_two(request, reverses),
    )
    return entry


def _by_two(request: FundRequest | None, reverses: LedgerEntry | None) -> dict[str, object]:
    """Who asked (an account's id) under which request, and the number of the entry that is reversed."""
    told: dict[str, object] = {}
    if request is not None:
        told = {"request": request.slug, "asked_by": request.asked_by_id}
    if reverses is not None:
        told["reverses"] = reverses.seq
    return told


def require_amount(amount_fen: int) -> None:
    """Raise RuleViolation "fund.amount" unless 0 < fen ≤ MAX_FEN."""
    if not 0 < amount_fen <= MAX_FEN:
        raise RuleViolation("fund.amount", field="amount", most_fen=MAX_FEN)


def require_free(fund: Fund, amount_fen: int, code: str = "fund.overcommitted") -> None:
    """Raise RuleViolation ``code`` with ``free_fen`` when the fund has less free."""
    if amount_fen > fund.free_fen:
        raise _short(code, "free_fen", fund.free_fen)


def require_reserved(session: Session, fund: Fund, amount_fen: int, project_ref: str) -> None:
    """Raise RuleViolation "fund.not_reserved" when less is held for the project."""
    reserved_fen = project_balance(session, fund, project_ref).reserved_fen
    if amount_fen > reserved_fen:
        raise _short("fund.not_reserved", "reserved_fen", reserved_fen)


def require_unpaid(session: Session, fund: Fund, amount_fen: int, project_ref: str) -> None:
    """Raise RuleViolation "fund.not_committed" when less is bound and unpaid for the project."""
    unpaid_fen = project_balance(session, fund, project_ref).unpaid_fen
    if amount_fen > unpaid_fen:
        raise _short("fund.not_committed", "unpaid_fen", unpaid_fen)


def _short(code: str, what: str, left_fen: int) -> RuleViolation:
    return RuleViolation(code, field="amount", **{what: left_fen})
