"""What is read of requests: what waits for a second hand, and what became of the others."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app.foundation.paging import Page, fetch_page
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.funds.queries.ledger import last_seq


def mark(session: Session, fund: Fund) -> int:
    """A number that grows with every entry and every request of a fund: two who see the same one saw the same."""
    asked = session.scalar(select(func.count(FundRequest.id)).where(FundRequest.fund_id == fund.id)) or 0
    return last_seq(session, fund) + asked


def waiting_reversal(session: Session, entry: LedgerEntry) -> FundRequest | None:
    """The request under way to reverse an entry."""
    return session.scalars(
        select(FundRequest).where(
            FundRequest.fund_id == entry.fund_id,
            FundRequest.reverses_seq == entry.seq,
            FundRequest.state == "waiting",
        )
    ).one_or_none()


def request_by_slug(session: Session, slug: str) -> FundRequest | None:
    return session.scalars(
        select(FundRequest)
        .where(FundRequest.slug == slug)
        .options(
            joinedload(FundRequest.fund).joinedload(Fund.community),
            joinedload(FundRequest.source),
            joinedload(FundRequest.asked_by),
            joinedload(FundRequest.answered_by),
        )
    ).one_or_none()


def entry_under(session: Session, request: FundRequest) -> LedgerEntry | None:
    """The entry of the request's own fund that it became."""
    return session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.request_id == request.id, LedgerEntry.fund_id == request.fund_id
        )
    ).one_or_none()


def reversed_entry(session: Session, request: FundRequest) -> LedgerEntry | None:
    """The entry that a request asks to reverse."""
    return session.scalars(
        select(LedgerEntry).where(
            LedgerEntry.fund_id == request.fund_id, LedgerEntry.seq == request.reverses_seq
        )
    ).one_or_none()


def requests_page(session: Session, state: str, number: int) -> Page[FundRequest]:
    """Requests in a state: waiting ones by age, settled ones newest first. Two queries."""
    order = FundRequest.asked_at if state == "waiting" else FundRequest.answered_at.desc()
    statement = (
        select(FundRequest)
        .where(FundRequest.state == state)
        .options(joinedload(FundRequest.fund).joinedload(Fund.community), joinedload(FundRequest.asked_by))
        .order_by(order, FundRequest.id)
    )
    page = fetch_page(session, statement, number)
    return Page([row[0] for row in page.items], page.number, page.total, page.size)


def numbers(session: Session) -> Mapping[str, int]:
    """How many requests there are in each state: one query."""
    rows = session.execute(select(FundRequest.state, func.count(FundRequest.id)).group_by(FundRequest.state))
    return {state: int(number) for state, number in rows.all()}


def waiting_in(session: Session, fund: Fund) -> int:
    """How many requests about a fund wait for a second hand."""
    return (
        session.scalar(
            select(func.count(FundRequest.id)).where(
                FundRequest.fund_id == fund.id, FundRequest.state == "waiting"
            )
        )
        or 0
    )
