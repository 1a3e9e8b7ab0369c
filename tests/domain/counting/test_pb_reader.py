"""Reading ballot files: whatever real ones contain, and where broken ones are broken."""

from __future__ import annotations

import hashlib
import re
from itertools import permutations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.counting import BallotKind, Rule, RuleName, Utility, count
from app.domain.counting.pb import BrokenFile, read_pb
from app.domain.counting.pb.numbers import common_unit, decimal, printed

HEAD = "META\nkey;value\nbudget;{budget}\nvote_type;{kind}\nnum_projects;2\nnum_votes;3\nrule;{rule}\n"
PROJECTS = "PROJECTS\nproject_id;cost;name\n{rows}\n"


def text(
    votes: str = "voter_id;vote\n1;a\n2;a,b\n3;b,a\n",
    *,
    budget: str = "10",
    kind: str = "approval",
    rule: str = "greedy",
    rows: str = "a;5;first\nb;6;second",
) -> bytes:
    return f"{HEAD.format(budget=budget, kind=kind, rule=rule)}{PROJECTS.format(rows=rows)}VOTES\n{votes}".encode()


def where(data: bytes) -> tuple[int, int, str]:
    with pytest.raises(BrokenFile) as caught:
        read_pb(data)
    return caught.value.line, caught.value.column, caught.value.reason


def test_equal_ballots_are_one_group_whatever_their_order() -> None:
    ballots = read_pb(text()).election.ballots
    assert (ballots.voters, ballots.groups, ballots.votes) == (3, 2, (3, 2))


def test_line_ends_byte_order_mark_and_last_line_do_not_matter() -> None:
    plain = read_pb(text()).election.ballots.votes
    for data in (
        text().replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + text(),
        text().rstrip(b"\n"),
        text() + b"\n\n",
        text().replace(b"VOTES\n", b"\nVOTES\n\n"),
        text().replace(b"\n2;", b"\n\n2;"),
        text().replace(b"META", b"meta").replace(b"VOTES", b"Votes;"),
        text().replace(b"2;a,b", b"2;a, b"),
        text().replace(b"2;a,b", b'2;"a,b"'),
        text().replace(b"2;a,b", b"2;a,b,"),
        text().replace(b"\n", b"\r"),
        text().replace(b"\n", b";;\r\n"),
        text().replace(b"approval", b"Approval"),
        b"\xff\xfe" + text().decode().encode("utf-16-le"),
        b"\xfe\xff" + text().decode().encode("utf-16-be"),
    ):
        assert read_pb(data).election.ballots.votes == plain, data


def test_sections_may_stand_in_any_order() -> None:
    """An error is told on the line where it stands in the file, whatever the order."""
    meta, projects, votes = re.split(rb"(?=PROJECTS|VOTES)", text())
    for parts in permutations([meta, projects, votes]):
        assert read_pb(b"".join(parts)).election.ballots.votes == (3, 2)
    assert where(votes + meta + projects.replace(b"b;6", b"b;x"))[:2] == (16, 3)
    assert where(votes + meta + projects.replace(b"b;6", b'b;"6'))[:2] == (16, 3)
    assert "no PROJECTS" in where(votes + meta)[2]


def test_a_length_that_no_ballot_paper_has_is_told_and_left_out() -> None:
    votes = "voter_id;vote\n1;b,a\n2;a\n"
    for length in (b"-2", b"1e20", b"none"):
        data = text(votes, kind="ordinal").replace(b"num_votes;3", b"num_votes;2\nmax_length;" + length)
        file = read_pb(data)
        assert count(file.election, Rule(utility=Utility.POINTS)).scores == {"a": 3, "b": 2}
        assert [warning.split(",")[0] for warning in file.warnings] == [
            f"META says max_length {length.decode()}"
        ]


def test_projects_a_scoring_ballot_does_not_list_get_the_default_score() -> None:
    data = text("voter_id;vote;points\n1;a;2\n2;;\n", kind="scoring").replace(
        b"rule", b"default_score;-0.5\nrule"
    )
    election = read_pb(data).election
    assert election.points_unit == 10
    assert count(election, Rule()).scores == {"a": 15, "b": -10}


def test_the_hash_is_of_the_bytes() -> None:
    assert read_pb(text()).election.sha256 == hashlib.sha256(text()).hexdigest()


def test_amounts_are_exact() -> None:
    election = read_pb(text(budget="10.55", rows="a;5.1;x\nb;6,25;y")).election
    assert (election.budget, election.unit) == (1055, 100)
    assert [project.cost for project in election.projects] == [510, 625]


