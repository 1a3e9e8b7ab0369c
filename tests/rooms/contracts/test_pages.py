"""The pages of recognition, approval and contract, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.contracts.models import Contract
from app.domain.policy import Role
from app.notices.models import Notice
from app.proposals.models import Proposal
from tests.factories import World, make_street, make_user
from tests.support.contracts import SIGNED, make_contract, make_joint_contract
from tests.support.notices import at, make_noticed
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_applicant
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(at(SIGNED, 18), tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def whole(answer: TestResponse, url: str, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, (url, answer.status_code)
    check_page(answer.get_data(as_text=True), url)
    return page(answer)


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    return whole(client.get(url), url, status).get_text(" ", strip=True)


def filled(html: BeautifulSoup) -> dict[str, Any]:
    """What the page's main form would send as it stands."""
    form = max(html.select("main form[method=post]"), key=lambda f: len(f.select("[name]")))
    data: dict[str, Any] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        kind, name = field.get("type"), str(field["name"])
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data[name] = chosen["value"] if chosen else ""
        else:
            data[name] = (
                field.get_text().removeprefix("\n") if field.name == "textarea" else field.get("value", "")
            )
    return {name: value for name, value in data.items() if name != "csrf_token"}


def test_the_list_is_public_and_shows_signed_contracts_alone(
    world: World, client: FlaskClient, sign: Sign
) -> None:
    assert "还没有合同" in seen(client, "/contracts/")
    who = make_applicant(world)
    make_contract(world, "approved", [make_noticed(world, who)], title="还没签的合同")
    make_contract(world, "signed", [make_noticed(world, who)], title="签好的合同")
    text = seen(client, "/contracts/")
    assert "签好的合同" in text
    assert "还没签的合同" not in text
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "还没签的合同" in seen(secretary, "/contracts/")
    elsewhere = sign.client_of(world.user(Role.SECRETARY, world.south))
    assert "还没签的合同" not in seen(elsewhere, "/contracts/")
    assert "没有合这些条件的合同" in seen(client, f"/contracts/?community={world.south.slug}")
    assert "签好的合同" in seen(client, "/contracts/?q=签好&state=signed")


@pytest.mark.parametrize("tail", ["", "/chain", "/paper"])
def test_before_the_signature_only_those_concerned_read_it(
    world: World, client: FlaskClient, sign: Sign, tail: str
) -> None:
    contract = make_contract(world, "approving")
    url = f"/contracts/{contract.slug}{tail}"
    assert client.get(url).status_code == 302
    readers = [
        (world.user(Role.COMMUNITY_DELEGATE, world.north), 200),
        (world.user(Role.AUDITOR), 200),
        (world.user(Role.ORGANISATION_MEMBER, organisation_ref=contract.organisation_id), 200),
        (world.user(Role.COMMUNITY_DELEGATE, world.south), 404),
        (world.user(Role.ORGANISATION_MEMBER, organisation_ref=contract.organisation_id + 1), 404),
        (world.user(Role.RESIDENT, world.north), 404),
    ]
    for user, status in readers:
        assert sign.client_of(user).get(url).status_code == status, user.username


def test_a_signed_contract_is_everybodys_to_read_without_names(world: World, client: FlaskClient) -> None:
    contract = make_joint_contract(world)
    text = seen(client, f"/contracts/{contract.slug}")
    for part in ("¥76,000", "人民币柒万陆仟元整", "槐荫里社区", "和风家园社区", "合同签订后", "2026-04-22"):
        assert part in text, part
    chain = seen(client, f"/contracts/{contract.slug}/chain")
    assert "复核" in chain
    for hidden in ("材料齐全，同意", str(Role.REVIEWER), "社区同意"):
        assert hidden not in chain


def test_the_paper_says_what_was_signed_in_capitals_and_hides_the_account(
    world: World, client: FlaskClient, sign: Sign
) -> None:
    contract = make_contract(world)
    url = f"/contracts/{contract.slug}/paper"
    html = page(client.get(url))
    assert len(html.find_all("h1")) == 1
    text = html.get_text()
    assert "人民币叁万捌仟元整" in text
    assert "6222000011112222" not in text
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    assert "6222000011112222" in handler.get(url).get_data(as_text=True)


