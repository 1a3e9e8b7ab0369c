"""The streets that the bench compares: one without any project, and the same with one project in every community."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import select

from app.domain.policy import SYSTEM, Role
from app.foundation.clock import now, today
from app.foundation.database import db, unit_of_work
from app.funds.models import Fund
from app.notices import commands as notices
from app.notices.commands import NewNotice
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.street import commands as streets
from app.street.commands import NewCommunity
from app.street.models import Community
from app.voting import commands as voting
from app.voting.commands import NewAllocation
from app.voting.models import Round
from tests.bench.pages.road import walk
from tests.factories import NOW, World, make_street
from tests.support.fair import make_fair
from tests.support.funds import make_fund
from tests.support.needs import make_need
from tests.support.voting import OPTIONS

SERVICES = (
    ("楼门文化共建", "楼道堆物、灯不亮"),
    ("家门口助餐点", "老人吃饭难"),
    ("居家维修服务", "水龙头坏了找不到师傅"),
    ("老人用手机八堂课", "不会用手机挂号"),
    ("儿童假期托管", "寒暑假孩子没人看"),
    ("楼门微花园", "楼前空地荒着"),
    ("邻里调解室", "养宠物吵架没人劝"),
    ("助浴和陪同就医", "失能老人洗澡难"),
    ("旧物交换集市", "旧家具没处放"),
    ("楼院安全巡查", "电动车进楼充电"),
)
"""A project and the need behind it, one for each community."""
STAFF = (Role.SECRETARY, Role.COMMUNITY_WORKER, Role.COMMUNITY_DELEGATE)


@dataclass(frozen=True)
class Sights:
    """Whose pages are looked at, by slug and by name of account."""

    secretary: str
    fund: str
    project: str = ""
    round: str = ""
    voter: str = ""


def found_street() -> list[World]:
    """Ten communities with staff, funds and a fair, and nothing gathered yet; each world has one as ``north``."""
    world = make_street()
    with unit_of_work() as session:
        for number in range(2, len(SERVICES)):
            new = NewCommunity(f"N{number}", f"第{number}社区", "北片", phone="010-00001187")
            streets.add_community(session, SYSTEM, world.street, new, NOW)
    make_fair(opens_on=NOW.date(), closes_on=today() + timedelta(days=30))
    places = db.session().scalars(select(Community).order_by(Community.id)).all()
    worlds = [replace(world, north=place) for place in places]
    for each in worlds:
        make_fund(each.north, 400_000)
        for role in STAFF:
            each.user(role, each.north)
    return worlds


def live(worlds: Sequence[World]) -> None:
    """One project to its close in every community, and what waits there now: a need, a notice, an open round."""
    for number, (world, (title, need)) in enumerate(zip(worlds, SERVICES, strict=True)):
        walk(world, title, need, number)
        make_need(world.north, f"又说起{need}", now=now())
        _post(world)
        _open_round(world)


def _post(world: World) -> None:
    body = {"organisation": "服务中心"}
    new = NewNotice("contract", f"c-{world.north.code}", "合同公告", world.north.id, body)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        notices.publish_notice(session, handler, new, now())


def _open_round(world: World) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    ends = now() + timedelta(days=30)
    new = NewAllocation("明年的项目", 150_000_00, OPTIONS, "greedy", ["least_cost", "id"], ends)
    with unit_of_work() as session:
        round = voting.prepare_allocation_round(session, secretary, world.north, new, now())
        voting.open_round(session, secretary, round, now())


def sights(world: World) -> Sights:
    """The records of the world's north community, which are there before any copy."""
    session = db.session()
    here = world.north.id
    secretary = world.user(Role.SECRETARY, world.north).username
    fund = session.scalars(select(Fund.slug).where(Fund.community_id == here)).one()
    project = session.scalars(select(Proposal.slug).where(Proposal.community_id == here)).first()
    if project is None:
        return Sights(secretary, fund)
    open_round = select(Round.slug).where(Round.community_id == here, Round.state == "open")
    seat = session.scalars(select(Mandate).where(Mandate.community_id == here).order_by(Mandate.id)).first()
    assert seat is not None
    return Sights(secretary, fund, project, session.scalars(open_round).one(), seat.user.username)
