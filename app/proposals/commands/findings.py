"""Everything the rules find in a proposal at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.procurement import Finding
from app.foundation.clock import local_date
from app.organisations.queries import facts_of
from app.proposals.compliance import content_findings, eligibility_findings
from app.proposals.models import Proposal
from app.proposals.queries.links import like_purchases
from app.street.queries import rules


@dataclass(frozen=True)
class Findings:
    """``content``: text and money. ``provider``: the organisation on the day."""

    content: list[Finding]
    provider: list[Finding]

    @property
    def all(self) -> list[Finding]:
        return [*self.content, *self.provider]


def findings_of(session: Session, proposal: Proposal, now: datetime) -> Findings:
    """Findings under the settings in force for the proposal's community."""
    in_force = rules(session, proposal.community_id)
    like_fen = like_purchases(session, proposal).amount_fen
    facts = facts_of(session, proposal.organisation) if proposal.organisation else None
    return Findings(
        content_findings(proposal, in_force, like_fen),
        eligibility_findings(facts, local_date(now), in_force),
    )
