"""Files as offices save them."""

from __future__ import annotations

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook

from app.domain.errors import RuleViolation
from app.foundation.tables import Sheet, read_sheets
from tests.support.tables import csv_text, with_members, xlsx

ROWS = [["姓名", "电话"], ["王芳", "13800001234"], ["李·买买提", "13900005678"]]


def _only(content: bytes) -> Sheet:
    (sheet,) = read_sheets(content)
    return sheet


def _refused(content: bytes) -> str:
    with pytest.raises(RuleViolation) as caught:
        read_sheets(content)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(encoding: str, separator: str) -> None:
    sheet = _only(csv_text(ROWS, separator).encode(encoding))
    assert [list(line.cells) for line in sheet.lines] == ROWS


def test_rare_characters_survive_gb18030() -> None:
    assert _only("姓名,编号\n𠮷野㐂,1\n".encode("gb18030")).lines[1].cells[0] == "𠮷野㐂"


def test_a_line_keeps_its_number_when_lines_before_are_empty_or_broken() -> None:
    sheet = _only('标题\n\n姓名,"楼门\n和单元"\n\n王芳,1号楼\n'.encode())
    assert [(line.number, line.cell(0)) for line in sheet.lines] == [(1, "标题"), (3, "姓名"), (5, "王芳")]


def test_cells_of_a_workbook_are_text() -> None:
    row = [
        13800001234,
        13800001234.0,
        3.5,
        date(2024, 3, 20),
        datetime(2024, 3, 20),
        True,
        None,
        " 空 格 ",
        0,
    ]
    assert list(_only(xlsx([row])).lines[0].cells) == [
        "13800001234",
        "13800001234",
        "3.5",
        "2024-03-20",
        "2024-03-20",
        "是",
        "",
        "空 格",
        "0",
    ]


def test_merged_cells_are_filled() -> None:
    rows = [["名册", None, None], ["姓名", "任期", None], [None, "起", "止"], ["王芳", "2024", "2029"]]
    sheet = _only(xlsx(rows, merged=["A1:C1", "A2:A3", "B2:C2"]))
    assert [line.cells for line in sheet.lines] == [
        ("名册", "名册", "名册"),
        ("姓名", "任期", "任期"),
        ("姓名", "起", "止"),
        ("王芳", "2024", "2029"),
    ]


def test_a_file_full_of_half_written_merges_is_read_in_no_time() -> None:
    """With 20,000 of them a pattern that looked on from each to the end of the sheet took a quarter of a minute."""
    content = xlsx([["姓名"], ["王芳"]])
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
    stuffed = sheet.replace(b"</worksheet>", b"<!-- " + b"<mergeCell " * 200_000 + b"--></worksheet>")
    began = time.process_time()
    _only(with_members(content, {"xl/worksheets/sheet1.xml": stuffed}))
    assert time.process_time() - began < 10


def test_hidden_sheets_are_left_alone() -> None:
    book = Workbook()
    book.active.append(["看得见"])
    hidden = book.create_sheet("旧")
    hidden.append(["看不见"])
    hidden.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    assert [sheet.lines[0].cells for sheet in read_sheets(out.getvalue())] == [("看得见",)]


def test_a_formula_gives_its_last_value_and_never_runs() -> None:
    assert "=" not in "".join(_only(xlsx([["合计", "=1+1"]])).lines[0].cells)


@pytest.mark.parametrize("content", [b"", b"   \n", "\ufeff\n,,\n".encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert _refused(content) == "table.empty"


def test_old_or_locked_files_are_refused_with_a_remedy() -> None:
    assert _refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "table.old_format"


@pytest.mark.parametrize(
    ("member", "code"),
    [
        ("xl/vbaProject.bin", "table.macros"),
        ("xl/macrosheets/sheet1.xml", "table.macros"),
        ("xl/externalLinks/externalLink1.xml", "table.links"),
    ],
)
def test_macros_and_links_are_refused(member: str, code: str) -> None:
    assert _refused(with_members(xlsx(ROWS), {member: b"x"})) == code


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = with_members(xlsx(ROWS), {"xl/media/a.bin": b"\0" * (90 * 1024 * 1024)})
    assert len(bomb) < 200_000
    began = time.monotonic()
    assert _refused(bomb) == "table.zip"
    assert time.monotonic() - began < 1


def test_a_crowd_of_members_is_refused() -> None:
    assert _refused(with_members(xlsx(ROWS), {f"xl/x{n}.xml": b"" for n in range(600)})) == "table.zip"


def test_a_dense_sheet_is_refused() -> None:
    dense = with_members(xlsx(ROWS), {"xl/extra.xml": b"<a/>" * (5 * 1024 * 1024)})
    assert _refused(dense) == "table.zip"


def test_entities_in_xml_are_refused() -> None:
    content = xlsx(ROWS)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    head, _, rest = sheet.partition("<worksheet")
    poisoned = f"{head}{laughs}<worksheet{rest}".encode()
    assert _refused(with_members(content, {"xl/worksheets/sheet1.xml": poisoned})) == "table.broken"


def test_broken_files_are_refused() -> None:
    content = xlsx(ROWS)
    assert _refused(content[: len(content) // 2]) == "table.broken"
    assert _refused(with_members(content, {"xl/workbook.xml": b"<oops"})) == "table.broken"
    assert _refused(b"\xff\xfe\x00") == "table.encoding"
    assert _refused("姓名\0,电话\n".encode()) == "table.encoding"


def test_too_many_lines_or_columns_are_refused() -> None:
    assert _refused(csv_text([["a"]] * 50_001).encode()) == "table.lines"
    assert _refused(csv_text([["a"] * 61]).encode()) == "table.columns"
    assert _refused(xlsx([["a"] * 61])) == "table.columns"


def test_a_row_far_down_is_refused_and_not_waited_for() -> None:
    book = Workbook()
    book.active.cell(1_000_000, 1, "远")
    out = io.BytesIO()
    book.save(out)
    began = time.monotonic()
    assert _refused(out.getvalue()) == "table.lines"
    assert time.monotonic() - began < 5


def test_what_we_write_we_can_read() -> None:
    load_workbook(io.BytesIO(xlsx(ROWS)))
    assert [list(line.cells) for line in _only(xlsx(ROWS)).lines] == ROWS
