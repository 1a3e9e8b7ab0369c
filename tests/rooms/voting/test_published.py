"""The files of a result: made once, kept, and enough for anybody to count again."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.domain.counting.__main__ import main
from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.voting.commands import AreaWish, NewOption, NewWishes, OptionWish, import_election
from app.voting.models import PublishedFile, Round
from app.voting.publishing import publish_files
from tests.factories import NOW, make_street
from tests.rooms.voting.test_counts import RULES, counted
from tests.rooms.voting.test_exports import SMALL_KINDS
from tests.rooms.voting.test_pabulib import FOLDER, REAL, small
from tests.rooms.voting.test_wishes import counted as counted_with
from tests.support.council import make_representatives
from tests.support.published import follow
from tests.support.voting import (
    CLOSES,
    all_for,
    approving,
    close,
    open_now,
    open_resolution,
    prepare_allocation,
    vote,
)

WISHES = {
    "least votes": NewWishes(min_votes=3),
    "an area": NewWishes(
        options=(OptionWish("K2", category="甲"), OptionWish("K4", category="甲")),
        limits=(AreaWish("甲", 20_000_00, 60_000_00),),
    ),
    "fixed": NewWishes(options=(OptionWish("K4", decision="in", reason="去年说好的"),)),
    "exclusive": NewWishes(options=(OptionWish("K1", group="甲"), OptionWish("K2", group="甲"))),
    "in part": NewWishes(options=(OptionWish("K2", least_part_fen=20_000_00),)),
}


@pytest.mark.parametrize(("rule", "more"), RULES)
def test_what_the_page_says_is_so_under_every_rule(
    client: FlaskClient, tmp_path: Path, rule: str, more: dict[str, str]
) -> None:
    follow(client, counted(rule, **more).slug, tmp_path)


@pytest.mark.parametrize("name", WISHES)
def test_and_with_conditions(client: FlaskClient, tmp_path: Path, name: str) -> None:
    round, _ = counted_with(make_street(), WISHES[name], amount_fen=130_000_00)
    follow(client, round.slug, tmp_path)


@pytest.mark.parametrize(("kind", "votes", "points"), SMALL_KINDS)
def test_and_for_every_kind_of_ballot(
    client: FlaskClient, tmp_path: Path, kind: str, votes: str, points: str
) -> None:
    with unit_of_work() as session:
        slug = import_election(session, SYSTEM, small(votes, kind, "greedy", points), "s.pb", NOW).slug
    follow(client, slug, tmp_path)


def test_and_for_resolutions(client: FlaskClient, tmp_path: Path) -> None:
    assert ": passed, " in follow(client, resolved().slug, tmp_path)


def test_and_with_blank_ballots_and_ids_the_format_cannot_hold(client: FlaskClient, tmp_path: Path) -> None:
    data = small("1;a x,b\n2;a x\n3;\n4;b").replace(b"a;60;Lamps", b"a x;60;Lamps")
    with unit_of_work() as session:
        round = import_election(session, SYSTEM, data, "s.pb", NOW)
    follow(client, round.slug, tmp_path)


def test_and_where_no_file_can_hold_the_election(client: FlaskClient, tmp_path: Path) -> None:
    world = make_street()
    options = [NewOption("一毛钱的事", 10), NewOption("几分钱的事", 5)]
    seated = make_representatives(world.north, 3)
    round = open_now(world, prepare_allocation(world, options=options, amount_fen=100))
    for mandate in seated:
        vote(mandate, round, approving("1", "2"))
    close(world, round)
    follow(client, round.slug, tmp_path)
    assert not (tmp_path / "election.pb").exists()


def resolved() -> Round:
    world = make_street()
    round, there = open_resolution(world)
    for mandate in there:
        vote(mandate, round, all_for(round))
    close(world, round)
    return round


def changed(change: Callable[[dict[str, Any]], object], folder: Path) -> int:
    """The status of a replay after somebody altered the protocol."""
    file = folder / "protocol.json"
    told = json.loads(file.read_bytes())
    change(told)
    file.write_text(json.dumps(told), encoding="utf-8")
    ballots = folder / "election.pb"
    return main([*([str(ballots)] if ballots.exists() else []), "--replay", str(file)])


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["groups"][0].__setitem__(1, 2),
        lambda told: told["costs"].__setitem__(0, 1),
        lambda told: told.__setitem__("budget", told["budget"] + 1),
        lambda told: told["rounds"][0].__setitem__("left", 0),
        lambda told: told["beside_file"]["projects"][0].__setitem__(6, True),
        lambda told: told["rule"].__setitem__("completion", "greedy"),
        lambda told: told["file"].__setitem__("sha256", "0" * 64),
        lambda told: told["selected"].append("K4"),
        lambda told: told.pop("ties"),
        lambda told: told["groups"][0].__setitem__(0, [99]),
    ],
)
def test_an_altered_protocol_does_not_hold(
    client: FlaskClient, tmp_path: Path, change: Callable[[dict[str, Any]], object]
) -> None:
    follow(client, counted("equal-shares").slug, tmp_path)
    assert changed(change, tmp_path) == 1


def test_an_altered_resolution_does_not_hold(client: FlaskClient, tmp_path: Path) -> None:
    follow(client, resolved().slug, tmp_path)
    assert changed(lambda told: told["resolutions"][0].__setitem__("yes", 1), tmp_path) == 1


def test_an_altered_ballot_file_does_not_hold(client: FlaskClient, tmp_path: Path) -> None:
    follow(client, counted().slug, tmp_path)
    ballots = tmp_path / "election.pb"
    ballots.write_bytes(ballots.read_bytes().replace(b"1;K1\n", b"1;K2\n"))
    assert changed(lambda told: None, tmp_path) == 1


def test_files_are_made_once_and_asked_for_again_cost_nothing(client: FlaskClient, session: Session) -> None:
    round = counted()
    first = client.get(f"/voting/{round.slug}/election.pb")
    again = client.get(f"/voting/{round.slug}/election.pb", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    publish_files(round.id, CLOSES + timedelta(days=9))
    assert session.scalars(select(PublishedFile.made_at)).all() == [CLOSES, CLOSES]
    for name in ("rules.json", "protocol.json"):
        assert client.get(f"/voting/{round.slug}/{name}").headers["ETag"]


def test_nothing_of_a_file_is_changed_or_taken_away(session: Session) -> None:
    counted()
    for statement in ("UPDATE published_file SET sha256 = 'x'", "DELETE FROM published_file"):
        with pytest.raises(DBAPIError), unit_of_work() as unit:
            unit.execute(text(statement))


def test_a_round_from_before_gets_its_files_when_it_is_read(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("app.voting.commands.closing.publish_after", lambda *_: None)
    round = counted()
    assert client.get(f"/voting/{round.slug}/election.pb").status_code == 404
    follow(client, round.slug, tmp_path)


@REAL
def test_a_citys_election_replays_from_what_is_published(client: FlaskClient, tmp_path: Path) -> None:
    file = FOLDER / "Poland_Warszawa_2017_Plac_Wojska_Polskiego.pb"
    with unit_of_work() as session:
        round = import_election(session, SYSTEM, file.read_bytes(), file.name, NOW, official=True)
    follow(client, round.slug, tmp_path)
