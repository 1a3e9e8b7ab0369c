"""The street's pages, signed in and out."""

from __future__ import annotations

import io
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.policy import SYSTEM, Role
from app.foundation.database import db, unit_of_work
from app.street import commands, queries
from app.street.models import CyclePhase, DirectoryItem, RuleSetting
from app.street.rules import CHECKS, GROUPS
from tests.factories import NOW, RULES, World, make_street
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries
from tests.support.tables import csv_text, xlsx


def _open_year(world: World) -> None:
    phases = [
        commands.NewPhase("needs", "征集需求", date(2026, 3, 2), date(2026, 3, 20)),
        commands.NewPhase("fair", "推介会", date(2026, 3, 21), date(2026, 3, 21), "文化活动中心"),
    ]
    with unit_of_work() as session:
        commands.open_cycle(session, SYSTEM, world.street, 2026, phases, NOW)


def test_pages_of_an_empty_installation_say_what_will_be_there(client: FlaskClient) -> None:
    for path in ("/street/", "/street/cycle", "/street/settings", "/street/directory"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert page(answer).select_one(".empty"), path


def test_everybody_reads_street_communities_year_rules_and_directory(client: FlaskClient) -> None:
    world = make_street()
    _open_year(world)
    assert "槐荫里社区" in client.get("/street/").get_data(as_text=True)
    community = client.get(f"/street/communities/{world.north.slug}")
    assert page(community).find("h1").get_text(strip=True) == "槐荫里社区"
    assert "推介会" in client.get("/street/cycle").get_data(as_text=True)
    settings = client.get("/street/settings").get_data(as_text=True)
    assert "超过一半代表到会，会议有效。" in settings
    assert "到会代表中超过一半赞成，项目通过。" in settings
    assert "测试设置" in settings
    assert "群众文化" in client.get("/street/directory").get_data(as_text=True)


def test_every_setting_has_its_group() -> None:
    assert sorted(key for keys in GROUPS.values() for key in keys) == sorted(CHECKS)


@pytest.mark.parametrize("key", sorted(CHECKS))
def test_every_setting_has_a_page_and_a_form_that_gives_its_value_back(
    key: str, client: FlaskClient, sign: Sign
) -> None:
    world = make_street()
    assert client.get(f"/street/settings/{key}").status_code == 200
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    form = page(admin.get(f"/street/settings/{key}/change")).select_one("main form.form")
    assert form is not None
    data: dict[str, list[str]] = {"source": ["街道办公会 2026 年第 3 次"]}
    for field in form.select("input[name], textarea[name]"):
        if field.get("type") in ("radio", "checkbox"):
            if field.has_attr("checked"):
                data.setdefault(field["name"], []).append(field["value"])
        elif field["name"] not in ("csrf_token", "source"):
            data[field["name"]] = [field.get("value") or field.get_text().lstrip("\n")]
    answer = submit(admin, f"/street/settings/{key}/change", data, follow=False)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert queries.rules(db.session()).values[key] == RULES[key]
    rows = db.session.scalars(
        select(RuleSetting).where(RuleSetting.key == key).order_by(RuleSetting.id)
    ).all()
    assert [row.source for row in rows] == ["测试设置", "街道办公会 2026 年第 3 次"]


def test_a_setting_without_source_or_with_a_wrong_value_is_refused_beside_its_field(sign: Sign) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    answer = submit(admin, "/street/settings/notice_period/change", {"number": "七", "kind": "natural"})
    assert answer.status_code == 422
    shown = page(answer)
    assert shown.select_one("#number-error") and shown.select_one("#source-error")
    wrong = {"value": "4000", "source": "某文件"}
    answer = submit(admin, "/street/settings/term_max_months/change", wrong)
    assert "这个值不合用" in page(answer).select_one("#value-error").get_text()
    assert page(answer).select_one("#value")["value"] == "4000"


def test_a_community_has_its_own_rule_until_it_is_taken_back(sign: Sign, client: FlaskClient) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    change = f"/street/settings/notice_period/change?community={world.north.slug}"
    submit(admin, change, {"number": "10", "kind": "working", "source": "槐荫里议事规则"})
    assert queries.rules(db.session(), world.north.id).notice_period.number == 10
    assert queries.rules(db.session(), world.south.id).notice_period.number == 7
    assert queries.rules(db.session()).notice_period.number == 7
    own = client.get(f"/street/communities/{world.north.slug}/settings").get_data(as_text=True)
    assert "10 个工作日" in own and "槐荫里议事规则" in own
    clear = f"/street/settings/notice_period/clear?community={world.north.slug}"
    assert submit(admin, clear, {"source": ""}).status_code == 422
    submit(admin, clear, {"source": "改回统一"})
    assert queries.rules(db.session(), world.north.id).notice_period.number == 7
    history = client.get("/street/settings/notice_period").get_data(as_text=True)
    assert "改回统一" in history and "10 个工作日" in history


def test_only_an_administrator_changes_the_street(client: FlaskClient, sign: Sign) -> None:
    world = make_street()
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    for path in ("settings/quorum/change", "cycle/new", "directory/import", "workdays"):
        assert client.get(f"/street/{path}").status_code == 302
        assert secretary.get(f"/street/{path}").status_code == 403
    assert "改这一项" not in client.get("/street/settings/quorum").get_data(as_text=True)


def test_a_year_is_opened_and_its_phases_changed_without_scripts(sign: Sign) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    line = {
        "phases-0-stage": "needs",
        "phases-0-name": "征集",
        "phases-0-starts_on": "2027-03-01",
        "phases-0-ends_on": "2027-03-20",
    }
    more = submit(admin, "/street/cycle/new", {"year": "2027", **line, "add_phases": "1"})
    assert len(page(more).select("[data-line]")) == 2
    second = {
        "phases-1-stage": "fair",
        "phases-1-name": "推介会",
        "phases-1-starts_on": "2027-02-25",
        "phases-1-ends_on": "2027-02-24",
    }
    wrong = submit(admin, "/street/cycle/new", {"year": "2027", **line, **second})
    assert wrong.status_code == 422 and "不能早于" in wrong.get_data(as_text=True)
    second["phases-1-ends_on"] = "2027-02-25"
    submit(admin, "/street/cycle/new", {"year": "2027", **line, **second})
    cycle = queries.cycle_of(db.session(), 2027)
    assert cycle is not None and [phase.name for phase in cycle.phases] == ["推介会", "征集"]
    submit(admin, f"/street/cycle/{cycle.slug}/phases", {"year": "2027", **line})
    names = db.session.scalars(select(CyclePhase.name).where(CyclePhase.cycle_id == cycle.id)).all()
    assert names == ["征集"]


def _upload(client: FlaskClient, content: bytes, name: str = "目录.csv") -> str:
    answer = submit(client, "/street/directory/import", {"file": (io.BytesIO(content), name)}, follow=False)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]


