"""A supplement walks its road through the pages, each step by somebody else; money moves only at the end."""

from __future__ import annotations

import pytest
from flask import Flask

from app.contracts.models import Contract
from app.domain.policy import Role
from app.foundation.clock import today
from app.foundation.database import db, unit_of_work
from app.funds.models import Fund
from app.people.commands import hash_password
from app.people.models import User
from tests.factories import World, make_street, make_user
from tests.support.contracts import make_contract
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "walks-the-road-2026"
HANDLERS = ("handler-b", "handler-c", "handler-d")


@pytest.fixture
def contract(app: Flask) -> Contract:
    world = make_street()
    contract = make_contract(world)
    _give_passwords(world)
    return contract


def _give_passwords(world: World) -> None:
    users = [make_user(Role.STREET_HANDLER, username=name) for name in HANDLERS]
    hashed = hash_password(PASSWORD)
    with unit_of_work() as session:
        for user in (*world.people.values(), *users):
            session.get_one(User, user.id).password_hash = hashed


def committed() -> int:
    db.session.rollback()
    return int(db.session.query(Fund.committed_fen).filter(Fund.committed_fen > 0).scalar())


def test_a_supplement_walks_the_whole_road(walker: Walker, contract: Contract) -> None:
    page = f"/contracts/{contract.slug}"

    def as_(username: str) -> Walker:
        return walker.sign_in(username, PASSWORD)

    as_("street_handler--").visit(page).follow("拟补充合同")
    walker.fill({"补充金额": "1900", "买什么、买多少": "楼门会 3 场", "为什么补充": "又有三个楼门要求参加"})
    walker.press("拟好，送认定").sees("认定中", "¥1,900", "街道认定")
    for username, task in (
        ("handler-b", "代表街道认定补充合同"),
        ("community_delegate-N1-", "代表社区认定补充合同"),
    ):
        as_(username).visit("/tasks").follow(task).sees("楼门会 3 场").fill({"意见": "同意。"}).press("认定")
    as_("handler-c").visit("/tasks").follow("经办补充合同").fill({"意见": "同意。"}).press("提交意见")
    as_("reviewer--").visit("/tasks").follow("复核补充合同").press("提交意见").sees("请")
    walker.choose("退回").fill({"意见": "写清场次。"}).press("提交意见").sees("待经办")
    as_("handler-c").visit("/tasks").follow("经办补充合同").fill({"意见": "场次已写明。"}).press("提交意见")
    for username, task in (("reviewer--", "复核补充合同"), ("approver--", "审批补充合同")):
        as_(username).visit("/tasks").follow(task).choose("同意").fill({"意见": "同意。"}).press("提交意见")
    walker.sees("待签订")
    assert committed() == 3_800_000
    as_("handler-d").visit("/tasks").follow("签订补充合同").press("登记签订").sees("已生效")
    assert committed() == 3_990_000
    walker.context.clear_cookies()
    walker.visit(page).sees("¥38,000", "¥1,900", "¥39,900", "补充合同（1）")
    walker.follow("补充合同（1）").sees(today().isoformat(), "楼门会 3 场", "又有三个楼门要求参加")
    walker.visit("/notices/").follow("楼门文化共建服务合同补充合同").sees("¥39,900", "理由")
    walker.visit(f"{page}/paper").sees("人民币叁万捌仟元整", "人民币叁万玖仟玖佰元整")
