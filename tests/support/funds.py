"""Funds to test with, made through the commands."""

from __future__ import annotations

from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.funds import commands
from app.funds.models import Fund
from app.street.models import Community
from tests.factories import NOW

FUND_NAME = "党组织服务群众项目经费"


def make_fund(community: Community, yuan: int = 200_000, year: int = 2026, name: str = FUND_NAME) -> Fund:
    """A community's fund with ``yuan`` appropriated."""
    with unit_of_work() as session:
        fund = commands.open_fund(session, SYSTEM, community, year, name, NOW)
        if yuan:
            commands.appropriate(session, SYSTEM, fund, yuan * 100, NOW)
    return fund
