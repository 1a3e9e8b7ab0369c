"""The rule a file names, held against the format's own checker."""

from __future__ import annotations

from functools import partial

import pytest

from app.domain.counting import Outcome, count
from app.domain.counting.pb import official_rule, read_pb
from app.domain.errors import RuleViolation
from tests.support.pabulib import errors

HEAD = """META
key;value
description;x
country;Poland
unit;{unit}
instance;2024
num_projects;{projects}
num_votes;{votes}
budget;{budget}
vote_type;{kind}
rule;{rule}
date_begin;2024
date_end;2024
comment;#1: none.
PROJECTS
project_id;cost;votes;name;selected
"""


def file(
    rule: str,
    budget: int,
    projects: str,
    ballots: str,
    *,
    unit: str = "Town",
    kind: str = "approval",
    selected: str = "",
    more: str = "",
) -> bytes:
    """A file of one-letter projects ("a5 b6": costs) and ballots ("ab*3": times); ``selected`` "a1 b2"."""
    votes = [marks for ballot in ballots.split() for marks, times in [split(ballot)] for _ in range(times)]
    marked = {mark[0]: mark[1:] for mark in selected.split()}
    rows = [
        f"{one[0]};{one[1:]};{sum(one[0] in marks for marks in votes)};n;{marked.get(one[0], '0')}"
        for one in projects.split()
    ]
    head = HEAD.format(unit=unit, projects=len(rows), votes=len(votes), budget=budget, kind=kind, rule=rule)
    lines = [f"{number};{','.join(marks)}" for number, marks in enumerate(votes, 1)]
    return (
        head.replace("comment;", f"{more}comment;") + "\n".join([*rows, "VOTES", "voter_id;vote", *lines])
    ).encode()


def split(ballot: str) -> tuple[str, int]:
    marks, _, times = ballot.partition("*")
    return marks, int(times or 1)


def counted(data: bytes) -> Outcome:
    read = read_pb(data)
    return count(read.election, official_rule(read))


def followed(data: bytes) -> bool:
    """Whether the checker finds that the winners marked follow the rule stated."""
    return not any("not followed" in finding for finding in errors(data.decode()))


@pytest.mark.parametrize("word", ["unknown", "greedy-custom", "greedy-exclusive", "", "lottery"])
def test_a_word_that_defines_no_rule_is_refused(word: str) -> None:
    with pytest.raises(RuleViolation, match=r"count\.official"):
        counted(file(word, 10, "a5 b6", "a b"))


def test_the_threshold_is_read() -> None:
    data = file("greedy-threshold", 20, "a5 b6", "a*3 b*2", more="min_project_score_threshold;3\n")
    assert counted(data).selected == ("a",)


def test_a_threshold_that_is_no_whole_number_is_refused() -> None:
    with pytest.raises(RuleViolation, match=r"count\.official"):
        counted(file("greedy-threshold", 20, "a5 b6", "a*3", more="min_project_score_threshold;2.5\n"))


@pytest.mark.parametrize(("cost", "selected"), [(50, "a1 b2"), (51, "a1")])
def test_in_poznan_the_project_at_which_the_money_ends_wins_with_80_percent(cost: int, selected: str) -> None:
    """40 are left after a: 80 % of 50, not of 51. The cheap c comes after the end."""
    poznan = partial(file, "greedy-custom", 100, f"a60 b{cost} c1", "a*3 b*2 c", unit="Poznań")
    outcome = counted(poznan())
    assert outcome.selected == tuple(mark[0] for mark in selected.split())
    assert outcome.total_cost == (100 if "b" in outcome.selected else 60)
    assert followed(poznan(selected=selected))
    assert not followed(poznan(selected="a1 c1"))


def test_the_greedy_outcome_of_the_comparison_step_breaks_ties_by_the_order_of_the_file() -> None:
    """One vote each: shares buy c alone, greedy as the file has it a and c; by lower cost it would be c and b."""
    equals = partial(file, "equalshares-comparison", 12, "a6 c4 b5", "a b c")
    outcome = counted(equals())
    assert outcome.comparison is not None
    assert outcome.comparison.greedy_taken
    assert outcome.selected == ("a", "c")
    assert followed(equals(selected="a1 c1"))
    assert not followed(equals(selected="b1 c1"))
