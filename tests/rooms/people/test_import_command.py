"""``flask people import``: JSON alone on standard output, and ten thousand rows in good time."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.foundation import audit
from app.foundation.database import db
from app.people.models import Mandate
from tests.factories import make_street
from tests.support.tables import csv_text, xlsx

HEAD = ["姓名", "电话", "楼门", "任期起", "任期止"]


def run(app: Flask, file: Path, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", "import", str(file), "--community", "N1", *arguments])


def test_it_shows_first_and_imports_when_told(app: Flask, tmp_path: Path) -> None:
    make_street()
    file = tmp_path / "名册.csv"
    rows = [HEAD, ["王芳", "13800001234", "1号楼", "2024-03-20", "2029-03-19"], ["李明", "1380", "", "", ""]]
    file.write_bytes(csv_text(rows).encode("gb18030"))
    seen = json.loads(run(app, file, "--json").stdout)
    assert seen["counts"] == {"new": 1, "changed": 0, "same": 0, "refused": 1}
    assert seen["faults"][0] == {
        "row": 3,
        "column": "电话",
        "reason": "电话号码不对。手机是 11 位，固定电话要带区号。",
    }
    assert seen["imported"] is False
    assert db.session.scalar(select(func.count(Mandate.id))) == 0
    assert json.loads(run(app, file, "--confirm", "--json").stdout)["imported"] is True
    again = json.loads(run(app, file, "--confirm", "--json").stdout)
    assert (again["imported"], again["counts"]["same"]) == (False, 1)
    assert db.session.scalars(select(Mandate.name)).all() == ["王芳"]
    plain = run(app, file)
    assert "row 3, 电话: " in plain.stdout and plain.exit_code == 0


def test_a_file_that_cannot_be_read_ends_with_a_reason(app: Flask, tmp_path: Path) -> None:
    make_street()
    file = tmp_path / "x.csv"
    file.write_bytes(b"")
    answer = run(app, file, "--json")
    assert answer.exit_code == 1
    assert json.loads(answer.stdout)["code"] == "table.empty"
    plain = run(app, file)
    assert (plain.exit_code, plain.stdout, plain.stderr.strip()) == (1, "", "这个文件是空的。")


@pytest.mark.slow
def test_ten_thousand_rows_take_less_than_twenty_seconds(app: Flask, tmp_path: Path) -> None:
    """Measured in processor time, so that a busy machine does not fail it."""
    make_street()
    term = ["2024年3月20日", "2029/3/19"]
    rows = [[f"代表{n}", 13800000000 + n, f"{n // 10}号楼", *term] for n in range(10_000)]
    file = tmp_path / "big.xlsx"
    file.write_bytes(xlsx([HEAD, *rows]))
    began = time.process_time()
    assert json.loads(run(app, file, "--confirm", "--json").stdout)["counts"]["new"] == 10_000
    assert time.process_time() - began < 20
    assert db.session.scalar(select(func.count(Mandate.id))) == 10_000
    assert audit.verify(db.session()) is None
