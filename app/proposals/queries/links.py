"""What a proposal stands beside: its fund, its versions, purchases like it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.funds.models import Fund
from app.proposals.models import Proposal, ProposalVersion

NOT_BUYING = ("draft", "ineligible", "withdrawn", "voted_down", "returned")
"""States in which a proposal buys nothing, or not yet."""


@dataclass(frozen=True)
class LikePurchases:
    """Other proposals of the year for the same item of the directory (outside it: the same offering), in fen."""

    count: int = 0
    amount_fen: int = 0


def default_fund(session: Session, community_id: int, year: int) -> Fund | None:
    """The community's fund of the year; the newest earlier one when the year has none yet."""
    return session.scalars(
        select(Fund)
        .where(Fund.community_id == community_id, Fund.year <= year)
        .order_by(Fund.year.desc(), Fund.id)
        .limit(1)
    ).first()


def last_version_number(session: Session, proposal: Proposal) -> int:
    """The number of the newest submitted version, 0 before the first."""
    newest = select(func.max(ProposalVersion.number)).where(ProposalVersion.proposal_id == proposal.id)
    return session.scalar(newest) or 0


def answered_elsewhere(session: Session, proposal: Proposal) -> bool:
    """Whether another proposal that goes on answers the same need."""
    other = select(Proposal.id).where(
        Proposal.need_id == proposal.need_id, Proposal.id != proposal.id, Proposal.state.not_in(NOT_BUYING)
    )
    return session.scalars(other.limit(1)).first() is not None


def like_purchases(session: Session, proposal: Proposal) -> LikePurchases:
    """The street's like purchases from funds of the same year, this one left out (政府采购法 art. 28)."""
    if proposal.directory_item_id is not None:
        alike = Proposal.directory_item_id == proposal.directory_item_id
    elif proposal.offering_id is not None:
        alike = Proposal.offering_id == proposal.offering_id
    else:
        return LikePurchases()
    count, amount = session.execute(
        select(func.count(Proposal.id), func.coalesce(func.sum(Proposal.amount_fen), 0))
        .join(Fund, Proposal.fund_id == Fund.id)
        .where(
            alike,
            Fund.year == proposal.fund.year,
            Proposal.state.not_in(NOT_BUYING),
            Proposal.id != proposal.id,
        )
    ).one()
    return LikePurchases(count, int(amount))
