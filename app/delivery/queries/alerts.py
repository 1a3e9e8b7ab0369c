"""Alerts of an area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.delivery.models import Alert
from app.delivery.queries.area import area
from app.domain.permissions import Permission
from app.domain.policy import Actor
from app.foundation.paging import Page, fetch_page
from app.needs.models import Need


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


def told(session: Session, alerts: Sequence[Alert]) -> Mapping[int, Mapping[str, Any]]:
    """What each alert's sentence names, by its number; a need by its title of now, for its words may have been
    withheld since: one query.
    """
    needs = [alert.subject_ref for alert in alerts if alert.kind == "need_unanswered"]
    rows = session.execute(select(Need.slug, Need.title).where(Need.slug.in_(needs))).all()
    titles = {row.slug: row.title for row in rows}
    return {
        alert.id: alert.params | ({"title": titles[alert.subject_ref]} if alert.subject_ref in titles else {})
        for alert in alerts
    }
