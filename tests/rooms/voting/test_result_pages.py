"""The result pages of allocations."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.voting.commands import import_election
from app.voting.models import Round
from tests.factories import NOW, World, make_street
from tests.rooms.voting.test_pabulib import small
from tests.rooms.voting.test_pages import read
from tests.support.queries import count_queries
from tests.support.voting import approving, close, open_allocation, vote

BALLOTS = ("K1", "K1 K2", "K1 K2 K3", "K2 K4", "K1 K3 K4")


def counted(rule: str = "greedy", **more: Any) -> tuple[World, Round]:
    world = make_street()
    round, there = open_allocation(world, amount_fen=130_000_00, rule=rule, **more)
    for mandate, keys in zip(there, BALLOTS, strict=True):
        vote(mandate, round, approving(*keys.split()))
    close(world, round)
    return world, round


def numbers(page: BeautifulSoup) -> dict[str, Any]:
    found = page.select_one("script#numbers[type='application/json'][nonce]")
    assert found is not None
    told: dict[str, Any] = json.loads(found.get_text())
    return told


def test_shares_their_rounds_and_the_reasons_are_told_in_words(client: FlaskClient) -> None:
    _, round = counted("equal-shares")
    page = read(client, f"/voting/{round.slug}")
    text = page.get_text()
    assert "每人名下 ¥26,000" in text
    assert page.select("#result .meter__mark")
    assert "均等份额法（看造价）" in text
    assert "支持它的人的钱用在了也支持的入选项目上：家门口助餐点（2 人也支持，付了" in text
    assert "它就会入选；多 ¥1 不行" in text and "重新计票得出" in text
    assert "人每人付 ¥" in page.select_one("#rounds").get_text()  # type: ignore[union-attr]


def test_a_completed_share_names_both_endowments(client: FlaskClient) -> None:
    _, round = counted("equal-shares", completion="add1")
    text = read(client, f"/voting/{round.slug}").get_text()
    assert "每人名下 ¥26,000" in text and "每人名下加到 ¥" in text


def test_other_rules_stand_beside_the_one_that_counted(client: FlaskClient) -> None:
    _, round = counted()
    page = read(client, f"/voting/{round.slug}")
    rows = [row.get_text(" ") for row in page.select("#sides-figures tbody tr")]
    assert len(rows) == 6
    assert "本轮所用" in rows[0] and "按票数依次取" in rows[0]
    assert sum("均等份额法" in row for row in rows) == 3
    sides = page.select_one("#sides")
    assert sides is not None and "一个都没入选的" in sides.get_text()
    spoken = page.select_one("#spoken")
    assert spoken is not None and "换一种规则，同样的选票：均等份额法" in spoken.get_text()


@pytest.mark.parametrize("rule", ["greedy", "equal-shares", "phragmen"])
def test_every_plot_has_its_table(client: FlaskClient, rule: str) -> None:
    _, round = counted(rule)
    page = read(client, f"/voting/{round.slug}")
    for plot, table in (
        ("budget", "rounds"),
        ("support", "support-table"),
        ("flows", "flows-table"),
        ("utility", "utility-table"),
    ):
        drawn = page.select_one(f"[data-plot={plot}][aria-label]")
        assert (drawn is None) == (plot == "support" and rule == "greedy")
        assert (page.select_one(f"#{table}") is None) == (drawn is None)


def test_what_is_public_names_no_voter(client: FlaskClient) -> None:
    _, round = counted("equal-shares")
    told = numbers(read(client, f"/voting/{round.slug}"))
    protocol = client.get(f"/voting/{round.slug}/protocol.json").get_data(as_text=True)
    for public in (json.dumps(told, ensure_ascii=False), protocol):
        assert "代表1" not in public and "R1" not in public
    assert set(told["options"]) == {"K1", "K2", "K3", "K4"}
    groups = json.loads(protocol)["groups"]
    assert [times for _, times in groups] == [1] * 5
    assert groups == sorted(groups)


def test_points_are_called_points_and_a_threshold_is_told(client: FlaskClient) -> None:
    make_street()
    votes, points = "1;a,b;2,1\n2;b;5\n3;c;1\n4;c;1", ";points"
    data = small(votes, "cumulative", "greedy-threshold", points)
    with unit_of_work() as unit:
        data = data.replace(b"currency;EUR", b"currency;EUR\nmin_project_score_threshold;2")
        slug = import_election(unit, SYSTEM, data, "points.pb", NOW).slug
    page = read(client, f"/voting/{slug}")
    heads = [cell.get_text() for cell in page.select("#result thead th")]
    assert heads[2] == "得分" and "按得分依次取，得分要过线（至少 2）" in page.get_text()
    spoken = page.select_one("#spoken")
    assert spoken is not None and "Benches，6 分" in spoken.get_text()
    assert page.select("#own input[type=text], #own input[inputmode=decimal]")


def test_the_tail_of_a_long_result_is_folded_away(client: FlaskClient) -> None:
    make_street()
    rows = "\n".join(f"p{n};60;Bench {n};0" for n in range(50))
    data = small("1;p0\n2;p1\n3;p0\n4;p2").decode()
    head, rest = data.split("a;60;Lamps")
    data = head.replace("num_projects;3", "num_projects;50") + rows + "\nVOTES" + rest.split("VOTES")[1]
    with unit_of_work() as unit:
        slug = import_election(unit, SYSTEM, data.encode(), "long.pb", NOW).slug
    page = read(client, f"/voting/{slug}")
    assert (len(page.select("#result tbody tr")), len(page.select("#result-rest tbody tr"))) == (30, 20)


def test_ones_own_ballot_is_never_sent(client: FlaskClient) -> None:
    _, round = counted("equal-shares")
    own = read(client, f"/voting/{round.slug}").select_one("#own")
    assert own is not None and not own.find("form")
    assert "要浏览器运行脚本" in own.get_text()
    assert all(not box.get("name") for box in own.select("input"))


def test_a_city_is_read_with_as_few_queries_as_a_village(session: Session, client: FlaskClient) -> None:
    make_street()
    counts = []
    for name, times in (("village", 1), ("city", 400)):
        votes = "\n".join(f"{n};{mark}" for n, mark in enumerate(["a,b", "a,c", "a", "b"] * times))
        data = small(votes, rule="equalshares/add1").replace(b"Littleton", name.encode())
        data = data.replace(b"num_votes;4", b"num_votes;%d" % (4 * times))
        with unit_of_work() as unit:
            slug = import_election(unit, SYSTEM, data, f"{name}.pb", NOW, official=True).slug
        with count_queries() as log:
            assert client.get(f"/voting/{slug}").status_code == 200
        counts.append(log.count)
        assert not any("protocol" in statement for statement in log.statements)
    assert counts[0] == counts[1]
