"""What the tables of delivery share: their values, and where a project under contract belongs."""

from __future__ import annotations

from sqlalchemy import Index, text

from app.contracts.models import ContractPart
from app.domain.policy import Scope

STAGES = ("midterm", "final")
CONCLUSIONS = ("passed", "rectify", "unsettled")
"""Unsettled: it would come out otherwise without what one person entered for others."""
CHANNELS = ("online", "phone", "visit", "home_visit", "paper")
PAYERS = ("resident", "fund", "free")
ENDED_PAYMENTS = ("refused", "reversed")
"""States of a payment after which its instalment can be asked for anew."""
PAYABLE = ("contracted", "delivering", "accepted", "closed")
"""States of a project that is paid for. Once it is closed nothing is left to pay but what was reversed."""
WITNESSES = ("resident", "family")
UNNAMED = "unnamed"
"""Whose score it is, where nobody asked when it was recorded."""
ALERT_KINDS = (
    "milestone_late",
    "payment_overdue",
    "need_unanswered",
    "evaluation_low",
    "rectification_late",
    "acceptance_objected",
)


def part_scope(part: ContractPart) -> Scope:
    """Where a project under contract belongs: its own community, its provider, public once it is signed."""
    contract = part.contract
    return Scope.of(
        part.proposal.community_id,
        organisation_id=contract.organisation_id,
        public=contract.signed_on is not None,
    )


def once(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that ``where`` names."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
