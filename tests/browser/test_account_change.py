"""An organisation is to be paid elsewhere while a payment is on its way: through the pages, by the people whose steps
they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.contracts.models import Contract
from app.domain.policy import SYSTEM, Role
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from tests.factories import make_street
from tests.support.accounts import FIRST, SECOND
from tests.support.contracts import make_contract
from tests.support.delivery import approve, request
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "walks-the-road-2026"
LETTER = b"%PDF-1.4\n%%EOF\n"
USERS = {
    "member": Role.ORGANISATION_MEMBER,
    "handler": Role.STREET_HANDLER,
    "reviewer": Role.REVIEWER,
    "approver": Role.APPROVER,
    "finance": Role.FINANCE,
}


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Browsers drop cookies of the past, so the walk happens from now on."""
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1), tick=True) as traveller:
        yield traveller


@pytest.fixture
def contract(walker: Walker, clock: time_machine.Traveller) -> Contract:
    """A signed contract with an approved payment; every person signs in by the name in USERS."""
    world = make_street()
    made = make_contract(world)
    approve(world, request(world, made))
    hashed = people.hash_password(PASSWORD)
    with unit_of_work() as session:
        for name, role in USERS.items():
            user = people.register_account(session, SYSTEM, name, name, now(), password_hash=hashed)
            ref = made.organisation_id if role is Role.ORGANISATION_MEMBER else None
            people.grant_role(session, SYSTEM, user, role, now(), organisation_ref=ref)
    return made


def test_a_payment_on_its_way_follows_the_account_only_through_four_hands(
    walker: Walker, contract: Contract
) -> None:
    slug, organisation = contract.slug, contract.organisation.slug
    db.session.rollback()

    def as_(name: str) -> Walker:
        return walker.sign_in(name, PASSWORD)

    as_("member").visit(f"/organisations/{organisation}/bank").sees("•••• 2222").follow("申请更改")
    walker.fill({"新的开户银行": "示范银行北支行", "新的银行账号": SECOND, "再填一遍账号": FIRST})
    walker.fill({"为什么要换": "原网点撤并"})
    _attach(walker)
    walker.press("提交申请").sees("两次填的账号不一样")
    walker.fill({"再填一遍账号": SECOND})
    _attach(walker)
    walker.press("提交申请").sees("等街道经办核实", SECOND, "账户证明.pdf")
    as_("approver").visit("/organisations/account-changes").follow(contract_name()).sees("•••• 0099")
    assert SECOND not in walker.page.content()
    as_("handler").visit("/tasks").follow("核实收款账户更改").sees(SECOND).follow("核实这份申请")
    walker.fill({"怎么核实的": "打了以前的座机，负责人确认。"}).press("已核实").sees("等街道审核确认")
    as_("reviewer").visit("/tasks").follow("确认收款账户更改").sees("打了以前的座机").press("确认更改")
    walker.sees("已更改")
    as_("member").visit("/tasks").follow("账户更改有结果了").sees("已更改")
    as_("finance").visit("/tasks")
    assert "付款并登记凭证" not in walker.page.content()
    as_("approver").visit("/tasks").follow("收款账户改了，重新审批付款")
    walker.sees("付款退回审批", "•••• 2222", "•••• 0099").press("同意付")
    as_("finance").visit("/tasks").follow("付款").sees(SECOND).follow("登记付款")
    walker.fill({"付款凭证号": "FK-1"}).press("下一步：核对").sees(SECOND).press("对，记入台账")
    walker.sees("已支付", SECOND)
    walker.visit(f"/contracts/{slug}").sees("•••• 2222", "•••• 0099", "付款按最近一次的")
    walker.visit(f"/contracts/{slug}/paper").sees(FIRST)
    assert SECOND not in walker.page.content()
    walker.context.clear_cookies()
    walker.visit(f"/contracts/{slug}")
    for private in (FIRST, SECOND, "2222", "0099"):
        assert private not in walker.page.content()


def contract_name() -> str:
    return db.session.scalars(select(Contract)).one().organisation.name


def _attach(walker: Walker) -> None:
    walker.page.locator("input[type=file]").set_input_files(
        {"name": "账户证明.pdf", "mimeType": "application/pdf", "buffer": LETTER}
    )
