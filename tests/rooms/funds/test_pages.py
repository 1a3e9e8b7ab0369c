"""The pages of the money, seen from outside."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.domain.policy import SYSTEM, Role
from app.foundation import search
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from app.funds import commands, words
from app.funds.models import Fund
from tests.factories import NOW, World, make_street
from tests.support.funds import make_fund
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def fund(world: World) -> Fund:
    return make_fund(world.north, yuan=1000)


@pytest.fixture
def finance(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.FINANCE))


def _projects(fund: Fund, first: int, last: int) -> None:
    with unit_of_work() as unit:
        for number in range(first, last):
            commands.reserve(unit, SYSTEM, fund, 100, f"p{number}", NOW)
            search.index(unit, "project", f"p{number}", f"第 {number} 个项目")


def test_the_year_shows_every_fund_and_the_streets_total(
    client: FlaskClient, world: World, fund: Fund
) -> None:
    make_fund(world.south, yuan=500)
    make_fund(world.south, yuan=70, year=2025)
    text = page(client.get("/funds/")).get_text(" ", strip=True)
    assert "槐荫里社区" in text and "和风家园社区" in text
    assert "1,500" in text
    assert "¥70" in page(client.get("/funds/?year=2025")).get_text()
    assert "还没有经费" in page(client.get("/funds/?year=1999")).get_text()


def test_a_funds_page_shows_projects_and_ledger(client: FlaskClient, fund: Fund) -> None:
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 60000, "p1", NOW)
        search.index(unit, "project", "p1", "便民维修进楼院")
        commands.commit(unit, SYSTEM, fund, 50000, "p1", NOW)
        commands.pay(unit, SYSTEM, fund, 20000, "p1", "FK-7", NOW)
    found = page(client.get(f"/funds/{fund.slug}"))
    assert len(found.select("h1")) == 1
    assert [row.get_text(" ", strip=True) for row in found.select("#project-table tbody tr")] == [
        "便民维修进楼院 100 500 200 0"
    ]
    assert len(found.select("#ledger-table tbody tr")) == 4
    assert "凭证 FK-7" in found.get_text()
    assert "拨入经费" not in found.get_text()
    assert client.get("/funds/nothing").status_code == 404


def test_the_ledger_turns_pages_and_costs_the_same_however_long(client: FlaskClient, fund: Fund) -> None:
    client.get(f"/funds/{fund.slug}")
    with count_queries() as few:
        client.get(f"/funds/{fund.slug}")
    _projects(fund, 1, 41)
    with count_queries() as many:
        answer = client.get(f"/funds/{fund.slug}")
    assert many.count <= few.count + 1, str(many)
    assert len(page(answer).select("#ledger-table tbody tr")) == 30
    assert len(page(client.get(f"/funds/{fund.slug}?page=2")).select("#ledger-table tbody tr")) == 11


def test_the_year_costs_the_same_however_many_funds(client: FlaskClient, world: World, fund: Fund) -> None:
    client.get("/funds/")
    with count_queries() as few:
        client.get("/funds/")
    for number in range(12):
        make_fund(world.south, yuan=10, name=f"经费{number}")
    with count_queries() as many:
        client.get("/funds/")
    assert many.count == few.count, str(many)


def test_the_ledger_as_csv(client: FlaskClient, fund: Fund) -> None:
    with unit_of_work() as unit:
        commands.reserve(unit, SYSTEM, fund, 12345, "p1", NOW)
    answer = client.get(f"/funds/{fund.slug}/ledger.csv")
    lines = answer.get_data(as_text=True).splitlines()
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    assert lines[0].startswith("\ufeff序号,时间,事项,金额（元）")
    assert lines[2] == "2,2026-04-09 10:00,表决通过，预留,123.45,876.55,p1,,"


def test_finance_opens_a_fund_and_brings_money_in_after_reading_it_in_capitals(
    finance: FlaskClient, world: World
) -> None:
    answer = submit(
        finance, "/funds/open", {"community": world.north.slug, "year": "2027", "name": "群众经费"}
    )
    assert "经费已开立" in answer.get_data(as_text=True)
    url = page(answer).select_one("a[href$='/appropriate']")["href"]  # type: ignore[index]
    seen = page(finance.get(str(url))).select_one("#seen")["value"]  # type: ignore[index]
    data = {"amount": "86,000.50", "note": "财〔2027〕3号", "seen": seen}
    asked = page(submit(finance, str(url), data))
    assert "人民币捌万陆仟元零伍角" in asked.get_text()
    assert "¥86,000.50" in asked.get_text()
    values = {str(i["name"]): str(i["value"]) for i in asked.select(".confirm input")}
    del values["csrf_token"]
    done = page(submit(finance, str(url), values))
    assert "已拨入" in done.get_text() and "¥86,000.50" in done.get_text()
    again = submit(finance, str(url), values)
    assert again.status_code == 422
    assert len(page(finance.get(str(url).removesuffix("/appropriate"))).select("#ledger-table tbody tr")) == 1


@pytest.mark.parametrize("amount", ["", "0", "1e3", "12.345", "-5"])
def test_a_wrong_amount_is_told_beside_its_field(finance: FlaskClient, fund: Fund, amount: str) -> None:
    answer = submit(
        finance, f"/funds/{fund.slug}/appropriate", {"amount": amount, "note": "留着", "seen": "1"}
    )
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one("#amount-error") is not None
    assert found.select_one("#amount").get("value", "") == amount  # type: ignore[union-attr]
    assert "留着" in found.select_one("#note").get_text()  # type: ignore[union-attr]


def test_carrying_over_says_what_last_year_left(finance: FlaskClient, world: World, fund: Fund) -> None:
    url = f"/funds/{fund.slug}/carry-over"
    assert "没有记在这里" in page(finance.get(url)).get_text()
    make_fund(world.north, yuan=50, year=2025)
    assert "¥50" in page(finance.get(url)).get_text()
    answer = submit(finance, url, {"amount": "51", "seen": "1", "confirmed": "yes"})
    assert answer.status_code == 422
    assert "只剩 ¥50 可用" in page(answer).get_text()


@pytest.mark.parametrize("path", ["open", "{slug}/appropriate", "{slug}/carry-over"])
def test_only_finance_moves_money_in(
    client: FlaskClient, world: World, sign: Sign, fund: Fund, path: str
) -> None:
    url = "/funds/" + path.format(slug=fund.slug)
    assert client.get(url).status_code == 302
    for role, community in ((Role.AUDITOR, None), (Role.STREET_HANDLER, None), (Role.SECRETARY, world.north)):
        assert sign.client_of(world.user(role, community)).get(url).status_code in (403, 404)
    assert sign.client_of(world.user(Role.FINANCE)).get(url).status_code == 200


def test_every_refusal_has_its_words(app: object) -> None:
    assert all(has_text(code) for code in words.REFUSALS)
