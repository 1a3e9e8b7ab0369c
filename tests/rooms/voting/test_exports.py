"""Counted rounds as .pb files: the format's own checker finds no error, and nothing tells of a voter."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.demo.source import DATA
from app.domain.counting import Completion, Rule, RuleName, TieBreak
from app.domain.counting.pb import PbFile, read_pb
from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.street.queries import the_street
from app.voting.commands import NewOption, NewWishes, OptionWish, import_election, importing
from app.voting.exporting import election_file
from app.voting.models import Round
from app.voting.queries import count_of, protocol_of
from tests.factories import NOW, make_street
from tests.rooms.voting.test_counts import BALLOTS, RULES
from tests.rooms.voting.test_pabulib import FOLDER, REAL, small
from tests.rooms.voting.test_pages import read
from tests.rooms.voting.test_wishes import wish
from tests.support.council import make_representatives
from tests.support.pabulib import errors
from tests.support.voting import (
    CLOSES,
    OPENED,
    approving,
    close,
    open_allocation,
    open_now,
    prepare_allocation,
    vote,
)

WORDS = {
    "greedy": "greedy",
    "equal-shares cost none": "equalshares",
    "equal-shares cost add1": "equalshares/add1",
}
FIVE = tuple(keys.split() for keys in BALLOTS)
SMALL_KINDS = [
    ("approval", "1;a,b\n2;a,c\n3;a\n4;b", ""),
    ("choose-1", "1;a\n2;a\n3;c\n4;b", ""),
    ("cumulative", "1;a,b;2,1\n2;b;5\n3;c;1\n4;c;1", ";points"),
    ("scoring", "1;a,b;2,-1\n2;b;5\n3;c;1.5\n4;c;1", ";points"),
    ("ordinal", "1;a,b,c\n2;b\n3;c,b\n4;c", ""),
]
REAL_FILES = [
    "Poland_Warszawa_2017_Plac_Wojska_Polskiego",
    "Netherlands_Amsterdam_643",
    "Switzerland_Zurich_D10",
    "Switzerland_Zurich_S5R",
    "Poland_Warszawa_2018_Pole_Mokotowskie",
]


def counted(ballots: Sequence[Sequence[str]] = FIVE, **more: Any) -> Round:
    """The first of the representatives cast these ballots, whatever their number."""
    world = make_street()
    round, there = open_allocation(world, **{"amount_fen": 130_000_00, "seats": len(ballots), **more})
    for mandate, keys in zip(there, ballots, strict=False):
        vote(mandate, round, approving(*keys))
    close(world, round)
    return round


def exported(round: Round) -> str:
    session = db.session()
    kept = session.get_one(Round, round.id)
    return election_file(kept, protocol_of(session, kept), the_street(session))


def loaded(data: bytes, official: bool = False, name: str = "again.pb") -> Round:
    with unit_of_work() as session:
        return import_election(session, SYSTEM, data, name, NOW, official=official)


def winners(round: Round) -> set[str]:
    return set(count_of(db.session(), round).outcome["selected"])


def checked(round: Round) -> PbFile:
    """The file read back: good for the checker, with the winners of the round, again after a second import."""
    text = exported(round)
    assert errors(text) == {}, text
    file = read_pb(text.encode())
    assert set(file.selected or ()) == winners(round)
    official = file.meta["rule"] != "unknown"
    again = loaded(text.encode(), official)
    assert set(again.rules["published"]) == winners(round)
    if official:
        assert winners(again) == winners(round)
    assert errors(exported(again)) == {}
    return file


@pytest.mark.parametrize(("rule", "more"), RULES)
def test_a_round_under_every_offered_rule_passes_the_checker(
    app: Flask, rule: str, more: dict[str, str]
) -> None:
    meta = checked(counted(rule=rule, **more)).meta
    named = " ".join([rule, *more.values()])
    assert meta["rule"] == WORDS.get(named, "unknown")
    assert (f"Counted by {rule}" in meta.get("comment", "")) == (meta["rule"] == "unknown")


def test_the_head_says_where_when_and_in_what_money(app: Flask) -> None:
    round = counted()
    file = checked(round)
    told = {
        key: file.meta[key] for key in ("country", "subunit", "currency", "language", "vote_type", "budget")
    }
    assert told == {
        "country": "China",
        "subunit": round.community.name if round.community else None,
        "currency": "CNY",
        "language": "zh",
        "vote_type": "approval",
        "budget": "130000",
    }
    assert file.meta["unit"] == "风尚街道"
    assert (file.meta["date_begin"], file.meta["date_end"]) == (f"{OPENED:%d.%m.%Y}", f"{CLOSES:%d.%m.%Y}")


@pytest.mark.parametrize(("rule", "more"), RULES)
def test_the_demo_streets_ballots_pass_the_checker(app: Flask, rule: str, more: dict[str, str]) -> None:
    told = yaml.safe_load((DATA / "street.yaml").read_text(encoding="utf-8"))["allocation_round"]
    with (DATA / "allocation_ballots.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row["approved_options"].split(";") for row in csv.DictReader(file)]
    options = [NewOption(each["title"], each["cost_yuan"] * 100, each["id"]) for each in told["options"]]
    amount = told["fund_yuan"] * 100
    checked(counted(rows, options=options, amount_fen=amount, rule=rule, **more))


@pytest.mark.parametrize(("kind", "votes", "points"), SMALL_KINDS)
def test_an_imported_round_of_every_kind_passes_the_checker(
    app: Flask, kind: str, votes: str, points: str
) -> None:
    data = small(votes, kind, points=points).replace(b"country;Nowhere", b"country;Poland")
    file = checked(loaded(data, name="first.pb"))
    assert file.meta["vote_type"] == kind
    assert (file.meta["country"], file.meta["unit"], file.meta["instance"]) == ("Poland", "Littleton", "2024")
    assert (file.meta["currency"], file.meta["date_begin"], file.meta["date_end"]) == (
        "EUR",
        "01.03.2024",
        "10.03.2024",
    )


@REAL
@pytest.mark.parametrize("name", REAL_FILES)
def test_a_real_round_of_every_kind_passes_the_checker(app: Flask, name: str) -> None:
    checked(loaded((FOLDER / f"{name}.pb").read_bytes(), name=name))


@REAL
@pytest.mark.parametrize("rule", [RuleName.EQUAL_SHARES, RuleName.PHRAGMEN])
def test_shares_and_loads_of_a_real_round_pass_the_checker(
    app: Flask, monkeypatch: pytest.MonkeyPatch, rule: RuleName
) -> None:
    asked = Rule(rule, ties=(TieBreak.MIN_COST, TieBreak.FILED))
    monkeypatch.setattr(importing, "_rule", lambda *_: asked)
    checked(loaded((FOLDER / "Netherlands_Assen_2024.pb").read_bytes(), name=rule))


@REAL
@pytest.mark.slow
def test_a_citys_own_equal_shares_are_named_and_pass_the_checker(app: Flask) -> None:
    text = exported(loaded((FOLDER / "Poland_Swiecie_2023.pb").read_bytes(), official=True))
    assert errors(text) == {}
    assert read_pb(text.encode()).meta["rule"] == "equalshares/add1"


def test_amounts_finer_than_a_fen_are_kept(app: Flask) -> None:
    data = small().replace(b"budget;100.5", b"budget;100.5005").replace(b"country;Nowhere", b"country;Poland")
    file = checked(loaded(data, name="fine.pb"))
    assert (file.meta["budget"], file.meta["rule"]) == ("100.5005", "unknown")


def test_where_nobody_voted_there_is_no_file(app: Flask, client: FlaskClient) -> None:
    round = counted([], seats=3)
    assert client.get(f"/voting/{round.slug}/election.pb").status_code == 404
    assert "election.pb" not in str(read(client, f"/voting/{round.slug}"))
    refused = app.test_cli_runner().invoke(args=["pabulib", "export", round.slug])
    assert refused.exit_code == 2 and "nobody marked" in refused.stderr and not refused.stdout


def test_a_round_that_too_few_took_part_in_has_no_winners(app: Flask) -> None:
    text = exported(counted([["K1"]], seats=5))
    file = read_pb(text.encode())
    assert errors(text) == {}
    assert (file.selected, file.meta["rule"]) == ((), "unknown")
    assert "Not valid, so nothing was selected: 1 ballots, 3 needed" in file.meta["comment"]


@pytest.mark.parametrize(("amount_fen", "flag"), [(130_000_00, None), (400_000_00, "1")])
def test_all_affordable_is_said(app: Flask, amount_fen: int, flag: str | None) -> None:
    file = checked(counted([["K1", "K2", "K3"], ["K4"]], amount_fen=amount_fen))
    assert file.meta.get("fully_funded") == flag


@pytest.mark.parametrize("more", [{}, {"rule": "equal-shares", "utility": "cost", "completion": "greedy"}])
def test_a_tie_comes_out_as_it_was_decided(app: Flask, more: dict[str, str]) -> None:
    equal = [
        NewOption("甲", 60_000_00, "K2"),
        NewOption("乙", 60_000_00, "K1"),
        NewOption("丙", 50_000_00, "K3"),
    ]
    round = counted([["K1", "K2"]] * 3 + [["K3"]] * 2, options=equal, amount_fen=110_000_00, **more)
    assert count_of(db.session(), round).outcome["ties"]
    assert "K1" in (checked(round).selected or ())


def test_conditions_of_the_office_are_named_and_a_part_is_marked(app: Flask) -> None:
    world = make_street()
    seated = make_representatives(world.north, 5)
    round = prepare_allocation(world, amount_fen=130_000_00)
    wish(world, round, NewWishes(options=(OptionWish("K2", least_part_fen=20_000_00),)))
    open_now(world, round)
    for mandate, keys in zip(seated, FIVE, strict=True):
        vote(mandate, round, approving(*keys))
    assert close(world, round).outcome["granted"]["K2"] == 34_000_00
    text = exported(round)
    assert errors(text) == {}
    assert "K2;54000;3;楼门微花园;;2" in text
    assert "conditions of the office" in read_pb(text.encode()).meta["comment"]


def test_the_file_tells_nothing_of_the_order_of_voting_or_of_the_roll(app: Flask) -> None:
    world = make_street()
    seated = make_representatives(world.north, 5)
    texts = set()
    for turn in range(3):
        round = open_now(world, prepare_allocation(world, amount_fen=130_000_00, rule="equal-shares"))
        order = [seated[(at + turn) % 5] for at in range(5)]
        for minute, (mandate, keys) in enumerate(zip(order, FIVE, strict=True)):
            vote(mandate, round, approving(*keys), OPENED + timedelta(minutes=minute))
        close(world, round, CLOSES + timedelta(minutes=turn))
        texts.add(exported(round))
    (text,) = texts
    head, rows = text.split("VOTES\n")
    assert rows == "voter_id;vote\n1;K1\n2;K1,K2\n3;K1,K2,K3\n4;K1,K3,K4\n5;K2,K4\n"
    assert not any(told in head for told in ("代表", "R1", round.slug, "hall", "online"))


def test_everybody_gets_the_same_file_from_page_and_command(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    round = counted()
    page = read(client, f"/voting/{round.slug}")
    link = page.select_one("a[href$='/election.pb']")
    assert link is not None and "看不出先后" in page.get_text()
    answer = client.get(str(link["href"]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="election.pb"'
    file = tmp_path / "round.pb"
    runner = app.test_cli_runner()
    assert runner.invoke(args=["pabulib", "export", round.slug, "--output", str(file)]).exit_code == 0
    assert file.read_bytes() == answer.data
    assert runner.invoke(args=["pabulib", "export", round.slug]).stdout.encode() == answer.data
    assert runner.invoke(args=["pabulib", "export", "nosuch"]).exit_code == 2


def test_an_open_round_gives_no_file(app: Flask, client: FlaskClient) -> None:
    world = make_street()
    round, there = open_allocation(world)
    vote(there[0], round, approving("K1"))
    assert client.get(f"/voting/{round.slug}/election.pb").status_code == 404
    assert app.test_cli_runner().invoke(args=["pabulib", "export", round.slug]).exit_code == 2


def test_shares_that_take_long_to_raise_are_left_to_the_command(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, session: Session
) -> None:
    monkeypatch.setattr("app.voting.exporting.MOST_STEPS", 1)
    round = counted(rule="equal-shares", utility="cost", completion=Completion.ADD1.value)
    steps: dict[str, Any] = count_of(session, round).outcome["endowment"]
    assert steps["steps"] > 0
    assert client.get(f"/voting/{round.slug}/election.pb").status_code == 404
    assert client.get(f"/voting/{round.slug}/protocol.json").status_code == 200
    assert app.test_cli_runner().invoke(args=["pabulib", "export", round.slug]).exit_code == 0
