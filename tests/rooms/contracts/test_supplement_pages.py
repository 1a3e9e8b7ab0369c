"""The pages of supplements and of longer terms, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Amendment, Contract
from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.notices.queries import notice_of
from app.street import commands as streets
from tests.factories import NOW, SOURCE, World, make_street
from tests.rooms.contracts.test_pages import filled, seen, whole
from tests.support.contracts import make_contract, prepare
from tests.support.notices import at, make_noticed
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries
from tests.support.supplements import DRAFTED, LARGE, draft, make_supplement, office


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(at(DRAFTED, 18), tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


class Office:
    """The street's people and the delegate, signed in."""

    def __init__(self, world: World, sign: Sign) -> None:
        self.world, self.sign = world, sign

    def __getitem__(self, post: str) -> FlaskClient:
        if post == "drafter":
            return self.sign.client_of(self.world.user(Role.STREET_HANDLER))
        if post == "delegate":
            return self.sign.client_of(self.world.user(Role.COMMUNITY_DELEGATE, self.world.north))
        office(self.world, post)
        return self.sign.client_of(self.world.people[f"supplement-{post}"])


def test_every_step_is_done_through_the_pages(
    world: World, sign: Sign, client: FlaskClient, session: Session
) -> None:
    contract, people = make_contract(world), Office(world, sign)
    url = f"/contracts/{contract.slug}/amend"
    data = filled(whole(people["drafter"].get(url), url))
    assert "¥3,800" in seen(people["drafter"], url)
    said = {**data, "amount": "1000", "reason": "加一场", "buys": "楼门会 1 场"}
    whole(submit(people["drafter"], url, {**said, "amount": "3800.01"}), url, 422)
    whole(submit(people["drafter"], url, {**said, "buys": ""}), url, 422)
    submit(people["drafter"], url, said)
    whole(submit(people["drafter"], url, said), url, 422)
    supplement = session.scalars(select(Amendment)).one()
    here = f"/contracts/supplements/{supplement.slug}"
    assert client.get(here).status_code == 302
    assert "补充合同（1）" not in seen(client, f"/contracts/{contract.slug}")
    steps = [
        ("recogniser", "recognise", {"revision": "1"}, "recognition"),
        ("delegate", "recognise-for-community", {"revision": "1"}, "handling"),
        ("handler", "handle", {}, "reviewing"),
        ("reviewer", "review", {"decision": "returned"}, "handling"),
        ("handler", "handle", {}, "reviewing"),
        ("reviewer", "review", {"decision": "agreed"}, "approving"),
        ("approver", "approve", {"decision": "agreed"}, "approved"),
    ]
    for who, tail, more, state in steps:
        address = f"{here}/{tail}"
        assert page(people[who].get(here)).select_one(f"a[href='{address}']"), (who, tail)
        assert page(people[who].get("/tasks")).select_one(f"a[href='{address}']"), (who, tail)
        assert page(people[who].get("/contracts/")).select_one(f".tasks a[href='{here}']"), (who, tail)
        whole(submit(people[who], address, {**more, "opinion": ""}), address, 422)
        submit(people[who], address, {**more, "opinion": "看过了"})
        session.expire_all()
        assert session.get_one(Amendment, supplement.id).state == state, tail
        assert session.get_one(Contract, contract.id).amount_fen == 3_800_000
    whole(submit(people["signer"], f"{here}/sign", {"signed_on": "2026-05-21"}), here, 422)
    submit(people["signer"], f"{here}/sign", {"signed_on": "2026-05-20"})
    for place in (f"/contracts/{contract.slug}", here):
        text = seen(client, place)
        for part in ("¥38,000", "¥1,000", "¥39,000", "2026-05-20", "加一场"):
            assert part in text, (place, part)
    assert "看过了" not in seen(client, here)
    paper = seen(client, f"/contracts/{contract.slug}/paper")
    for part in (
        "人民币叁万捌仟元整",
        "人民币壹仟元整",
        "人民币叁万玖仟元整",
        "楼门会 1 场",
        "经办、复核、审批",
    ):
        assert part in paper, part
    session.expire_all()
    notice = notice_of(session, "supplement", supplement.slug)
    assert notice is not None
    assert "¥39,000" in seen(client, f"/notices/{notice.slug}")
    handler = people["drafter"]
    submit(handler, f"/contracts/{contract.slug}/publish")
    posted = notice_of(session, "contract", contract.slug)
    assert posted is not None
    assert (posted.body["amount_fen"], posted.body["parts"][0]["amount_fen"]) == (3_800_000, 3_800_000)
    assert "补充合同（1）" in seen(client, f"/notices/{posted.slug}")