def test_a_field_in_quotation_marks_may_hold_anything() -> None:
    election = read_pb(text(rows='a;5;"first; with ""quotes"" and\nVOTES\nin it"\nb;6;„second"')).election
    assert election.projects[0].name == 'first; with "quotes" and\nVOTES\nin it'
    assert election.projects[1].name == '„second"'


def test_the_same_project_twice_on_a_ballot_is_one_mark_and_is_told() -> None:
    file = read_pb(text("voter_id;vote\n1;a,a\n2;a\n3;b\n"))
    assert file.election.ballots.votes == (2, 1)
    assert file.election.ballots.repeated == 1
    assert any("twice" in warning for warning in file.warnings)


def test_points_given_twice_to_a_project_are_added() -> None:
    file = read_pb(text("voter_id;vote;points\n1;a,b,a;2,1,3\n", kind="cumulative"))
    assert count(file.election, Rule()).scores == {"a": 5, "b": 1}


def test_points_with_decimals_are_exact() -> None:
    file = read_pb(text("voter_id;vote;points\n1;a,b;0.1,0.2\n2;b;-1\n", kind="scoring"))
    assert file.election.points_unit == 10
    assert count(file.election, Rule()).scores == {"a": 1, "b": -8}


def test_unlisted_projects_get_the_default_score() -> None:
    data = text("voter_id;vote;points\n1;a;5\n2;b;4\n3;;\n", kind="scoring")
    data = data.replace(b"num_votes;3", b"num_votes;3\ndefault_score;2")
    assert count(read_pb(data).election, Rule()).scores == {"a": 9, "b": 8}


def test_a_points_column_away_from_the_vote_is_found() -> None:
    for votes in (
        "voter_id;vote;age;points\n1;a,b;33;2,1\n",
        "voter_id;points;vote\n1;2,1;a,b\n",
        "points;vote;voter_id\n2,1;a,b;1\n",
    ):
        assert count(read_pb(text(votes, kind="cumulative")).election, Rule()).scores == {"a": 2, "b": 1}


def test_empty_ballots_are_voters_too() -> None:
    election = read_pb(text("voter_id;vote\n1;\n2;a\n3;\n")).election
    assert election.ballots.voters == 3
    assert election.ballots.groups == 2


def test_ordinal_ballots_keep_their_order() -> None:
    election = read_pb(text("voter_id;vote\n1;b,a\n2;b,a\n3;a,b\n", kind="ordinal")).election
    assert election.ballots.groups == 2
    assert count(election, Rule(utility=Utility.BORDA)).scores == {"a": 1, "b": 2}
    assert count(election, Rule(utility=Utility.POINTS)).scores == {"a": 4, "b": 5}


def test_the_cost_of_withdrawn_projects_is_a_mark() -> None:
    data = text(budget="5000000000", rows="a;999999999;x\nb;6;y")
    assert count(read_pb(data).election, Rule()).selected == ("b",)


def test_a_colon_in_place_of_a_semicolon_in_meta() -> None:
    assert read_pb(text().replace(b"rule;greedy", b"rule: greedy")).meta["rule"] == "greedy"


def test_selected_means_marked_one_or_two() -> None:
    """2: won in part; 3 was paid from other money and won nothing here."""
    rows = "PROJECTS\nproject_id;cost;selected\na;5;3\nb;6;2\nc;6;1\nd;6;0\n"
    data = text().replace(PROJECTS.format(rows="a;5;first\nb;6;second").encode(), rows.encode())
    assert read_pb(data).selected == ("b", "c")
    assert read_pb(text()).selected is None


