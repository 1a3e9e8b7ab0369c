"""A list of representatives, from an office's file to the roll, through the pages."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from app.domain.policy import Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.imports import ImportBatch
from app.people.models import Mandate, Membership, User
from tests.factories import World, make_representative, make_street
from tests.support.people import Sign, page, submit
from tests.support.tables import csv_text, xlsx

HEAD = ["序号", "姓 名", "联系电话\n（手机）", "楼门", "政治面貌", "任期", None]
BELOW = [None, None, None, None, None, "起", "止"]
OFFICE = [
    ["槐荫里社区居民代表名册", *[None] * 6],
    ["填表日期：2026年4月1日", *[None] * 6],
    HEAD,
    BELOW,
    [1, "王芳", 13800001234, "1号楼1门", "党员", "２０２４年３月２０日", "2029/3/19"],
    [2, "李 明", "139-0000-5678", "1号楼2门", "群众", 45371, "2029.3.19"],
    [3, "", "13700001111", "2号楼1门", "群众", "2024-03-20", "2029-03-19"],
    [4, "赵强", "1380000", "2号楼2门", "群众", "2024-03-20", "2029-02-30"],
    [5, "李明", "13900009999", "3号楼1门", "民主党派", "2024-03-20", "2029-03-19"],
    [6, "王芳", "138 0000 1234", "1号楼1门", "党员", "2024-03-20", "2029-03-19"],
    [7, "孙·买买提", None, "4号楼1门", None, "2024年3月", "2029年3月"],
]
MERGED = ["A1:G1", "A2:G2", *(f"{c}3:{c}4" for c in "ABCDE"), "F3:G3"]


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def secretary(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.SECRETARY, world.north))


def upload(client: FlaskClient, world: World, content: bytes, name: str = "名册.xlsx") -> str:
    where = f"/people/communities/{world.north.slug}/representatives/import"
    answer = submit(client, where, {"file": (io.BytesIO(content), name)}, follow=False)
    assert answer.status_code == 303, page(answer).find("main").get_text(" ", strip=True)
    return answer.headers["Location"]


def names() -> list[str]:
    return list(db.session.scalars(select(Mandate.name).order_by(Mandate.code)))


def test_an_office_file_is_shown_with_every_fault_and_nothing_comes_in_before_confirming(
    world: World, secretary: FlaskClient
) -> None:
    where = upload(secretary, world, xlsx(OFFICE, MERGED))
    seen = page(secretary.get(where)).find("main").get_text(" ", strip=True)
    for text in ("第 7 行 姓名 没有填写。", "第 8 行 电话 电话号码不对。", "第 8 行 任期止 没有这一天。"):
        assert text in seen
    assert "第 9 行 党员 请填“是”或“否”。" in seen
    assert "第 10 行 姓名 和第 5 行是同一个人" in seen
    assert "第 11 行：孙·买买提 没有电话" in seen
    assert names() == []
    submit(secretary, f"{where}/confirm")
    assert names() == ["王芳", "李 明", "孙·买买提"]
    first, second, third = db.session.scalars(select(Mandate).order_by(Mandate.code)).all()
    assert (first.code, first.user.phone, first.party_member) == ("N1-R01", "13800001234", True)
    assert second.user.phone == "13900005678"
    assert [str(m.starts_on) for m in (first, second, third)] == ["2024-03-20", "2024-03-20", "2024-03-01"]
    assert [str(m.ends_on) for m in (first, second, third)] == ["2029-03-19", "2029-03-19", "2029-03-31"]
    roles = db.session.scalars(select(Membership).where(Membership.role == Role.REPRESENTATIVE)).all()
    assert {(role.starts_on, role.ends_on) for role in roles} == {
        (m.starts_on, m.ends_on) for m in (first, third)
    }


def test_faults_can_be_taken_away_as_a_file(world: World, secretary: FlaskClient) -> None:
    where = upload(secretary, world, xlsx(OFFICE, MERGED))
    answer = secretary.get(f"{where}/faults.csv")
    assert answer.mimetype == "text/csv"
    assert answer.get_data(as_text=True).splitlines()[1] == "7,姓名,没有填写。"


def test_the_same_file_twice_imports_nothing_twice(world: World, secretary: FlaskClient) -> None:
    content = csv_text(
        [["姓名", "电话", "任期起", "任期止"], ["王芳", "13800001234", "20240320", "20290319"]]
    )
    first = upload(secretary, world, content.encode("gb18030"), "a.csv")
    submit(secretary, f"{first}/confirm")
    again = submit(secretary, f"{first}/confirm")
    assert "已经导入过" in again.get_data(as_text=True)
    second = upload(secretary, world, content.encode("gb18030"), "a.csv")
    seen = secretary.get(second).get_data(as_text=True)
    assert "已经导入过一次" in seen and "没有要导入的行" in seen
    submit(secretary, f"{second}/confirm")
    third = upload(secretary, world, content.encode("utf-8-sig"), "b.csv")
    submit(secretary, f"{third}/confirm")
    assert names() == ["王芳"]
    assert db.session.scalar(select(func.count(User.id)).where(User.phone == "13800001234")) == 1


def test_a_changed_row_changes_the_entry_and_another_person_under_a_code_is_refused(
    world: World, secretary: FlaskClient
) -> None:
    head = ["编号", "姓名", "电话", "楼门", "任期起", "任期止"]
    one = ["N1-R01", "王芳", "13800001234", "1号楼1门", "2024-03-20", "2029-03-19"]
    submit(secretary, upload(secretary, world, csv_text([head, one]).encode(), "a.csv") + "/confirm")
    moved = [*one[:3], "2号楼2门", *one[4:]]
    other = ["Ｎ１-R01 ", "赵强", "13700001111", "1号楼1门", "2024-03-20", "2029-03-19"]
    submit(secretary, upload(secretary, world, csv_text([head, moved]).encode(), "b.csv") + "/confirm")
    mandate = db.session.scalars(select(Mandate)).one()
    assert mandate.stairwell == "2号楼2门"
    seen = secretary.get(upload(secretary, world, csv_text([head, other]).encode(), "c.csv"))
    assert "在册的是另一个人" in seen.get_data(as_text=True)


def test_near_duplicates_are_pointed_out(world: World, secretary: FlaskClient) -> None:
    make_representative(world.north, 1)
    head = ["姓名", "电话", "任期起", "任期止"]
    term = ["2024-03-20", "2029-03-19"]
    rows = [
        head,
        ["代 表1", "13800001234", *term],
        ["王 芳", "13800001235", *term],
        ["王芳", "13800001235", *term],
    ]
    seen = page(secretary.get(upload(secretary, world, csv_text(rows).encode(), "a.csv"))).get_text()
    assert "名册里已有同名代表 N1-R01" in seen
    assert "和第 3 行是同一个人" in seen


def test_a_file_that_cannot_be_read_says_why_beside_its_field(world: World, secretary: FlaskClient) -> None:
    where = f"/people/communities/{world.north.slug}/representatives/import"
    for content, text in (
        (b"", "空的"),
        (csv_text([["甲", "乙"], ["1", "2"]]).encode(), "还缺这些列：姓名、任期起、任期止"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 9, "旧版 Excel"),
    ):
        answer = submit(secretary, where, {"file": (io.BytesIO(content), "a.xlsx")})
        assert answer.status_code == 422
        assert text in page(answer).select_one("#file-error").get_text()
    assert "请选择文件" in page(submit(secretary, where)).select_one("#file-error").get_text()


def test_nobody_imports_into_another_community(world: World, secretary: FlaskClient, sign: Sign) -> None:
    where = upload(secretary, world, xlsx(OFFICE, MERGED))
    other = sign.client_of(world.user(Role.SECRETARY, world.south))
    assert other.get(where).status_code == 404
    assert submit(other, f"{where}/confirm").status_code == 404
    assert other.get(f"/people/communities/{world.north.slug}/representatives/import").status_code == 404
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    assert worker.get(f"/people/communities/{world.north.slug}/representatives").status_code == 200
    assert worker.get(where).status_code in (403, 404)


def test_the_template_comes_back_in_as_it_is(world: World, secretary: FlaskClient) -> None:
    book = load_workbook(io.BytesIO(secretary.get("/people/representatives/template.xlsx").data))
    sheet = book.worksheets[0]
    assert sheet["C2"].number_format == "@"
    values = {"姓名": "王芳", "电话": "13800001234", "任期起": "2024-03-20", "任期止": "2029-03-19"}
    for cell in sheet[1]:
        if cell.value in values:
            sheet.cell(2, cell.column, values[cell.value])
    out = io.BytesIO()
    book.save(out)
    submit(secretary, upload(secretary, world, out.getvalue()) + "/confirm")
    assert names() == ["王芳"]


def test_an_import_is_on_record_without_anybodys_name(world: World, secretary: FlaskClient) -> None:
    submit(secretary, upload(secretary, world, xlsx(OFFICE, MERGED)) + "/confirm")
    entries = db.session.scalars(select(AuditEntry)).all()
    assert [e.detail["new"] for e in entries if e.action == "import.confirm"] == [3]
    assert sum(entry.action == "people.seat_representative" for entry in entries) == 3
    assert "王芳" not in str([entry.detail for entry in entries])
    batch = db.session.scalars(select(ImportBatch)).one()
    assert batch.content == ""
