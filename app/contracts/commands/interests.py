"""Whoever has an interest in the provider stays out of the purchase."""

from __future__ import annotations

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import recused
from app.organisations.models import Organisation


def require_uninterested(actor: Actor, organisation: Organisation) -> None:
    """Keep out whoever belongs to the provider (采购法 art. 12). Raises RuleViolation "recusal.interest"."""
    if recused(actor.organisations(), [organisation.id]):
        raise RuleViolation("recusal.interest")
