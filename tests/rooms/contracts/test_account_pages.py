"""Who reads a whole account number, and who its last four digits."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.database import unit_of_work
from tests.factories import World, make_street
from tests.support.accounts import FIRST, MOMENT, SECOND, ask, move_account
from tests.support.contracts import make_contract, prepare
from tests.support.delivery import approve, request
from tests.support.notices import make_noticed
from tests.support.people import Sign, page, submit
from tests.web.test_url_map import check_page

OFFICE = (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def shown(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    html = answer.get_data(as_text=True)
    check_page(html, url)
    return html


def whole(html: str) -> bool:
    """Whether any whole number is on the page; where none is, there is a masked one."""
    found = FIRST in html or SECOND in html
    assert found or "•••• " in html
    return found


def test_whole_numbers_only_for_those_who_need_them(world: World, sign: Sign) -> None:
    contract = make_contract(world)
    payment = approve(world, request(world, contract))
    first = move_account(world, contract)
    waiting = ask(world, contract, "110060000000000077")
    slugs = (first.slug, waiting.slug)
    clients: dict[str, FlaskClient] = {str(role): sign.client_of(world.user(role)) for role in OFFICE}
    member = world.user(Role.ORGANISATION_MEMBER, organisation_ref=contract.organisation_id)
    clients["member"] = sign.client_of(member)
    clients["secretary"] = sign.client_of(world.user(Role.SECRETARY, world.north))
    readers = {
        f"/organisations/account-changes/{slugs[0]}": {"member", "street_handler", "reviewer"},
        f"/delivery/payment/{payment.slug}": {"member", "finance"},
        f"/contracts/{contract.slug}": {"member"},
        f"/organisations/{contract.organisation.slug}": set(),
        "/organisations/account-changes": set(),
    }
    for url, allowed in readers.items():
        for name, client in clients.items():
            if name == "secretary" and url.startswith("/organisations"):
                continue
            assert whole(shown(client, url)) == (name in allowed), (url, name)
    paper = f"/contracts/{contract.slug}/paper"
    for name, client in clients.items():
        html = shown(client, paper)
        assert SECOND not in html
        assert (FIRST in html) == (name not in ("secretary", "auditor")), name
    for name, client in clients.items():
        got = client.get(f"/organisations/account-changes/{slugs[1]}/file").status_code
        assert got == (404 if name in ("member", "street_handler", "reviewer") else got), name
        assert name in ("member", "street_handler", "reviewer") or got in (403, 404)


def test_the_public_reads_no_account(world: World, client: FlaskClient) -> None:
    contract = make_contract(world)
    move_account(world, contract)
    for url in (f"/contracts/{contract.slug}", f"/contracts/{contract.slug}/paper"):
        html = shown(client, url)
        assert not any(number in html for number in (FIRST, SECOND, "2222", "0099", "•••• "))


def test_the_way_of_a_request_through_the_pages(world: World, sign: Sign, session: Session) -> None:
    contract = make_contract(world)
    member = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=contract.organisation_id))
    home = f"/organisations/{contract.organisation.slug}"
    assert (
        submit(member, f"{home}/account-change", {"bank_name": "甲", "bank_account": "x"}).status_code == 422
    )
    change = ask(world, contract)
    assert "等街道经办核实" in shown(member, f"{home}/bank")
    assert "等街道经办核实" in shown(member, home)
    url = f"/organisations/account-changes/{change.slug}"
    handler, reviewer = (sign.client_of(world.user(r)) for r in (Role.STREET_HANDLER, Role.REVIEWER))
    assert reviewer.post(f"{url}/confirm").status_code in (302, 303, 400)
    assert submit(handler, f"{url}/check", {"note": ""}).status_code == 422
    submit(handler, f"{url}/check", {"note": "打了座机"})
    assert "确认更改" in shown(reviewer, url) and "确认更改" not in shown(handler, url)
    assert submit(reviewer, f"{url}/refuse", {"answer": "证明过期"}).status_code == 200
    session.expire_all()
    assert (change.state, change.answer) == ("refused", "证明过期")
    assert "证明过期" in shown(member, url)


def test_a_text_without_an_account_says_who_is_to_do_what(world: World, sign: Sign) -> None:
    proposal = make_noticed(world)
    with unit_of_work():
        proposal.organisation.bank_account = ""
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    for url in ("/contracts/prepare", f"/contracts/prepare/text?proposal={proposal.slug}"):
        assert "还没有登记收款账户" in page(handler.get(url)).get_text()
    member = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id))
    assert "登记收款账户" in page(member.get("/tasks")).get_text()
    with unit_of_work():
        proposal.organisation.bank_account = FIRST
    contract = prepare(world, [proposal])
    assert "•••• 2222" in shown(handler, f"/contracts/{contract.slug}/recognise")
