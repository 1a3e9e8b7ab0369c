"""A street ready for a project to walk its whole road: people with passwords, a fund, a year, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.clock import now, today
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.people import commands as people
from app.people.models import User
from app.street import commands as streets
from app.street.models import Community
from tests.factories import RULES, SOURCE
from tests.support.funds import appropriate

PASSWORD = "walks-the-road-2026"
POSTS = {
    "handler": ("街道经办甲", Role.STREET_HANDLER),
    "handler2": ("街道经办乙", Role.STREET_HANDLER),
    "reviewer": ("街道审核", Role.REVIEWER),
    "approver": ("街道审批", Role.APPROVER),
    "finance": ("街道财务", Role.FINANCE),
    "secretary": ("社区书记", Role.SECRETARY),
    "worker": ("社区工作者", Role.COMMUNITY_WORKER),
    "delegate": ("社区代表", Role.COMMUNITY_DELEGATE),
    "resident": ("居民", Role.RESIDENT),
}
REPRESENTATIVES = ("r1", "r2", "r3")
FUND_FEN = 20_000_000


def make_ready_street() -> None:
    """Found the street as of today. Every account's name is its key, its password PASSWORD."""
    hashed = people.hash_password(PASSWORD)
    with unit_of_work() as session:
        moment = now()
        street = streets.found_street(session, SYSTEM, "风尚街道", moment)
        streets.add_zone(session, SYSTEM, street, "北片", "", moment)
        new = streets.NewCommunity("N1", "槐荫里社区", "北片", phone="010-00001187")
        community = streets.add_community(session, SYSTEM, street, new, moment)
        for key, value in RULES.items():
            streets.set_rule(session, SYSTEM, street, key, value, SOURCE, moment)
        items = [streets.NewDirectoryItem("9.02", 9, "便民服务", "家政")]
        streets.import_directory(session, SYSTEM, street, items, moment)
        year = today().year
        phases = [streets.NewPhase("needs", "征集需求", date(year, 1, 1), date(year, 12, 31))]
        streets.open_cycle(session, SYSTEM, street, year, phases, moment)
        fund = funds.open_fund(session, SYSTEM, community, year, "党组织服务群众项目经费", moment)
        _people(session, community, hashed)
        appropriate(session, fund, FUND_FEN, moment)


def _people(session: Session, community: Community, hashed: str) -> None:
    for name, (title, role) in POSTS.items():
        user = _account(session, name, title, hashed)
        place = (
            None if role in (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE) else community
        )
        people.grant_role(session, SYSTEM, user, role, now(), community=place)
    for number, name in enumerate(REPRESENTATIVES, 1):
        user = _account(session, name, f"代表{number}", hashed)
        people.seat_representative(
            session,
            SYSTEM,
            community,
            user,
            f"N1-R{number:02d}",
            now(),
            starts_on=today() - timedelta(days=365),
            ends_on=today() + timedelta(days=1000),
        )


def _account(session: Session, name: str, title: str, hashed: str) -> User:
    return people.register_account(session, SYSTEM, name, title, now(), password_hash=hashed)
