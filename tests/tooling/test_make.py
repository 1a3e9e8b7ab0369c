"""The Makefile and the script of the continuous checks."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import doctor, machine, port

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

NOWHERE = "postgresql+psycopg://127.0.0.1:1/postgres"


def _phony() -> set[str]:
    declared = re.search(r"^\.PHONY: (help .*)$", MAKEFILE, re.MULTILINE)
    assert declared, "the Makefile declares its targets as .PHONY"
    return set(declared[1].split())


def test_help_names_every_target_in_both_languages() -> None:
    shown = subprocess.run(["make", "-s"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    named = dict(re.findall(r"^  make (\S+) +(.*)$", shown, re.MULTILINE))
    assert set(named) == _phony()
    assert all(re.search(r"[\u4e00-\u9fff]", text) and re.search(r"[a-z]", text) for text in named.values())


def test_each_target_is_phony() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    assert targets == _phony()


def test_the_continuous_checks_are_those_of_make_test_and_require_postgresql() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "export REQUIRE_POSTGRES=1" in text
    assert re.search(r"^ *(\S+ -m scripts\.temporary_postgres )?make .*\btest$", text, re.MULTILINE)


def _test_postgres(**settings: str) -> subprocess.CompletedProcess[str]:
    """`make test-postgres` where nothing listens."""
    environment = {name: value for name, value in os.environ.items() if name != "REQUIRE_POSTGRES"}
    environment |= {"TEST_POSTGRES_URL": NOWHERE, **settings}
    command = ["make", "-s", "-o", ".venv/.dev", "test-postgres"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_required_postgresql_that_is_missing_is_an_error() -> None:
    answer = _test_postgres(REQUIRE_POSTGRES="1")
    assert answer.returncode != 0
    assert f"PostgreSQL is not usable at {NOWHERE}" in answer.stderr


def test_missing_postgresql_that_is_not_required_is_said_plainly() -> None:
    answer = _test_postgres()
    assert answer.returncode == 0
    assert "The suite ran on SQLite only" in answer.stdout


def test_doctor_names_the_remedy_of_what_is_missing_for_the_tests_and_still_lets_the_demo_run() -> None:
    environment = {**os.environ, "CHROMIUM": "/nonexistent/chromium", "TEST_POSTGRES_URL": NOWHERE}
    command = [sys.executable, "-m", "scripts.doctor"]
    answer = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout
    assert re.search(
        r"^MISSING  Chromium: .*\n +Debian: apt-get install chromium", answer.stdout, re.MULTILINE
    )
    assert re.search(r"^MISSING  PostgreSQL: ", answer.stdout, re.MULTILINE)
    assert re.search(r"^OK       Python 3\.", answer.stdout, re.MULTILINE)


def test_doctor_fails_when_make_run_cannot_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SQLITE_MINIMUM", (99, 0, 0))
    assert doctor.main() == 1


def test_make_run_stops_at_once_when_its_port_is_taken(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number = str(server.getsockname()[1])
        assert port.main(number) == 1
        assert "make run PORT=" in capsys.readouterr().err
    assert port.main(number) == 0


def test_no_python_that_is_new_enough_is_said_in_both_languages() -> None:
    environment = {**os.environ, "PYTHON": "/nonexistent/python"}
    answer = subprocess.run(
        ["scripts/find_python"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert answer.returncode == 1
    assert "MISSING Python 3.11 or newer" in answer.stderr
    assert "请安装 Python 3.11" in answer.stderr
