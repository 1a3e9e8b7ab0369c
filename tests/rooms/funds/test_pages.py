"""The pages of the money, seen from outside."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.policy import SYSTEM, Role
from app.foundation import search
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from app.funds import commands, queries, words
from app.funds.models import Fund
from tests.factories import NOW, World, make_street
from tests.support.funds import appropriate, make_fund, reverse
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
    assert lines[2] == "2,2026-04-09 10:00,表决通过，预留,123.45,876.55,p1,,,,,"


def _confirmed(answer: TestResponse) -> dict[str, str]:
    """What the button of a page that reads back would send."""
    values = {str(i["name"]): str(i["value"]) for i in page(answer).select(".confirm input")}
    del values["csrf_token"]
    return values


def test_finance_asks_after_reading_in_capitals_and_an_approver_confirms(
    finance: FlaskClient, world: World, sign: Sign
) -> None:
    answer = submit(
        finance, "/funds/open", {"community": world.north.slug, "year": "2027", "name": "群众经费"}
    )
    assert "经费已开立" in answer.get_data(as_text=True)
    url = str(page(answer).select_one("a[href$='/appropriate']")["href"])  # type: ignore[index]
    seen = page(finance.get(url)).select_one("#seen")["value"]  # type: ignore[index]
    data = {"amount": "86,000.50", "document_no": "财〔2027〕3号", "reason": "首批", "seen": seen}
    asked = submit(finance, url, data)
    assert "人民币捌万陆仟元零伍角" in page(asked).get_text()
    assert "¥86,000.50" in page(asked).get_text() and "财〔2027〕3号" in page(asked).get_text()
    values = _confirmed(asked)
    done = submit(finance, url, values)
    assert "等街道审批确认" in page(done).get_text()
    assert submit(finance, url, values).status_code == 422
    fund_url = url.removesuffix("/appropriate")
    assert "台账还是空的" in page(finance.get(fund_url)).get_text()
    assert "有 1 件申请等街道审批确认" in page(finance.get(fund_url)).get_text()
    request_url = done.request.path
    approver = sign.client_of(world.user(Role.APPROVER))
    assert finance.post(f"{request_url}/confirm").status_code in (400, 403)
    assert request_url in page(approver.get("/funds/requests")).select_one(".rows a")["href"]  # type: ignore[index]
    told = page(submit(approver, f"{request_url}/confirm"))
    assert "已确认，记入台账" in told.get_text()
    found = page(finance.get(fund_url))
    assert len(found.select("#ledger-table tbody tr")) == 1
    assert "文号 财〔2027〕3号" in found.get_text()
    assert "街道财务" in found.select_one("#entry-1").get_text()  # type: ignore[union-attr]


@pytest.mark.parametrize("amount", ["", "0", "1e3", "12.345", "-5"])
def test_a_wrong_amount_is_told_beside_its_field(finance: FlaskClient, fund: Fund, amount: str) -> None:
    answer = submit(
        finance,
        f"/funds/{fund.slug}/appropriate",
        {"amount": amount, "document_no": "财1", "reason": "留着", "seen": "2"},
    )
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one("#amount-error") is not None
    assert found.select_one("#amount").get("value", "") == amount  # type: ignore[union-attr]
    assert "留着" in found.select_one("#reason").get_text()  # type: ignore[union-attr]


def test_carrying_over_says_what_last_year_left(finance: FlaskClient, world: World, fund: Fund) -> None:
    url = f"/funds/{fund.slug}/carry-over"
    assert "没有记在这里" in page(finance.get(url)).get_text()
    make_fund(world.north, yuan=50, year=2025)
    assert "¥50" in page(finance.get(url)).get_text()
    for confirmed in ("", "yes"):
        answer = submit(finance, url, {"amount": "51", "seen": "2", "confirmed": confirmed})
        assert answer.status_code == 422
        assert "只剩 ¥50 可用" in page(answer).select_one("#amount-error").get_text()  # type: ignore[union-attr]


def test_what_the_rules_refuse_is_told_before_please_check(
    finance: FlaskClient, world: World, fund: Fund
) -> None:
    url = f"/funds/{fund.slug}/appropriate"
    data = {"amount": "10", "document_no": "", "seen": "2"}
    assert "请写拨款或批复文件的文号" in _error(submit(finance, url, data), "document_no")
    data["document_no"] = "FK2026-\u041e1"
    assert "不是英文字母也不是汉字" in _error(submit(finance, url, data), "document_no")
    data["document_no"] = "财〔2026〕9号"
    submit(finance, url, _confirmed(submit(finance, url, data)))
    again = submit(finance, url, {**data, "document_no": "财[2026]9 号", "seen": "3"})
    assert again.status_code == 422
    assert "已经提过一次" in _error(again, "document_no")


def test_before_the_years_end_the_page_asks_for_a_reason_and_shows_it(
    finance: FlaskClient, world: World
) -> None:
    make_fund(world.north, yuan=50, year=2099)
    url = f"/funds/{make_fund(world.north, yuan=0, year=2100).slug}/carry-over"
    assert "2099 年还没有结束" in page(finance.get(url)).get_text()
    answer = submit(finance, url, {"amount": "5", "seen": "0"})
    assert "请写明理由" in _error(answer, "reason")
    back = submit(finance, url, {"amount": "5", "reason": "十二月没有会议", "seen": "0"})
    told = page(submit(finance, url, _confirmed(back))).get_text()
    assert "十二月没有会议" in told and "2099 年还没有结束" in told


def _error(answer: TestResponse, field: str) -> str:
    error = page(answer).select_one(f"#{field}-error")
    assert error is not None, field
    return error.get_text()


def test_a_wrong_entry_is_asked_back_and_shown_struck_with_both_links(
    finance: FlaskClient, client: FlaskClient, world: World, sign: Sign, fund: Fund
) -> None:
    url = f"/funds/{fund.slug}/entry/1/reverse"
    assert url in str(page(finance.get(f"/funds/{fund.slug}")).select("#entry-1 a"))
    assert client.get(f"/funds/{fund.slug}/entry/7/reverse").status_code == 404
    assert submit(finance, url, {"reason": ""}).status_code == 422
    request_url = submit(finance, url, {"reason": "多写了一个零"}).request.path
    assert "正等着确认" in page(finance.get(url)).get_text()
    public = page(client.get(f"/funds/{fund.slug}")).get_text()
    assert "冲正" not in public.replace("相反的冲正", "")
    approver = sign.client_of(world.user(Role.APPROVER))
    submit(approver, f"{request_url}/confirm")
    found = page(client.get(f"/funds/{fund.slug}"))
    old, new = found.select_one("#entry-1"), found.select_one("#entry-2")
    assert old is not None and new is not None
    assert old.select_one("s").get_text() == "1,000"  # type: ignore[union-attr]
    assert old.select_one("a")["href"].endswith("#entry-2")  # type: ignore[index]
    assert new.select_one("a")["href"].endswith("#entry-1")  # type: ignore[index]
    assert "多写了一个零" in new.get_text() and "总额 ¥0" in found.get_text()
    assert "已经由第 2 笔冲正" in page(finance.get(url)).get_text()
    lines = client.get(f"/funds/{fund.slug}/ledger.csv").get_data(as_text=True).splitlines()
    assert "已由第 2 笔冲正" in lines[1] and "冲正第 1 笔" in lines[2]


def test_the_link_leads_to_the_page_of_the_ledger_that_holds_the_other(
    client: FlaskClient, fund: Fund
) -> None:
    _projects(fund, 1, 41)
    with unit_of_work() as unit:
        appropriate(unit, fund, 100_000)
        reverse(unit, queries.entry_of(unit, fund.id, 1))
    link = page(client.get(f"/funds/{fund.slug}")).select_one("#entry-43 a")["href"]  # type: ignore[index]
    assert page(client.get(str(link))).select_one("#entry-1") is not None
    back = page(client.get(str(link))).select_one("#entry-1 a")["href"]  # type: ignore[index]
    assert page(client.get(str(back))).select_one("#entry-43") is not None


def test_a_refusal_reaches_who_asked_and_a_withdrawal_ends_it(
    finance: FlaskClient, world: World, sign: Sign, fund: Fund
) -> None:
    approver = sign.client_of(world.user(Role.APPROVER))
    url = f"/funds/{fund.slug}/entry/1/reverse"
    first = submit(finance, url, {"reason": "填错"}).request.path
    assert submit(approver, f"{first}/refuse", {"answer": ""}).status_code == 422
    assert "没有填错" in page(submit(approver, f"{first}/refuse", {"answer": "没有填错"})).get_text()
    assert "没有填错" in page(finance.get(first)).get_text()
    second = submit(finance, url, {"reason": "真的填错"}).request.path
    assert "已撤回" in page(submit(finance, f"{second}/withdraw")).get_text()
    for state in ("waiting", "confirmed", "refused", "withdrawn", "nonsense"):
        assert finance.get(f"/funds/requests?state={state}").status_code == 200
    auditor = sign.client_of(world.user(Role.AUDITOR))
    assert auditor.get(first).status_code == 200
    assert submit(auditor, f"{first}/confirm").status_code in (403, 404)
    assert sign.client_of(world.user(Role.STREET_HANDLER)).get(first).status_code in (403, 404)


@pytest.mark.parametrize(
    "path", ["open", "{slug}/appropriate", "{slug}/carry-over", "{slug}/entry/1/reverse"]
)
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
