"""A representative's ballot is replaced by two workers, and she takes it back on her telephone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.domain.policy import SYSTEM, Role
from app.foundation.clock import local_date, now
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from app.people.queries import actor_of, user_by_username
from app.street.models import Community
from app.voting import commands as voting
from app.voting.models import Ballot
from tests.browser.conftest import PHONE
from tests.support.journey import PASSWORD, make_ready_street
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
ROUND, MEALS, GARDEN = "明年项目预选", "家门口助餐点", "楼门微花园"
MORE = {"worker2": ("社区工作者乙", Role.COMMUNITY_WORKER), "scrutineer": ("监票人", Role.SCRUTINEER)}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Begins on a coming Monday morning: browsers drop cookies of the past."""
    today = datetime.now(UTC).replace(hour=1, minute=0)
    with time_machine.travel(today + timedelta(days=7 - today.weekday()), tick=True) as traveller:
        yield traveller


@pytest.fixture
def hall(clock: time_machine.Traveller) -> time_machine.Traveller:
    """A street with two workers, a scrutineer and an open round."""
    make_ready_street()
    hashed = people.hash_password(PASSWORD)
    with unit_of_work() as session:
        community = session.scalars(select(Community)).one()
        for name, (title, role) in MORE.items():
            user = people.register_account(session, SYSTEM, name, title, now(), password_hash=hashed)
            people.grant_role(session, SYSTEM, user, role, now(), community=community)
        secretary = user_by_username(session, "secretary")
        assert secretary is not None
        actor = actor_of(session, secretary, local_date(now()))
        options = [voting.NewOption(MEALS, 96_000_00), voting.NewOption(GARDEN, 54_000_00)]
        new = voting.NewAllocation(
            ROUND, 100_000_00, options, "greedy", ["least_cost", "id"], now() + timedelta(hours=5)
        )
        round_ = voting.prepare_allocation_round(session, actor, community, new, now())
        voting.open_round(session, actor, round_, now())
    return clock


def as_(walker: Walker, username: str) -> Walker:
    return walker.sign_in(username, PASSWORD)


def counts(option: str) -> None:
    """What the one ballot says."""
    db.session.rollback()
    (choices,) = db.session.scalars(select(Ballot.choices)).all()
    assert list(choices) == [{MEALS: "1", GARDEN: "2"}[option]]


def test_two_hands_replace_and_her_own_takes_it_back(walker: Walker, hall: time_machine.Traveller) -> None:
    walk(walker, hall)
    assert len(walker.asked) > 15


@pytest.mark.parametrize("viewport", [PHONE], ids=["phone"])
def test_the_same_without_scripts(plain_walker: Walker, hall: time_machine.Traveller) -> None:
    walk(plain_walker, hall)


def walk(walker: Walker, clock: time_machine.Traveller) -> None:
    she_votes(walker)
    a_worker_enters_paper(walker)
    counts(MEALS)
    another_confirms(walker)
    counts(GARDEN)
    she_reads_and_votes_again(walker)
    counts(MEALS)
    the_scrutineer_watches(walker)
    everybody_reads_how_many(walker, clock)


def she_votes(walker: Walker) -> None:
    as_(walker, "r1").visit("/tasks").follow("投票").choose_value("pick", "1").press("看一遍再投")
    walker.press("确认投票").sees("您的票已收到", "截止以前可以改")


def a_worker_enters_paper(walker: Walker) -> None:
    as_(walker, "worker").visit("/voting/").follow(ROUND).follow("替代表代录")
    walker.follow("对方要改，提出更换").sees("原来的票算数").choose_value("pick", "2").press("看一遍再投")
    walker.choose("纸质票", "已经把选择念给代表听，对方确认无误").press("提出更换").sees("请选为什么要换")
    walker.choose("代表交来了纸质票").press("提出更换")
    walker.sees("已经提出更换", "您自己不能确认", "等第二个人确认，票还没变")


def another_confirms(walker: Walker) -> None:
    as_(walker, "r1").visit("/tasks").follow("工作人员要更换您的票").sees(MEALS, GARDEN, "您现在的票还算数")
    as_(walker, "worker2").visit("/tasks").sees("名册 1 号").follow("核对要更换的一张票")
    walker.press("看要换成什么").sees("请先拿到纸质票")
    walker.choose("纸质票就在我手上，或者我正当面、在电话里问代表本人").press("看要换成什么").sees(GARDEN)
    walker.press("全对，确认更换").sees("已更换", "以本人投的为准")


def she_reads_and_votes_again(walker: Walker) -> None:
    as_(walker, "r1").visit("/tasks").follow("您的票被更换过，请看对不对")
    walker.sees("社区工作者提出，社区工作者确认", GARDEN, "您亲手投的马上算数")
    walker.follow("我自己再投一次").sees("现在算数的是工作人员录的票")
    walker.page.locator("#main [name=pick][value='2']").uncheck(force=True)
    walker.choose_value("pick", "1").press("看一遍再投").press("确认投票").sees("您的票已收到")


def the_scrutineer_watches(walker: Walker) -> None:
    as_(walker, "scrutineer").visit("/tasks").follow("监督投票和计票")
    walker.sees(
        "工作人员代录和更换的票", "1 号，代表1", "社区工作者", "本人又投了，作废", "这里不显示投了什么"
    )


def everybody_reads_how_many(walker: Walker, clock: time_machine.Traveller) -> None:
    clock.shift(timedelta(hours=6))
    as_(walker, "secretary").visit("/tasks").follow("截止投票，计票").press("截止并计票").sees(
        "已经截止并计票"
    )
    walker.context.clear_cookies()
    walker.visit("/voting/").follow(ROUND).sees("工作人员代录的票", "本人又投，作废", "1 张")
    result = walker.page.url
    as_(walker, "r1").visit(result).page.get_by_text("展开记名明细").click()
    walker.sees("以本人的为准")
