"""Posting the notice of a signed contract (合同公告)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.contracts.models import Contract
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation.database import lock
from app.notices.commands import NewNotice, publish_notice
from app.notices.models import Notice


def publish_contract(
    session: Session,
    actor: Actor,
    contract: Contract,
    now: datetime,
    starts_on: date | None = None,
    code: str | None = None,
) -> Notice:
    """Announce a signed contract (102号令 art. 23; 采购法实施条例 art. 50).

    Raises RuleViolation "state.wrong" before it is signed, and as publish_notice.
    """
    lock(session, contract)
    if contract.signed_on is None:
        raise RuleViolation("state.wrong", state=contract.state, action="publish")
    communities = contract.scope.community_ids
    (only,) = communities if len(communities) == 1 else (None,)
    new = NewNotice("contract", contract.slug, contract.title, only, contract_body(contract), code)
    return publish_notice(session, actor, new, now, starts_on)


def contract_body(contract: Contract) -> dict[str, Any]:
    """What the public needs of a contract as it was signed; each supplement has a notice of its own."""
    added: Counter[int] = Counter()
    for supplement in contract.amendments:
        if supplement.state == "in_force":
            added[supplement.part_id] += supplement.amount_fen
    return {
        "contract": contract.code,
        "purchaser": contract.street.name,
        "organisation": contract.organisation.name,
        "parts": [
            {
                "project": part.proposal.title,
                "community": part.proposal.community.name,
                "amount_fen": part.amount_fen - added[part.id],
            }
            for part in contract.parts
        ],
        "amount_fen": contract.original_amount_fen,
        "signed_on": contract.signed_on.isoformat() if contract.signed_on else None,
        "starts_on": contract.starts_on.isoformat(),
        "ends_on": contract.ends_on.isoformat(),
        "content": contract.content,
    }