def test_the_handler_prepares_from_what_the_page_wrote(world: World, sign: Sign, session: Session) -> None:
    first = make_applicant(world)
    second = make_applicant(world, world.south, first.organisation)
    proposals = [make_noticed(world, first), make_noticed(world, second)]
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    assert "等着拟合同" in seen(handler, "/contracts/")
    assert "和风家园社区" in seen(handler, "/contracts/prepare")
    url = "/contracts/prepare/text?" + "&".join(f"proposal={p.slug}" for p in proposals)
    html = whole(handler.get(url), url)
    data = filled(html)
    assert data["parts-1-instalments-0-amount"] == "19000"
    answer = submit(handler, url, data)
    assert "HT2026-001" in answer.get_data(as_text=True)
    contract = session.scalars(select(Contract)).one()
    assert (contract.amount_fen, contract.state, len(contract.parts)) == (7_600_000, "recognition", 2)
    assert "没有等着拟合同的项目" in seen(handler, "/contracts/prepare")


def test_a_wrong_contract_comes_back_with_its_reasons(world: World, sign: Sign) -> None:
    proposal = make_noticed(world)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    url = f"/contracts/prepare/text?proposal={proposal.slug}"
    data = filled(whole(handler.get(url), url))
    html = whole(submit(handler, url, {**data, "title": "", "quality": "很好"}), url, 422)
    assert html.select_one("#title-error") is not None
    assert html.select_one("#quality").get_text(strip=True) == "很好"  # type: ignore[union-attr]
    short = {**data, "parts-0-instalments-0-amount": "1"}
    assert "各期合计" in whole(submit(handler, url, short), url, 422).get_text()
    long = {**data, "starts_on": "2026-05-01", "ends_on": "2030-05-01"}
    assert "超过上限 36 个月" in whole(submit(handler, url, long), url, 422).get_text()


def test_lines_grow_and_shrink_without_scripts(world: World, sign: Sign) -> None:
    proposal = make_noticed(world)
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    url = f"/contracts/prepare/text?proposal={proposal.slug}"
    data = filled(whole(handler.get(url), url))
    html = whole(submit(handler, url, {**data, "add_parts-0-instalments": "1"}), url)
    assert html.select_one("[name=parts-0-instalments-3-amount]") is not None
    html = whole(submit(handler, url, {**data, "remove_parts-0-instalments": "1"}), url)
    assert html.select_one("[name=parts-0-instalments-1-amount]") is None
    assert html.select_one("[name=parts-0-instalments-2-amount]") is not None


def test_without_proposals_of_one_organisation_nothing_is_written(world: World, sign: Sign) -> None:
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    answer = handler.get("/contracts/prepare/text?proposal=nothing", follow_redirects=True)
    assert "请选一个或几个项目" in answer.get_data(as_text=True)


def test_every_step_is_done_through_the_pages(world: World, sign: Sign, session: Session) -> None:
    contract = make_joint_contract(world, "recognition")
    url = f"/contracts/{contract.slug}"
    people = {
        "handler": sign.client_of(world.user(Role.STREET_HANDLER)),
        "second": sign.client_of(make_user(Role.STREET_HANDLER)),
        "reviewer": sign.client_of(world.user(Role.REVIEWER)),
        "approver": sign.client_of(world.user(Role.APPROVER)),
        "north": sign.client_of(world.user(Role.COMMUNITY_DELEGATE, world.north)),
        "south": sign.client_of(world.user(Role.COMMUNITY_DELEGATE, world.south)),
    }
    north, south = (f"{url}/recognise/{place.slug}" for place in (world.north, world.south))
    assert people["south"].get(north).status_code == 404
    steps = [
        ("second", f"{url}/recognise", {"revision": "1"}, "recognition"),
        ("north", north, {"revision": "1"}, "recognition"),
        ("south", south, {"revision": "1"}, "handling"),
        ("handler", f"{url}/handle", {}, "reviewing"),
        ("reviewer", f"{url}/review", {"decision": "returned"}, "handling"),
        ("handler", f"{url}/handle", {}, "reviewing"),
        ("reviewer", f"{url}/review", {"decision": "agreed"}, "approving"),
        ("approver", f"{url}/approve", {"decision": "agreed"}, "approved"),
    ]
    for who, address, data, state in steps:
        client = people[who]
        assert page(client.get(f"{url}/chain")).select_one(f"a[href='{address}']"), (who, address)
        whole(submit(client, address, {**data, "opinion": ""}), address, 422)
        submit(client, address, {**data, "opinion": "看过了"})
        session.expire_all()
        assert session.get_one(Contract, contract.id).state == state, address
    handler = people["handler"]
    assert "人民币柒万陆仟元整" in seen(handler, f"{url}/sign")
    whole(submit(handler, f"{url}/sign", {"signed_on": "2026-04-23"}), f"{url}/sign", 422)
    assert "发布合同公告" in submit(handler, f"{url}/sign", {"signed_on": "2026-04-22"}).get_data(
        as_text=True
    )
    assert "合同公告已经发布" in submit(handler, f"{url}/publish").get_data(as_text=True)
    assert session.scalars(select(Notice).where(Notice.kind == "contract")).one().subject_ref == contract.slug
    assert {p.state for p in session.scalars(select(Proposal))} == {"contracted"}


