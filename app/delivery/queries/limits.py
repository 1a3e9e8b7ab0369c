"""One setting of every community at once, for lists across communities."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.street.models import RuleSetting


def limit_of(session: Session, key: str) -> Callable[[int], int]:
    """Community id → the number in force: its own, else the street's. One query.

    Raises RuleViolation "setting.missing".
    """
    rows = session.execute(
        select(RuleSetting.community_id, RuleSetting.value, RuleSetting.withdrawn)
        .where(RuleSetting.key == key)
        .order_by(RuleSetting.id)
    ).all()
    newest = {row.community_id: row for row in rows}
    own = {id_: int(row.value) for id_, row in newest.items() if not row.withdrawn}
    if None not in own:
        raise RuleViolation("setting.missing", key=key)
    return lambda community_id: own.get(community_id, own[None])
