"""What is read of proposals."""

from __future__ import annotations

from app.proposals.queries.finding import (
    awaiting_vote,
    proposal_by_code,
    proposal_by_slug,
    proposals_in,
    reviews,
    versions,
)
from app.proposals.queries.links import LikePurchases, default_fund, like_purchases

__all__ = [
    "LikePurchases",
    "awaiting_vote",
    "default_fund",
    "like_purchases",
    "proposal_by_code",
    "proposal_by_slug",
    "proposals_in",
    "reviews",
    "versions",
]
