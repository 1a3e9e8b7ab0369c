"""Alerts of an area."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.delivery.models import Alert
from app.delivery.queries.area import area
from app.domain.permissions import Permission
from app.domain.policy import Actor
from app.foundation.paging import Page, fetch_page


def alerts_page(session: Session, actor: Actor, *, resolved: bool, number: int) -> Page[Alert]:
    """Open alerts, the longest standing first; or resolved ones, the newest first: two queries."""
    statement = select(Alert).options(joinedload(Alert.community), joinedload(Alert.proposal))
    communities = area(actor, Permission.ALERT_READ)
    if communities is not None:
        statement = statement.where(Alert.community_id.in_(communities))
    if resolved:
        statement = statement.where(Alert.resolved_at.is_not(None)).order_by(
            Alert.resolved_at.desc(), Alert.id
        )
    else:
        statement = statement.where(Alert.resolved_at.is_(None)).order_by(Alert.since, Alert.id)
    page = fetch_page(session, statement, number)
    return Page([row[0] for row in page.items], page.number, page.total, page.size)
