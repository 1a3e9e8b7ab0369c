"""Days that the street's settings give for a task, where the record itself has no due day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.street.models import RuleSetting

SETTINGS: Mapping[str, str] = {
    "needs.answer": "need_unanswered_days",
}
"""Kind of task to the setting with its natural days, counted from the day it began to wait."""

Terms = Mapping[tuple[str, int | None], int]


def terms_in_force(session: Session) -> Terms:
    """(setting, community or ``None`` for the street) to days: one query."""
    newest = (
        select(func.max(RuleSetting.id))
        .where(RuleSetting.key.in_(set(SETTINGS.values())))
        .group_by(RuleSetting.key, RuleSetting.community_id)
    )
    rows = session.execute(
        select(RuleSetting.key, RuleSetting.community_id, RuleSetting.value).where(
            RuleSetting.id.in_(newest), RuleSetting.withdrawn.is_(False)
        )
    ).all()
    return {(key, community_id): int(value) for key, community_id, value in rows}


def due_by(terms: Terms, kind: str, community_id: int | None, since: date | None) -> date | None:
    """The last day a setting gives; ``None`` for a kind without one, or where the street has set none."""
    key = SETTINGS.get(kind, "")
    days = terms.get((key, community_id), terms.get((key, None)))
    return None if days is None or since is None else since + timedelta(days=days)
