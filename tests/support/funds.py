"""Funds to test with, made through the commands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.database import unit_of_work
from app.funds import commands
from app.funds.commands import Incoming
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.people import commands as people
from app.people.models import User
from app.people.queries import actor_of
from app.street.models import Community
from tests.factories import NOW, TERM, TODAY

FUND_NAME = "党组织服务群众项目经费"
HANDS = {"asks-for-money": Role.FINANCE, "agrees-to-money": Role.APPROVER}


def hands(session: Session) -> tuple[Actor, Actor]:
    """Somebody of finance and an approver; the street's other people are left out of it."""
    asker, confirmer = (_hand(session, name, role) for name, role in HANDS.items())
    return asker, confirmer


def _hand(session: Session, name: str, role: Role) -> Actor:
    user = session.scalars(select(User).where(User.username == name)).one_or_none()
    if user is None:
        user = people.register_account(session, SYSTEM, name, name, NOW)
        people.grant_role(session, SYSTEM, user, role, NOW, starts_on=TERM[0])
        session.flush()
    return actor_of(session, user, TODAY)


def appropriate(
    session: Session, fund: Fund, fen: int, now: datetime = NOW, document_no: str = "", reason: str = ""
) -> LedgerEntry:
    """New money in a fund, asked for and confirmed."""
    asker, confirmer = hands(session)
    new = Incoming(fen, document_no or f"财{fund.slug}-{_next_number(session)}", reason)
    request = commands.ask_appropriation(session, asker, fund, new, now)
    return commands.confirm_request(session, confirmer, request, now)


def carry_over(session: Session, fund: Fund, fen: int, now: datetime = NOW) -> LedgerEntry:
    """Last year's money in a fund, asked for and confirmed."""
    asker, confirmer = hands(session)
    new = Incoming(fen, f"结{fund.slug}-{_next_number(session)}", "年度结转")
    request = commands.ask_carry_over(session, asker, fund, new, now)
    return commands.confirm_request(session, confirmer, request, now)


def reverse(
    session: Session, entry: LedgerEntry, reason: str = "金额填错", now: datetime = NOW
) -> LedgerEntry:
    """An entry undone, asked for and confirmed."""
    asker, confirmer = hands(session)
    request = commands.ask_reversal(session, asker, entry, reason, now)
    return commands.confirm_request(session, confirmer, request, now)


def _next_number(session: Session) -> int:
    """A number for the next paper."""
    return len(session.scalars(select(FundRequest.id)).all()) + 1


def make_fund(community: Community, yuan: int = 200_000, year: int = 2026, name: str = FUND_NAME) -> Fund:
    """A community's fund with ``yuan`` appropriated."""
    with unit_of_work() as session:
        fund = commands.open_fund(session, SYSTEM, community, year, name, NOW)
        if yuan:
            appropriate(session, fund, yuan * 100)
    return fund
