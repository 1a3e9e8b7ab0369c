"""Rules as settings, each with its source."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.street.models import Community, RuleSetting, Street
from app.street.rules import CHECKS, check_setting


def set_rule(
    session: Session,
    actor: Actor,
    street: Street,
    key: str,
    value: Any,
    source: str,
    now: datetime,
    community: Community | None = None,
) -> RuleSetting:
    """Set a rule from now on; what is under way keeps the rules it froze.

    Raises RuleViolation "setting.unknown", "setting.value", "setting.source".
    """
    check_setting(key, value)
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    setting = _add(session, actor, street, key, value, source, now, community)
    subject = f"street:{street.slug}" if community is None else f"community:{community.slug}"
    audit.record(session, actor, "street.set_rule", subject, now, key=key, value=value, source=source)
    return setting


def clear_rule(
    session: Session,
    actor: Actor,
    street: Street,
    key: str,
    source: str,
    now: datetime,
    community: Community,
) -> RuleSetting:
    """End a community's own value from now on: the street's holds again.

    Raises RuleViolation "setting.unknown", "setting.source", "setting.not_own".
    """
    if key not in CHECKS:
        raise RuleViolation("setting.unknown", key=key)
    if not source.strip():
        raise RuleViolation("setting.source", field="source")
    newest = session.scalars(
        select(RuleSetting)
        .where(RuleSetting.community_id == community.id, RuleSetting.key == key)
        .order_by(RuleSetting.id.desc())
    ).first()
    if newest is None or newest.withdrawn:
        raise RuleViolation("setting.not_own")
    row = _add(session, actor, street, key, newest.value, source, now, community, withdrawn=True)
    audit.record(
        session, actor, "street.clear_rule", f"community:{community.slug}", now, key=key, source=source
    )
    return row


def _add(
    session: Session,
    actor: Actor,
    street: Street,
    key: str,
    value: Any,
    source: str,
    now: datetime,
    community: Community | None,
    *,
    withdrawn: bool = False,
) -> RuleSetting:
    row = RuleSetting(
        street_id=street.id,
        community_id=None if community is None else community.id,
        key=key,
        value=value,
        withdrawn=withdrawn,
        source=source.strip(),
        set_by_id=actor.user_id,
        set_by=actor.name,
        set_at=now,
    )
    session.add(row)
    session.flush()
    return row