def test_a_stale_text_is_not_recognised(world: World, sign: Sign) -> None:
    contract = make_contract(world, "recognition")
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    url = f"/contracts/{contract.slug}/change"
    data = filled(whole(handler.get(url), url))
    submit(handler, url, {**data, "title": "改过的合同"})
    address = f"/contracts/{contract.slug}/recognise/{world.north.slug}"
    delegate = sign.client_of(world.user(Role.COMMUNITY_DELEGATE, world.north))
    answer = submit(delegate, address, {"revision": "1", "opinion": "同意"})
    assert "别人改过这条记录" in whole(answer, address, 422).get_text()
    assert "改过的合同" in seen(delegate, address)


def test_a_step_that_does_not_wait_shows_no_form(world: World, sign: Sign) -> None:
    contract = make_contract(world, "signed")
    url = f"/contracts/{contract.slug}"
    pages = [
        (Role.STREET_HANDLER, ("recognise", "handle", "sign", "change")),
        (Role.REVIEWER, ("review",)),
        (Role.APPROVER, ("approve",)),
    ]
    for role, tails in pages:
        client = sign.client_of(world.user(role))
        for tail in tails:
            html = whole(client.get(f"{url}/{tail}"), tail)
            assert html.select_one("main form[method=post]") is None, tail


def test_work_waits_for_whoever_can_do_it(world: World, sign: Sign) -> None:
    who = make_applicant(world, yuan=1_000_000)
    for stage in ("recognition", "handling", "reviewing", "approving", "approved", "signed"):
        make_contract(world, stage, [make_noticed(world, who)], title=f"合同{stage}")
    waiting = {
        world.user(Role.STREET_HANDLER): ["handling", "approved", "signed"],
        world.people["second-handler"]: ["recognition", "signed"],
        world.user(Role.REVIEWER): ["reviewing"],
        world.user(Role.APPROVER): ["approving"],
        world.user(Role.COMMUNITY_DELEGATE, world.north): ["recognition"],
        world.user(Role.COMMUNITY_DELEGATE, world.south): [],
    }
    for user, stages in waiting.items():
        html = page(sign.client_of(user).get("/contracts/"))
        assert [a.get_text() for a in html.select(".tasks a")] == [f"合同{stage}" for stage in stages]


def test_pages_ask_the_same_of_the_database_whatever_they_show(
    world: World, client: FlaskClient, sign: Sign
) -> None:
    who = make_applicant(world, yuan=1_000_000)
    contract = make_contract(world, "signed", [make_noticed(world, who)])
    make_contract(world, "approving", [make_noticed(world, who)])
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    approver = sign.client_of(world.user(Role.APPROVER))
    tails = ("", "/chain", "/paper")
    visits = [(handler, f"/contracts/{contract.slug}{tail}") for tail in tails]
    visits += [(client, "/contracts/"), (approver, "/contracts/"), (handler, "/contracts/prepare")]
    make_noticed(world, who)
    before = [_count(*visit) for visit in visits]
    for stage in ("approving", "approving"):
        make_contract(world, stage, [make_noticed(world, who)])
    make_noticed(world, who)
    assert [_count(*visit) for visit in visits] == before
    joint = make_joint_contract(world)
    assert [_count(handler, f"/contracts/{joint.slug}{tail}") for tail in tails] == before[:3]


def _count(client: FlaskClient, url: str) -> int:
    with count_queries() as log:
        client.get(url)
    return log.count