def test_a_step_that_does_not_wait_shows_no_form(world: World, sign: Sign) -> None:
    supplement, people = make_supplement(world, make_contract(world)), Office(world, sign)
    here = f"/contracts/supplements/{supplement.slug}"
    for who, tail in (
        ("recogniser", "recognise"),
        ("delegate", "recognise-for-community"),
        ("handler", "handle"),
        ("reviewer", "review"),
        ("approver", "approve"),
        ("signer", "sign"),
        ("drafter", "change"),
    ):
        html = whole(people[who].get(f"{here}/{tail}"), tail)
        assert html.select_one("main form[method=post]") is None, tail


def test_it_is_changed_and_taken_back_on_its_page(world: World, sign: Sign, session: Session) -> None:
    supplement, people = draft(world, make_contract(world), LARGE), Office(world, sign)
    here = f"/contracts/supplements/{supplement.slug}"
    assert "居民代表会议表决" in seen(people["drafter"], here)
    data = filled(whole(people["drafter"].get(f"{here}/change"), here))
    assert data["amount"] == "3000"
    submit(people["drafter"], f"{here}/change", {**data, "amount": "1200"})
    session.expire_all()
    assert session.get_one(Amendment, supplement.id).amount_fen == 120_000
    whole(submit(people["drafter"], f"{here}/change", data), here, 422)
    submit(people["drafter"], f"{here}/withdraw")
    assert "已撤回" in seen(people["drafter"], here)


def test_a_longer_term_is_shown_with_its_reason_everywhere(
    world: World, sign: Sign, session: Session
) -> None:
    proposal = make_noticed(world)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    url = f"/contracts/prepare/text?proposal={proposal.slug}"
    data = filled(whole(handler.get(url), url))
    assert "8 个月" in seen(handler, url)
    longer = {**data, "starts_on": "2026-06-01", "ends_on": "2027-08-31"}
    html = whole(submit(handler, url, longer), url, 422)
    assert html.select_one("#term_reason-error") is not None
    past = {**data, "starts_on": "2025-06-01", "ends_on": "2025-12-31"}
    assert whole(submit(handler, url, past), url, 422).select_one("#ends_on-error") is not None
    early = {**data, "starts_on": "2026-05-19", "ends_on": "2026-12-31"}
    assert whole(submit(handler, url, early), url, 422).select_one("#starts_on-error") is not None
    submit(handler, url, {**longer, "term_reason": "冬季不能施工"})
    contract = session.scalars(select(Contract)).one()
    delegate = sign.client_of(world.user(Role.COMMUNITY_DELEGATE, world.north))
    pages = [(handler, tail) for tail in ("", "/chain", "/paper", "/recognise")]
    pages += [(delegate, f"/recognise/{world.north.slug}")]
    for who, tail in pages:
        text = seen(who, f"/contracts/{contract.slug}{tail}")
        assert "冬季不能施工" in text, tail
        assert "8 个月" in text, tail
    assert "超过通常的 12 个月" in seen(handler, f"/contracts/{contract.slug}/chain")
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "再表决一件事" in seen(secretary, "/tasks")
    assert "期限由 8 个月改为 15 个月" in seen(secretary, f"/council/new/{world.north.slug}")


def test_the_delegate_ticks_the_longer_term(world: World, sign: Sign, session: Session) -> None:
    with unit_of_work() as unit:
        streets.set_rule(unit, SYSTEM, world.street, "longer_term_recognition", "delegate", SOURCE, NOW)
    contract = prepare(world, ends_on=date(2027, 3, 10), term_reason="冬季不能施工")
    delegate = sign.client_of(world.user(Role.COMMUNITY_DELEGATE, world.north))
    url = f"/contracts/{contract.slug}/recognise/{world.north.slug}"
    sent = {"revision": "1", "opinion": "同意"}
    assert "请勾选" in whole(submit(delegate, url, sent), url, 422).get_text()
    submit(delegate, url, {**sent, "longer_term": "y"})
    assert "10 个月" in seen(delegate, f"/contracts/{contract.slug}/chain")


def test_pages_ask_the_same_of_the_database_whatever_they_show(
    world: World, sign: Sign, client: FlaskClient
) -> None:
    contract = make_contract(world)
    first = make_supplement(world, contract, "in_force", 50_000)
    draft(world, contract, 50_000)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    visits = [
        (handler, "/contracts/"),
        (handler, f"/contracts/{contract.slug}"),
        (client, f"/contracts/{contract.slug}"),
        (client, f"/contracts/{contract.slug}/paper"),
        (handler, f"/contracts/supplements/{first.slug}"),
    ]
    before = [_count(*visit) for visit in visits]
    make_supplement(world, contract, "in_force", 50_000)
    draft(world, contract, 50_000)
    assert [_count(*visit) for visit in visits] == before


def _count(client: FlaskClient, url: str) -> int:
    with count_queries() as log:
        client.get(url)
    return log.count
