"""Which projects concern somebody."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_, true

from app.contracts.models import Contract
from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import STREET_ROLES, Actor
from app.proposals.models import Proposal


def concerns(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """The condition on Proposal and Contract for projects where the actor's roles give ``permission``."""
    roles = PERMISSIONS[permission].roles
    if actor.holds(*(roles & STREET_ROLES)):
        return true()
    communities = actor.communities(*(roles - STREET_ROLES))
    organisations = actor.organisations()
    if not communities and not organisations:
        return false()
    return or_(Proposal.community_id.in_(communities), Contract.organisation_id.in_(organisations))


def area(actor: Actor, permission: Permission) -> frozenset[int] | None:
    """The communities in which the actor has ``permission``; ``None`` for a role of the whole street."""
    roles = PERMISSIONS[permission].roles
    return None if actor.holds(*(roles & STREET_ROLES)) else actor.communities(*roles)