@pytest.mark.parametrize(
    ("data", "line", "column", "word"),
    [
        (b"", 1, 1, "empty"),
        (b"\n \n", 1, 1, "empty"),
        (b"hello\n", 1, 1, "section title"),
        (b"META\nkey;value\nbudget;1\n", 3, 1, "no PROJECTS"),
        (text().replace(b"VOTES\n", b""), 15, 1, "no VOTES"),
        (text().replace(b"budget;10", b"budget;ten"), 3, 8, "'ten'"),
        (text().replace(b"budget;10\n", b""), 2, 1, "no budget"),
        (text(kind="guess"), 4, 11, "'guess'"),
        (text(rows="a;5;x\nb;;y"), 11, 3, "cost is missing"),
        (text(rows="a;5;x\nb;-6;y"), 11, 3, "'-6'"),
        (text(rows="a;nan;x\nb;6;y"), 10, 3, "'nan'"),
        (text(rows='"a;5;x\nb;6;y'), 10, 1, "never ends"),
        (text(rows="a;5;x\na;6;y"), 11, 1, "twice"),
        (text(rows="a;5;x\n;6;y"), 11, 1, "no id"),
        (text().replace(b";cost;", b";price;"), 9, 1, "'cost'"),
        (text("voter_id;ballot\n1;a\n"), 13, 1, "'vote'"),
        (text("voter_id;vote\n1;a\n2\n3;b\n"), 15, 2, "missing"),
        (text("voter_id;vote\n1;a\n2;a,c\n3;b\n"), 15, 5, "'c'"),
        (text("voter_id;vote\n1;a\n2;a\n3;\xff\n").decode().encode("latin-1"), 16, 3, "UTF-8"),
        (text("voter_id;vote;points\n1;a,b;1\n", kind="cumulative"), 14, 7, "2 projects and 1"),
        (text("voter_id;vote;points\n1;a,b;1,x\n", kind="cumulative"), 14, 9, "'x'"),
        (text("voter_id;vote\n1;a\n", kind="cumulative"), 13, 1, "points"),
        (text("voter_id;vote;points\n1;a,b;1,9999999999999999\n", kind="cumulative"), 13, 1, "too large"),
        (text("").replace(b"VOTES\n", b"VOTES"), 13, 1, "header"),
        (text(rows="a;5;x\nb;6;" + "y" * 200_000), 11, 1, "cannot be read"),
        (text().replace(b"PROJECTS\n", b"META\n"), 8, 1, "second META"),
        (text(rows="a;5;x\nb;6;\xf6").decode().encode("latin-1"), 11, 5, "UTF-8"),
        (b"\xff\xfe" + text(rows="a;5;票\nb;6;y").decode().encode("utf-16-le")[:-1], 16, 6, "UTF-16"),
        (text() + b"VOTES\nvoter_id;vote\n", 17, 1, "second VOTES"),
        (text("voter_id;vote;vote\n1;a;b\n"), 13, 10, "twice"),
        (text(kind="scoring").replace(b"rule;", b"default_score;few\nrule;"), 7, 15, "'few'"),
        (
            text("voter_id;vote;points\n1;a;1\n", kind="scoring").replace(
                b"rule", b"default_score;1e24\nrule"
            ),
            14,
            1,
            "large",
        ),
        (text("voter_id;vote\n1;a\0b\n"), 14, 3, r"a\x00b"),
        (text("voter_id;vote\n1;" + "z" * 10**5), 14, 3, "zz…"),
        (text("voter_id;vote\n" + "z" * 10**6), 14, 1, "cannot be read"),
    ],
)
def test_a_broken_file_says_where_and_why(data: bytes, line: int, column: int, word: str) -> None:
    found = where(data)
    assert word in found[2], found
    assert found[:2] == (line, column), found


@given(st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """Bytes cut, put in and changed anywhere."""
    damaged = bytearray(text(kind=data.draw(st.sampled_from([kind.value for kind in BallotKind]))))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        cut = data.draw(st.integers(0, 12))
        damaged[at : at + cut] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=6))
    refused_or_counted(bytes(damaged))


PIECES = [
    b'"',
    b";",
    b"\n",
    b"\r",
    b",",
    b"\0",
    b"VOTES\n",
    b"PROJECTS\n",
    b"META\n",
    b"-",
    b"1e9",
    "票".encode(),
    b"\xff",
]


@given(st.binary() | st.text().map(str.encode))
@example(b"META\nPROJECTS\nVOTES\n")
@example(b"VOTES")
@example(b"META\n\nPROJECTS\n\nVOTES\n\n")
@example(b'META\n"')
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    refused_or_counted(data)


def refused_or_counted(data: bytes) -> None:
    try:
        election = read_pb(data).election
    except BrokenFile as error:
        assert error.line >= 1
        assert error.column >= 1
        assert error.reason
        return
    for name in (RuleName.GREEDY, RuleName.EQUAL_SHARES):
        assert count(election, Rule(name)).total_cost <= election.budget


@given(st.integers(0, 10**15), st.sampled_from([1, 10, 100, 10**6]))
def test_printed_amounts_read_back(amount: int, unit: int) -> None:
    number = decimal(printed(amount, unit))
    assert number is not None
    assert number * unit == amount
    assert unit % common_unit([number]) == 0
