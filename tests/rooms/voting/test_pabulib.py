"""Real elections, and small made-up ones, loaded as finished rounds."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.counting.pb import BrokenFile
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.voting.commands import import_election
from app.voting.models import Ballot, RollEntry, Round
from app.voting.queries import count_of
from tests.factories import NOW

FOLDER = Path(os.environ.get("PABULIB_DIR", "../shared/data/pabulib"))
REAL = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no real elections: {FOLDER} is not there")
SMALL = """META
key;value
description;Small town
country;Nowhere
unit;Littleton
instance;2024
num_projects;3
num_votes;4
budget;100.5
vote_type;{kind}
rule;{rule}
date_begin;01.03.2024
date_end;10.03.2024
currency;EUR
PROJECTS
project_id;cost;name;selected
a;60;Lamps;1
b;50;Benches;0
c;40;Trees;1
VOTES
voter_id;vote{points}
{votes}
"""
APPROVALS = "secret-name-1;a,b\n7;a,c\n8;a\n9;b"


def small(votes: str = APPROVALS, kind: str = "approval", rule: str = "greedy", points: str = "") -> bytes:
    return SMALL.format(votes=votes, kind=kind, rule=rule, points=points).encode()


def load(data: bytes, official: bool = False) -> Round:
    with unit_of_work() as session:
        return import_election(session, SYSTEM, data, "small.pb", NOW, official=official)


def test_a_file_becomes_a_counted_round_with_its_source_and_currency(session: Session) -> None:
    round = load(small())
    outcome = count_of(session, round).outcome
    assert (round.state, round.title, round.source) == ("counted", "Littleton 2024", "small.pb")
    assert (outcome["selected"], outcome["votes"]) == (["a", "c"], {"a": 3, "b": 2, "c": 1})
    assert (round.amount_fen, round.rules["currency"], round.rules["published"]) == (10050, "EUR", ["a", "c"])
    assert (round.voters, round.voted) == (4, 4)


def test_nothing_of_the_files_voter_ids_is_kept(session: Session) -> None:
    round = load(small())
    entries = session.scalars(select(RollEntry).where(RollEntry.round_id == round.id)).all()
    assert sorted((entry.number, entry.name, entry.code) for entry in entries) == [
        (number, "", "") for number in (1, 2, 3, 4)
    ]


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    assert load(small()).id == load(small()).id
    assert session.scalar(select(func.count(Round.id))) == 1
    assert session.scalar(select(func.count(Ballot.id))) == 4


def test_points_and_ranks_are_counted_as_they_were_marked(session: Session) -> None:
    points = load(small("1;a,b;2,1\n2;b;5\n3;c;1\n4;c;1", "cumulative", points=";points"))
    assert count_of(session, points).outcome["scores"] == {"a": 2, "b": 6, "c": 2}
    ranks = load(small("1;a,b,c\n2;b\n3;c,b\n4;c", "ordinal"))
    assert count_of(session, ranks).outcome["scores"] == {"a": 3, "b": 7, "c": 7}


def test_the_citys_own_rule_is_used_when_asked_for(session: Session) -> None:
    round = load(small(rule="equalshares"), official=True)
    assert count_of(session, round).outcome["rule"] == "equal-shares"
    with pytest.raises(RuleViolation, match=r"^count\.official$"):
        load(small(rule="greedy-custom"), official=True)


def test_a_broken_file_changes_nothing(session: Session) -> None:
    with pytest.raises(BrokenFile, match="line"):
        load(small("1;a,z"))
    assert session.scalar(select(func.count(Round.id))) == 0


def test_an_official_rule_is_counted_as_the_command_line_counts_it(session: Session) -> None:
    """After a, 40.5 are left: 80 % of b's 50, so that in Poznań b wins with them. By the order of the file, c and a win
    the comparison; by cost it would be c and b.
    """
    poznan = small(rule="greedy-custom").replace(b"Littleton", "Poznań".encode())
    round = load(poznan, official=True)
    outcome = count_of(session, round).outcome
    assert (outcome["selected"], [each["amount"] for each in outcome["rounds"]]) == (["a", "b"], [6000, 4050])
    equals = (
        small("1;a\n2;c\n3;b", rule="equalshares-comparison")
        .replace(b"b;50", b"b;45")
        .replace(b"c;40", b"c;30")
    )
    assert count_of(session, load(equals, official=True)).outcome["selected"] == ["a", "c"]


def test_the_command_line_answers_in_json_alone(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "small.pb"
    file.write_bytes(small())
    answer = app.test_cli_runner().invoke(args=["pabulib", "import", str(file), "--json"])
    assert json.loads(answer.stdout)["selected"] == ["a", "c"]
    file.write_bytes(small("1;a,z"))
    broken = app.test_cli_runner().invoke(args=["pabulib", "import", str(file)])
    assert broken.exit_code == 2
    assert "line" in broken.stderr and not broken.stdout
    file.write_bytes(small(rule="unknown"))
    unknown = app.test_cli_runner().invoke(args=["pabulib", "import", str(file), "--official"])
    assert (unknown.exit_code, "its rule is unknown" in unknown.stderr) == (2, True)


def test_counting_from_the_command_line_is_the_engines_own(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "small.pb"
    file.write_bytes(small())
    answer = app.test_cli_runner().invoke(args=["count", str(file), "--rule", "greedy", "--json"])
    assert json.loads(answer.stdout)["selected"] == ["a", "c"]
    protocol = tmp_path / "protocol.json"
    app.test_cli_runner().invoke(args=["count", str(file), "--protocol", str(protocol)])
    protocol.write_text(protocol.read_text().replace('"left": 5,', '"left": 6,'))
    forged = app.test_cli_runner().invoke(args=["count", str(file), "--replay", str(protocol)])
    assert (forged.exit_code, "round 2" in forged.stdout) == (1, True)
    unfit = app.test_cli_runner().invoke(args=["count", str(file), "--utility", "borda"])
    assert (unfit.exit_code, unfit.stdout) == (2, "")


@REAL
@pytest.mark.parametrize(
    "name", ["Poland_Warszawa_2017_Plac_Wojska_Polskiego", "Poland_Warszawa_2020_Praga-Poludnie"]
)
def test_a_real_city_comes_out_as_it_was_published(session: Session, name: str) -> None:
    with unit_of_work() as unit:
        data = (FOLDER / f"{name}.pb").read_bytes()
        round = import_election(unit, SYSTEM, data, f"{name}.pb", NOW)
    assert set(count_of(session, round).outcome["selected"]) == set(round.rules["published"])


@REAL
@pytest.mark.slow
def test_sixty_thousand_ballots_are_loaded_and_counted(session: Session) -> None:
    with unit_of_work() as unit:
        data = (FOLDER / "Poland_Warszawa_2026.pb").read_bytes()
        round = import_election(unit, SYSTEM, data, "Poland_Warszawa_2026.pb", NOW)
    assert round.voted == 61_668
    assert set(count_of(session, round).outcome["selected"]) == set(round.rules["published"])
