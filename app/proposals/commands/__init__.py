"""What changes of proposals."""

from __future__ import annotations

from app.proposals.commands.drafting import change_proposal, draft_proposal
from app.proposals.commands.reviewing import pass_review, refuse_proposal, return_proposal
from app.proposals.commands.road import (
    advance,
    decline_proposal,
    hear_proposal,
    submit_proposal,
    withdraw_proposal,
)
from app.proposals.content import Line, ProposalContent

__all__ = [
    "Line",
    "ProposalContent",
    "advance",
    "change_proposal",
    "decline_proposal",
    "draft_proposal",
    "hear_proposal",
    "pass_review",
    "refuse_proposal",
    "return_proposal",
    "submit_proposal",
    "withdraw_proposal",
]
