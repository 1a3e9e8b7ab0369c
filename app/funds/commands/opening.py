"""Opening a fund."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.funds.models import Fund
from app.street.models import Community

YEARS = range(2000, 2101)


def open_fund(
    session: Session, actor: Actor, community: Community, year: int, name: str, now: datetime
) -> Fund:
    """Open an empty fund of a community for a year.

    Raises RuleViolation "fund.name", "fund.year", "fund.exists".
    """
    name = name.strip()
    if not name:
        raise RuleViolation("fund.name", field="name")
    if year not in YEARS:
        raise RuleViolation("fund.year", field="year")
    lock(session, community)
    same = select(Fund.id).where(Fund.community_id == community.id, Fund.year == year, Fund.name == name)
    if session.scalars(same).first() is not None:
        raise RuleViolation("fund.exists", field="name", year=year)
    fund = Fund(community_id=community.id, year=year, name=name)
    session.add(fund)
    session.flush()
    audit.record(session, actor, "funds.open_fund", f"fund:{fund.slug}", now, year=year)
    return fund
