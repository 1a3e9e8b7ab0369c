"""A whole count written down, and whether it holds: also after somebody changed it."""

from __future__ import annotations

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.counting import (
    AreaLimit,
    BallotKind,
    Completion,
    Decision,
    Election,
    Rule,
    RuleName,
    TieBreak,
    Utility,
    Wishes,
    count,
)
from app.domain.counting.__main__ import main
from app.domain.counting.protocol import check, written
from app.domain.counting.replay import ProtocolError
from app.domain.counting.shown.rule import rule_read, rule_told
from tests.domain.counting.elections import elections, files, load, needs_pabulib

FILE = """META
key;value
budget;180
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;name
a;40;Lamps
b;140;Benches
c;60;Trees
VOTES
voter_id;vote
1;a,b
2;a,b
3;b
4;c
"""
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def paths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Path, Path]:
    """A file and the protocol of its count by Equal Shares."""
    file, protocol = tmp_path / "small.pb", tmp_path / "protocol.json"
    file.write_text(FILE)
    assert (
        main([str(file), "--rule", "equal-shares", "--completion", "greedy", "--protocol", str(protocol)])
        == 0
    )
    capsys.readouterr()
    return file, protocol


def replayed(paths: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    file, protocol = paths
    status = main([str(file), "--replay", str(protocol), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_a_written_count_holds_and_tells_who_paid_what(
    paths: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Shares of 45: the two of a pay 20 each; b and c are out of reach; then 140 are left for b."""
    told = json.loads(paths[1].read_text())
    assert told["endowment"] == {"start": "45/1", "final": "45/1", "steps": 0}
    assert told["groups"] == [[[0, 1], 2], [[1], 1], [[2], 1]]
    first, second = told["rounds"]
    assert (first["key"], first["price"], first["full"], first["rest"]) == ("a", "20/1", [0], [])
    assert first["support"] == {"a": 1000, "b": 964, "c": 500}
    assert (second["key"], second["stage"]) == ("b", "completion")
    assert told["losers"] == [{"project": "c", "reason": "money", "detail": "", "support": 750}]
    assert replayed(paths, capsys) == (0, {"holds": True, "selected": ["a", "b"], "sha256": told["sha256"]})
    assert main([str(paths[0]), "--replay", str(paths[1])]) == 0
    assert "holds" in capsys.readouterr().out


TAMPERED: dict[str, tuple[Change, int | None, str]] = {
    "another winner": (lambda told: told["rounds"][1].update(key="c", amount=60, left=80), 2, "buys b here"),
    "a purchase left out": (lambda told: told["rounds"].pop(), 2, "buys b here"),
    "a purchase put in": (
        lambda told: told["rounds"].append({"key": "c", "amount": 0, "left": 0, "stage": "rule"}),
        3,
        "buys nothing",
    ),
    "another price": (lambda told: told["rounds"][0].update(price="10/1"), 1, "payments are not the cost"),
    "other payers": (lambda told: told["rounds"][0].update(full=[0], rest=[2]), 1, "pays more or less"),
    "payers that do not exist": (lambda told: told["rounds"][0].update(full=[7]), None, "damaged"),
    "other support": (lambda told: told["rounds"][0]["support"].update(c=999), 1, "another 'support' for a"),
    "other ballots": (lambda told: told["groups"][1].__setitem__(1, 9), None, "ballots are not those"),
    "another budget": (lambda told: told.update(budget=1500), None, "'budget'"),
    "another file": (lambda told: told.update(sha256="0" * 64), None, "another file"),
    "another rule": (lambda told: told["rule"].update(completion="none"), 2, "buys nothing"),
    "no such rule": (lambda told: told["rule"].update(name="dice"), None, "damaged"),
    "another reason": (lambda told: told["losers"][0].update(reason="support"), None, "another 'losers'"),
    "a word more": (lambda told: told.update(remark="seen"), None, "another 'remark'"),
    "a word less": (lambda told: told.pop("votes"), None, "another 'votes'"),
    "no rounds": (lambda told: told.pop("rounds"), None, "damaged"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_a_tampered_protocol_does_not_hold(
    name: str, paths: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    change, number, reason = TAMPERED[name]
    told = json.loads(paths[1].read_text())
    change(told)
    paths[1].write_text(json.dumps(told))
    status, answer = replayed(paths, capsys)
    assert (status, answer["holds"], answer["round"]) == (1, False, number), answer
    assert reason in answer["reason"]


def test_the_order_in_which_ballots_are_numbered_does_not_matter(
    paths: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    told = json.loads(paths[1].read_text())
    told["groups"] = told["groups"][::-1]
    told["rounds"][0]["full"] = [2]
    paths[1].write_text(json.dumps(told))
    assert replayed(paths, capsys)[0] == 0


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "other/1"}', "[" * 100_000, "\\xff"])
def test_what_is_no_protocol_ends_with_2(
    text: str, paths: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    paths[1].write_text(text)
    assert main([str(paths[0]), "--replay", str(paths[1]), "--json"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "no protocol of a count" in told.err


@given(
    elections(BallotKind.ORDINAL) | elections(BallotKind.CUMULATIVE) | elections(),
    st.sampled_from(Completion),
)
def test_every_count_holds_after_it_was_written(election: Election, completion: Completion) -> None:
    for name in RuleName:
        if name is RuleName.PHRAGMEN and not election.ballots.kind.is_approval:
            continue
        rule = Rule(name, completion=completion if name is RuleName.EQUAL_SHARES else Completion.NONE)
        outcome = count(election, rule)
        told = json.loads(json.dumps(written(election, outcome)))
        assert check(election, told).selected == outcome.selected
        if outcome.selected:
            told["rounds"][0]["amount"] += 1
            with pytest.raises(ProtocolError):
                check(election, told)


def test_a_rule_is_told_in_full() -> None:
    wishes = Wishes(
        min_votes=2,
        exclusive=(frozenset("ab"),),
        limits=(AreaLimit("north", "category", 5, 9),),
        decisions=(Decision("a", False, "no permit"),),
        part_funding=True,
        least_share=Fraction(4, 5),
    )
    rule = Rule(
        RuleName.EQUAL_SHARES,
        utility=Utility.CARDINALITY,
        completion=Completion.ADD1,
        ties=(TieBreak.LOT,),
        threshold=3,
        comparison=True,
        comparison_ties=(TieBreak.FILED,),
        pre_elimination=Fraction(1, 3),
        recorded_scores=True,
        wishes=wishes,
    )
    assert rule_read(json.loads(json.dumps(rule_told(rule)))) == rule
    assert rule_read(rule_told(Rule())) == Rule()


@needs_pabulib
@pytest.mark.parametrize("name", files())
def test_real_counts_hold_after_they_were_written(name: str) -> None:
    election = load(name).election
    outcome = count(election, Rule(RuleName.EQUAL_SHARES))
    assert check(election, json.loads(json.dumps(written(election, outcome)))).selected == outcome.selected
