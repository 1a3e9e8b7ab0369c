"""The command line, started as anybody would."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest

from app.domain.counting import Completion, RuleName, Utility
from app.domain.counting.__main__ import main
from app.domain.counting.shown.refusals import SENTENCES
from tests.domain.counting.elections import ROOT

FILE = """META
key;value
budget;100
vote_type;approval
rule;greedy-threshold
min_project_score_threshold;2
num_projects;3
num_votes;5
PROJECTS
project_id;cost;name;selected
a;60;Lamps;1
b;50;Benches;0
c;40;Trees;0
VOTES
voter_id;vote
1;a
2;a
3;a,b
4;b
5;c
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.pb"
    path.write_text(FILE)
    return path


def counted(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main([str(argument) for argument in (*arguments, "--json")]) == 0
    result = json.loads(capsys.readouterr().out)
    assert isinstance(result, dict)
    return result


def test_a_fresh_process_prints_json_and_nothing_else(file: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "app.domain.counting",
        str(file),
        "--rule",
        "equal-shares",
        "--utility",
        "cost",
    ]
    command += ["--completion", "add1", "--ties", "min-cost,max-votes", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    result = json.loads(done.stdout)
    assert {"selected", "total_cost", "rule", "ties", "rounds", "timing"} <= result.keys()
    assert result["selected"] == ["a"]
    assert result["total_cost"] == "60"
    assert result["timing"].keys() == {"read", "count"}
    assert result["rounds"][0]["price"] == "20"
    assert done.stderr == ""


def test_every_rule_utility_and_completion_can_be_asked_for(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for rule in RuleName:
        assert counted(capsys, file, "--rule", rule)["rule"] == rule
    for utility in ("cost", "cardinality", "points"):
        assert counted(capsys, file, "--rule", "equal-shares", "--utility", utility)["utility"] == utility
    for completion in Completion:
        result = counted(capsys, file, "--rule", "equal-shares", "--completion", completion)
        assert result["completion"] == completion


def test_the_chain_of_ties(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = counted(capsys, file, "--ties", "max-cost,id")
    assert isinstance(result["ties"], dict)
    assert result["ties"]["chain"] == ["max-cost", "id"]


def test_the_official_rule(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = counted(capsys, file, "--official")
    assert (result["rule"], result["threshold"], result["selected"]) == ("greedy-threshold", 2, ["a"])


def test_rules_side_by_side(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = counted(capsys, file, "--compare")
    assert isinstance(result["compare"], list)
    assert {row["name"] for row in result["compare"]} >= {
        "greedy",
        "equal-shares+add1",
        "phragmen",
        "max-welfare",
    }
    assert main([str(file), "--compare"]) == 0
    assert "empty-handed" in capsys.readouterr().out


def test_words_for_a_winner_and_a_loser(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file), "--rule", "equal-shares", "--explain", "a"]) == 0
    assert "won as purchase 1" in capsys.readouterr().out
    assert main([str(file), "--rule", "equal-shares", "--explain", "b"]) == 0
    told = capsys.readouterr().out
    assert "effective support was 66.6 %" in told
    assert "spent 20 on winners they also marked: a 20" in told
    assert "At a cost of 20 it would have won" in told


def test_a_table_to_read(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(file)]) == 0
    told = capsys.readouterr().out
    assert "Lamps" in told
    assert "not enough money left" in told


def test_a_broken_file_ends_with_2_and_says_where(tmp_path: Path) -> None:
    path = tmp_path / "broken.pb"
    path.write_text(FILE.replace("3;a,b", "3;a,x"))
    command = [sys.executable, "-m", "app.domain.counting", str(path), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "line 18, column 5: there is no project 'x'" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["missing.pb"],
        ["{file}", "--ties", "luck"],
        ["{file}", "--rule", "dice"],
        ["{file}", "--utility", "borda"],
        ["{file}", "--completion", "add1"],
        ["{file}", "--explain", "nobody"],
        ["{file}", "--pre-elimination", "1/0"],
        ["{file}", "--pre-elimination", "1e99999999"],
        ["{file}", "--official", "--rule", "phragmen"],
        ["{file}", "--official", "--min-votes", "1"],
        ["{file}", "--compare", "--explain", "a"],
        ["{file}", "--replay", "{file}"],
        ["{file}", "--replay", "missing.json"],
        ["{file}", "--replay", "{file}", "--rule", "greedy"],
        ["{file}", "--protocol", "/missing/folder/x.json"],
        ["."],
    ],
)
def test_what_cannot_be_counted_ends_with_2(
    file: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    given = [argument.format(file=file) for argument in arguments]
    try:
        status = main(given)
    except SystemExit as ended:
        status = int(str(ended.code))
    told = capsys.readouterr()
    assert (status, told.out) == (2, "")
    assert told.err.rstrip()
    assert "count." not in told.err


KINDS = {
    "approval": ("", ""),
    "choose-1": ("", ""),
    "ordinal": ("", ""),
    "cumulative": (";points", ";3"),
    "scoring": (";points", ";-1"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_everything_asked_for_is_counted_or_refused_in_words(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head, points = KINDS[kind]
    path = tmp_path / "kind.pb"
    votes = "".join(f"{number};a{points}\n" for number in range(3))
    text = FILE.replace("approval", kind).partition("voter_id")[0]
    path.write_text(f"{text}voter_id;vote{head}\n{votes}9;b{points}\n")
    for rule, utility, completion in product(RuleName, Utility, Completion):
        asked = [str(path), "--rule", rule, "--utility", utility, "--completion", completion, "--json"]
        status, told = main(asked), capsys.readouterr()
        if status == 0:
            assert json.loads(told.out)["rule"] == rule
        else:
            assert (status, told.out) == (2, "")
            assert re.search(r"belongs to|needs (ordinal|approval) ballots", told.err), told.err


def test_every_refusal_of_the_engine_has_a_sentence() -> None:
    engine = ROOT / "app" / "domain" / "counting"
    raised = {
        code
        for path in engine.rglob("*.py")
        for code in re.findall(r'RuleViolation\("(count\.\w+)"', path.read_text())
    }
    assert raised == SENTENCES.keys()


@pytest.mark.parametrize(
    ("word", "sentence"),
    [
        ("", "names no rule"),
        ("unknown", "says that its rule is unknown"),
        ("greedy-exclusive", "which projects exclude each other"),
        ("greedy-custom", "a town's own"),
        ("lottery", "the rule 'lottery'"),
    ],
)
def test_why_an_official_rule_cannot_be_counted(
    word: str, sentence: str, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file.write_text(FILE.replace("rule;greedy-threshold", f"rule;{word}"))
    assert main([str(file), "--official"]) == 2
    assert sentence in capsys.readouterr().err


def test_names_are_shown_on_any_screen(file: Path) -> None:
    file.write_text(FILE.replace("Lamps", "路灯é🏮"), encoding="utf-8")
    for more in ([], ["--json"], ["--compare"]):
        done = subprocess.run(
            [sys.executable, "-m", "app.domain.counting", str(file), *more],
            cwd=ROOT,
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii"},
            check=True,
        )
        assert done.stdout.isascii()
        assert "--json" not in more or json.loads(done.stdout)["selected"] == ["a", "c"]


def test_the_engine_starts_without_the_application() -> None:
    script = (
        "import sys, app.domain.counting; print([name for name in sys.modules if name.startswith('flask')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