def test_a_directory_comes_in_as_a_whole_once_confirmed(sign: Sign) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    rows = [
        ["2026年指导性目录", "", "", ""],
        ["编号", "类别序号", "类别", "项目名称"],
        ["9.01", "9", "便民服务", "便民商业"],
        ["9.02", "９", "便民服务", "家政"],
    ]
    where = _upload(admin, csv_text(rows).encode("gb18030"))
    seen = admin.get(where).get_data(as_text=True)
    assert "5.01 群众文化" in seen and "将停用" in seen
    assert {item.number for item in queries.directory(db.session())} == {"5.01"}
    submit(admin, f"{where}/confirm")
    assert {item.number for item in queries.directory(db.session())} == {"9.01", "9.02"}
    old = db.session.scalars(select(DirectoryItem).where(DirectoryItem.number == "5.01")).one()
    assert not old.active
    again = _upload(admin, xlsx(rows), "again.xlsx")
    assert "没有要导入的行" in admin.get(again).get_data(as_text=True)


def test_a_directory_with_a_fault_does_not_come_in(sign: Sign) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    rows = [
        ["编号", "类别序号", "类别", "项目"],
        ["9.01", "9", "便民服务", "家政"],
        ["9.01", "9", "便民服务", ""],
    ]
    where = _upload(admin, csv_text(rows).encode())
    assert "第 3 行" in admin.get(where).get_data(as_text=True)
    submit(admin, f"{where}/confirm")
    assert {item.number for item in queries.directory(db.session())} == {"5.01"}


def test_a_day_is_settled_and_given_back(sign: Sign) -> None:
    world = make_street()
    admin = sign.client_of(world.user(Role.ADMINISTRATOR))
    saturday = date(2027, 2, 6)
    assert not queries.calendar(db.session()).is_workday(saturday)
    data = {"day": "2027-02-06", "is_workday": "1", "source": "国办通知"}
    submit(admin, "/street/workdays", data)
    assert queries.calendar(db.session()).is_workday(saturday)
    submit(admin, "/street/workdays/clear", {"day": "2027-02-06"})
    assert not queries.calendar(db.session()).is_workday(saturday)


def test_pages_ask_the_database_the_same_whatever_there_is(client: FlaskClient) -> None:
    world = make_street()
    paths = ("/street/", "/street/settings", "/street/directory", "/street/settings/quorum")
    counts = []
    for more in (30, 0):
        for path in paths:
            client.get(path)
        with count_queries() as log:
            for path in paths:
                client.get(path)
        counts.append(log.count)
        with unit_of_work() as session:
            for number in range(more):
                new = commands.NewCommunity(f"X{number}", f"第{number}社区", "北片")
                place = commands.add_community(session, SYSTEM, world.street, new, NOW)
                commands.set_rule(session, SYSTEM, world.street, "quorum", RULES["quorum"], "甲", NOW, place)
    assert counts[0] == counts[1]
