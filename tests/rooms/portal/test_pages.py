"""Home, the list of projects, downloads, search, and what stands around every page."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.domain.policy import COMMUNITY_ROLES, SYSTEM, Role
from app.fair.queries import fair_size
from app.foundation import search
from app.foundation.database import db, unit_of_work
from app.people.models import User
from app.portal import links
from app.portal.chrome import FOOTER
from app.portal.queries.home import founding, home
from app.street.commands import NewPhase, open_cycle, set_rule
from app.street.models import RuleSetting
from app.street.queries import require_street
from tests.factories import NOW, RULES, TODAY, World, make_street
from tests.support.contracts import make_contract
from tests.support.delivery import BEGUN, make_accepted, make_delivering, make_evaluation, pay_instalment
from tests.support.fair import make_cycle, make_fair, make_offering
from tests.support.funds import make_fund
from tests.support.needs import make_need, warm
from tests.support.notices import make_resolved, post_result
from tests.support.organisations import make_organisation
from tests.support.people import Sign, page
from tests.support.proposals import make_applicant, make_proposal
from tests.support.queries import count_queries
from tests.support.voting import OPENED, open_allocation


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def text_of(client: FlaskClient, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    found = page(answer)
    assert len(found.select("h1")) == 1, url
    return found.get_text(" ", strip=True)


# Home


def test_before_there_is_a_street_the_administrator_is_told_how_to_begin(
    client: FlaskClient, app: Flask
) -> None:
    text = text_of(client, "/")
    assert "还没有街道" in text and "flask --app wsgi demo" in text


def test_a_street_just_founded_says_what_will_be_here(client: FlaskClient, world: World, sign: Sign) -> None:
    text = text_of(client, "/")
    assert "2 个社区" in text
    for empty in ("经费还没有拨入", "现在没有正在公示的事", "现在没有推介会"):
        assert empty in text
    assert "还差这几样" not in text
    told = text_of(sign.client_of(world.user(Role.ADMINISTRATOR)), "/")
    assert "街道刚建好，还差这几样" in told and "各社区的经费 还没有" in told and "指导性目录 已备好" in told


def test_one_setting_or_one_post_is_not_all_of_them(world: World) -> None:
    with unit_of_work() as unit:
        unit.execute(delete(RuleSetting).where(RuleSetting.key == "quorum"))
    for role in (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE):
        world.user(role)
    there = dict(founding(db.session()))
    assert (there["setting"], there["post"]) == (False, False)
    with unit_of_work() as unit:
        set_rule(unit, SYSTEM, world.street, "quorum", RULES["quorum"], "测试设置", NOW)
    world.user(Role.SECRETARY, world.north)
    there = dict(founding(db.session()))
    assert (there["setting"], there["post"]) == (True, False), "the other community has no secretary"
    world.user(Role.SECRETARY, world.south)
    assert dict(founding(db.session()))["post"]


def test_home_shows_the_years_money_to_the_fen(world: World, client: FlaskClient) -> None:
    contract = make_delivering(world)
    pay_instalment(world, contract, 1, BEGUN)
    make_cycle()
    money = home(db.session(), NOW).money
    assert (money.total, money.paid, money.unpaid) == (20_000_000, 1_900_000, 1_900_000)
    assert money.paid + money.unpaid + money.reserved + money.free == money.total
    assert "¥200,000 服务群众经费" in text_of(client, "/")


def test_home_lists_what_is_open_and_links_to_it(world: World, client: FlaskClient) -> None:
    notice = post_result(world, make_resolved(world))
    make_fair("春季推介会", TODAY, TODAY + timedelta(days=3))
    with time_machine.travel(NOW, tick=False):
        found = page(client.get("/"))
    link = found.select_one("#notices a.row__title, #notices .row__title a")
    assert link is not None and link["href"] == f"/notices/{notice.slug}"
    assert "还剩" in found.select_one("#notices").get_text()  # type: ignore[union-attr]
    assert "春季推介会" in found.select_one("#fairs").get_text()  # type: ignore[union-attr]


def counts_of(year: int) -> dict[str, int]:
    found = home(db.session(), NOW.replace(year=year))
    assert found.year == year
    return {step.stage: step.count for step in found.steps}


def open_year(year: int, first: date) -> None:
    with unit_of_work() as unit:
        phases = [NewPhase("needs", "征集需求", first, first)]
        open_cycle(unit, SYSTEM, require_street(unit), year, phases, NOW)


def test_home_counts_each_stage_and_says_how_far_the_year_is(world: World) -> None:
    make_cycle()
    contract = make_accepted(world)
    make_offering(contract.organisation)
    assert counts_of(TODAY.year) == {
        "needs": 1, "fair": 1, "proposals": 1, "council": 1, "voting": 1, "notices": 2, "contracts": 1,
        "delivery": 1, "evaluation": 1,
    }  # fmt: skip
    states = {step.stage: step.state for step in home(db.session(), NOW).steps}
    assert (states["needs"], states["fair"], states["proposals"]) == ("done", "done", "now")
    assert states["council"] == "todo"


def test_a_stage_with_something_open_is_not_done(world: World, client: FlaskClient) -> None:
    """What runs is under way, whatever the plan says; and it has the days left that its own page tells."""
    year = TODAY.year
    with unit_of_work() as unit:
        past = [NewPhase(stage, stage, date(year, 1, 5), date(year, 1, 6)) for stage in ("notices", "voting")]
        open_cycle(unit, SYSTEM, require_street(unit), year, past, NOW)
    notice = post_result(world, make_resolved(world))
    states = {step.stage: step.state for step in home(db.session(), NOW).steps}
    assert (states["notices"], states["voting"]) == ("now", "done")
    with time_machine.travel(NOW, tick=False):
        tag = page(client.get("/")).select_one("#notices .tag")
        own = text_of(client, f"/notices/{notice.slug}")
        listed = page(client.get("/notices/")).select_one(".row .tag")
    assert tag is not None and listed is not None and tag.get_text() == listed.get_text()
    assert tag.get_text().removeprefix("还剩 ") in own


def test_next_years_cycle_and_money_turn_no_page_before_it_begins(world: World, client: FlaskClient) -> None:
    for year in (TODAY.year, TODAY.year + 1):
        open_year(year, date(year, 1, 20))
        make_fund(world.north, year=year)
    with time_machine.travel(NOW, tick=False):
        assert f"{TODAY.year} 年经费" in text_of(client, "/funds/")
        assert f"{TODAY.year} 年的钱" in text_of(client, "/")
        rows = list(csv.reader(io.StringIO(client.get("/funds.csv").get_data(as_text=True))))
    assert {row[0] for row in rows[1:]} == {str(TODAY.year)}


def test_home_counts_the_year_it_shows_and_not_those_before(world: World) -> None:
    make_accepted(world)
    open_year(TODAY.year + 1, date(TODAY.year + 1, 1, 20))
    counts = counts_of(TODAY.year + 1)
    assert counts.pop("fair") == fair_size(db.session()).organisations == 1
    assert set(counts.values()) == {0}


def test_a_year_begins_on_the_first_day_of_its_first_phase_in_the_streets_zone(world: World) -> None:
    open_year(TODAY.year, date(TODAY.year, 3, 1))
    for minute, counted in (
        (datetime(TODAY.year, 2, 28, 15, 59, tzinfo=UTC), 0),
        (datetime(TODAY.year, 2, 28, 16, 0, tzinfo=UTC), 1),
    ):
        make_need(world.north, now=minute)
        assert counts_of(TODAY.year)["needs"] == counted


@time_machine.travel(OPENED, tick=False)
def test_home_costs_the_same_however_much_is_open(world: World, client: FlaskClient) -> None:
    who = make_applicant(world)
    make_proposal(world, applicant=who)
    make_fair("春季推介会", TODAY, TODAY + timedelta(days=9))
    contract = make_delivering(world, make_contract(world))
    make_evaluation(world, contract.parts[0])
    open_allocation(world, seats=0)
    client.get("/")
    with count_queries() as few:
        client.get("/")
    for number in range(30):
        make_need(world.north, f"第 {number} 件事")
        make_fair(f"第 {number} 场", TODAY, TODAY + timedelta(days=9))
    with count_queries() as many:
        client.get("/")
    assert many.count == few.count, str(many)


# Projects


@pytest.fixture
def projects(world: World) -> World:
    """Three public projects and one that is not."""
    north, south = make_applicant(world), make_applicant(world, world.south)
    make_proposal(world, "deliberating", applicant=north, title="老年助餐点")
    make_proposal(
        world,
        "awaiting_vote",
        applicant=north,
        title="楼道照明",
        directory_item=None,
        outside_reason="目录外",
    )
    make_proposal(world, "deliberating", applicant=south, title="助浴上门")
    make_proposal(world, "under_review", applicant=north, title="还没审的助餐")
    return world


def titles(client: FlaskClient, query: str = "") -> list[str]:
    return [
        each.get_text(strip=True)
        for each in page(client.get(f"/projects{query}")).select(".results .row__title")
    ]


def test_the_list_holds_what_is_public_and_narrows(client: FlaskClient, projects: World) -> None:
    assert sorted(titles(client)) == ["助浴上门", "楼道照明", "老年助餐点"]
    assert titles(client, "?q=助餐") == ["老年助餐点"]
    assert titles(client, f"?community={projects.south.slug}") == ["助浴上门"]
    assert titles(client, "?group=deciding&q=楼道照明") == ["楼道照明"]
    assert titles(client, "?group=finished") == []
    assert titles(client, "?category=0") == ["楼道照明"]
    assert titles(client, "?rating=y") == []
    assert len(titles(client, "?group=nonsense&community=nowhere&category=abc&sort=odd")) == 3


def test_the_list_sorts_by_amount_and_by_heat(client: FlaskClient, world: World) -> None:
    who = make_applicant(world)
    wished = warm(make_need(world.north, "大家都要的"), 4)
    make_proposal(world, "deliberating", applicant=who, title="没人提的")
    make_proposal(world, "deliberating", applicant=who, title="大家要的", need=wished)
    assert titles(client, "?sort=heat")[0] == "大家要的"
    assert titles(client, "?sort=amount")[0] == "大家要的"
    with unit_of_work() as session:
        first = session.get_one(type(wished), wished.id)
        assert first.heat == 4


def test_empty_lists_say_why(client: FlaskClient, world: World) -> None:
    assert "还没有项目" in text_of(client, "/projects")
    assert "没有找到这样的项目" in text_of(client, "/projects?q=没有的事")


def test_the_list_costs_the_same_with_thirty(client: FlaskClient, world: World) -> None:
    who = make_applicant(world)
    make_proposal(world, "deliberating", applicant=who, title="第一个")
    client.get("/projects")
    with count_queries() as few:
        client.get("/projects")
    for number in range(29):
        make_proposal(world, "deliberating", applicant=who, title=f"第 {number} 个项目")
    with count_queries() as many:
        answer = client.get("/projects")
    assert many.count == few.count, str(many)
    found = page(answer)
    assert len(found.select(".results .row")) == 24
    assert len(titles(client, "?page=2")) == 6


def read_csv(client: FlaskClient, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


def test_the_table_of_projects_holds_what_the_list_shows(client: FlaskClient, projects: World) -> None:
    head, *rows = read_csv(client, "/projects.csv")
    assert head[:6] == ["编号", "项目", "社区", "承接组织", "类别", "金额（元）"]
    assert sorted(row[1] for row in rows) == ["助浴上门", "楼道照明", "老年助餐点"]
    assert {row[5] for row in rows} == {"38000.00"}
    assert [row[1] for row in read_csv(client, "/projects.csv?q=助餐")[1:]] == ["老年助餐点"]
    assert all("/projects/" in row[-1] for row in rows)


def test_the_table_of_funds_adds_up(client: FlaskClient, world: World) -> None:
    make_fund(world.north, yuan=1000)
    make_fund(world.south, yuan=70, year=2025)
    head, row = read_csv(client, "/funds.csv?year=2026")
    assert row[:4] == ["2026", "槐荫里社区", row[2], "1000.00"]
    assert len(head) == len(row)
    assert read_csv(client, "/funds.csv?year=2025")[1][3] == "70.00"


# Search


def test_search_finds_two_characters_in_every_kind_and_marks_them(client: FlaskClient, world: World) -> None:
    organisation = make_organisation(name="助浴之家")
    make_offering(organisation, world.item, title="上门助浴")
    make_need(world.north, "老人想要助浴")
    make_proposal(
        world, "deliberating", applicant=make_applicant(world, organisation=organisation), title="助浴进小区"
    )
    found = page(client.get("/search?q=助浴"))
    groups = [each.get_text(" ", strip=True) for each in found.select(".results .panel__title")]
    assert [each.split()[0] for each in groups] == ["需求", "项目", "推介会上的服务", "社会组织"]
    assert {mark.get_text() for mark in found.select("mark")} == {"助浴"}
    for link in found.select(".results .row__title a"):
        assert client.get(str(link["href"])).status_code == 200


def test_search_says_when_there_is_nothing_and_asks_when_there_is_no_question(
    client: FlaskClient, world: World
) -> None:
    assert "没有找到“火箭”" in text_of(client, "/search?q=火箭")
    assert "想找什么" in text_of(client, "/search")
    assert "想找什么" in text_of(client, "/search?q=%20%20")
    assert page(client.get("/search?q=<script>")).select_one("script:not([nonce])") is None


def test_one_kind_alone_lists_more(client: FlaskClient, world: World) -> None:
    for number in range(8):
        make_need(world.north, f"路灯 {number}")
    short = page(client.get("/search?q=路灯"))
    assert len(short.select(".results .row")) == 5
    more = short.select_one(".panel__more")
    assert more is not None and "看全部 8 条" in more.get_text()
    assert len(page(client.get(str(more["href"]))).select(".results .row")) == 8


def test_a_hit_in_the_title_stands_first(world: World) -> None:
    with unit_of_work() as session:
        search.index(session, "need", "a", "路灯", "")
        search.index(session, "need", "b", "别的事", "也说到路灯")
    found = search.find(db.session(), "路灯", ("need",), 5)["need"]
    assert [hit.ref for hit in found.hits] == ["a", "b"]
    assert found.total == 2


# Tasks and what stands around every page


def test_every_role_can_open_every_page_of_the_room_and_every_task(world: World, sign: Sign) -> None:
    contract = make_accepted(world)
    project = f"/projects/{contract.parts[0].proposal.slug}"
    followed = 0
    for role in Role:
        client = sign.client_of(_user(world, role, contract.organisation_id))
        for url in ("/", "/projects", project, "/tasks", "/search?q=楼门"):
            text_of(client, url)
        for link in page(client.get("/tasks")).select(".task a, #entries a"):
            answer = client.get(str(link["href"]), follow_redirects=True)
            assert answer.status_code == 200, (role, link["href"])
            followed += 1
    assert followed > len(Role)


def _user(world: World, role: Role, organisation_id: int) -> User:
    if role is Role.ORGANISATION_MEMBER:
        return world.user(role, organisation_ref=organisation_id)
    return world.user(role, world.north if role in COMMUNITY_ROLES else None)


def test_tasks_ask_strangers_to_sign_in_and_are_honest_when_there_are_none(
    client: FlaskClient, world: World, sign: Sign
) -> None:
    assert "/sign-in" in client.get("/tasks").headers["Location"]
    assert "现在没有等您办的事" in text_of(sign.client_of(world.user(Role.AUDITOR)), "/tasks")


def test_the_badge_counts_what_the_page_lists_and_says_when_it_is_late(world: World, sign: Sign) -> None:
    make_need(world.north, "很久以前的事", now=NOW - timedelta(days=400))
    found = page(sign.client_of(world.user(Role.SECRETARY, world.north)).get("/tasks"))
    badge = found.select_one(".top__count [aria-hidden]")
    assert badge is not None and badge.get_text() == "1"
    task = found.select_one(".task")
    assert task is not None and "答复居民：很久以前的事" in task.get_text() and "已过" in task.get_text()


def test_the_public_pays_nothing_for_the_badge(world: World, client: FlaskClient, sign: Sign) -> None:
    client.get("/search")
    with count_queries() as public:
        client.get("/search")
    signed = sign.client_of(world.user(Role.SECRETARY, world.north))
    signed.get("/search")
    with count_queries() as known:
        signed.get("/search")
    assert known.count - public.count == 3, str(known)


def test_the_foot_leads_to_the_rules_and_the_audit_log_only_for_the_auditor(
    client: FlaskClient, world: World, sign: Sign
) -> None:
    assert "审计日志" not in text_of(client, "/")
    found = page(sign.client_of(world.user(Role.AUDITOR)).get("/"))
    hrefs = [str(link["href"]) for link in found.select(".foot__links a")]
    assert len(hrefs) == len(FOOTER)


def test_every_page_that_is_linked_to_exists(app: Flask) -> None:
    endpoints = {
        *links.PAGES.values(),
        *(endpoint for endpoint, _ in links.ROOMS.values()),
        *links.TASKS.values(),
        *links.FOUNDING.values(),
    }
    endpoints |= {endpoint for _, endpoint, _ in (*links.ENTRIES, *FOOTER)}
    assert endpoints <= set(app.view_functions), endpoints - set(app.view_functions)


def test_a_project_marks_its_section_in_the_navigation(client: FlaskClient, world: World) -> None:
    proposal = make_proposal(world, "deliberating")
    found = page(client.get(f"/projects/{proposal.slug}"))
    assert [each.get_text() for each in found.select(".nav a[aria-current]")] == ["项目"]
