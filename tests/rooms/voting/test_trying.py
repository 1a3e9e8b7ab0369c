"""The page on which rules and amounts of money are tried on ballots counted before."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.voting.commands import import_election
from app.voting.models import Count, Round
from tests.factories import NOW, World, make_street
from tests.rooms.voting.test_pabulib import small
from tests.rooms.voting.test_pages import read
from tests.rooms.voting.test_result_pages import counted
from tests.support.people import Sign
from tests.support.queries import count_queries

TRY = "/voting/try"
SEVERAL = "rule=greedy&rule=equal-shares&rule=phragmen&utility=cost&utility=cardinality&completion=none&completion=add1"


def imported(data: bytes) -> Round:
    with unit_of_work() as unit:
        return import_election(unit, SYSTEM, data, "small.pb", NOW)


def secretary_of(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.SECRETARY, world.north))


def figures(page: BeautifulSoup) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.select("#sides-figures tbody tr")]


def test_several_rules_stand_side_by_side(session: Session, sign: Sign) -> None:
    world, round = counted()
    rows = figures(read(secretary_of(world, sign), f"{TRY}?source={round.slug}&{SEVERAL}"))
    assert "按票数依次取" in rows[0] and "（当时所用）" in rows[0]
    assert len(rows) == 6, "the round's own rule once, phragmen, and equal shares twice by two"
    assert sum("均等份额法" in row for row in rows) == 4
    assert session.scalar(select(func.count(Count.id))) == 1


def test_other_money_is_tried_with_the_rounds_own_rule_too(sign: Sign) -> None:
    world, round = counted()
    client = secretary_of(world, sign)
    page = read(client, f"{TRY}?source={round.slug}&rule=phragmen&amount=194,400")
    rows = figures(page)
    assert "（当时所用，¥130,000）" in rows[0] and "2 个" in rows[0] and "¥115,200" in rows[0]
    assert "按票数依次取" in rows[1] and "4 个" in rows[1] and "¥194,400" in rows[1], "all four options fit"
    assert "均衡负担法" in rows[2]
    assert [link.get_text() for link in page.select("#trial p a")] == ["¥104,000", "¥156,000", "¥195,000"]
    more = page.select("#trial p a")[1]["href"]
    assert "（当时所用，¥130,000）" in figures(read(client, str(more)))[0]


def test_what_cannot_be_tried_is_said_beside_the_field(sign: Sign) -> None:
    world, round = counted()
    client = secretary_of(world, sign)
    for query, field, text in (
        ("rule=phragmen&amount=0", "amount", "最多试到 ¥1,300,000"),
        ("rule=phragmen&amount=1300000.01", "amount", "最多试到 ¥1,300,000"),
        ("rule=phragmen&amount=many", "amount", "many"),
        ("amount=", "rule", "请至少选一种规则"),
        ("rule=greedy", "rule", "请选别的规则，或者换一笔钱"),
        ("rule=none", "rule", "none"),
    ):
        page = read(client, f"{TRY}?source={round.slug}&{query}", 422)
        group = page.select_one(f"#{field}-error").parent  # type: ignore[union-attr]
        assert group is not None and text in str(group), query
        assert page.select_one("#trial") is None
    read(client, f"{TRY}?source=nosuch&rule=greedy", 422)


def test_the_office_tries_for_any_community_and_prepares_for_none(sign: Sign) -> None:
    world, round = counted()
    city = imported(small())
    for role in (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE):
        client = sign.client_of(world.user(role))
        for source in (round.slug, city.slug):
            assert figures(read(client, f"{TRY}?source={source}&rule=equal-shares"))
        assert client.get(f"/voting/prepare/allocation/{world.north.slug}").status_code in (403, 404)
    for role in (Role.RESIDENT, Role.COMMUNITY_WORKER, Role.REPRESENTATIVE):
        assert sign.client_of(world.user(role, world.north)).get(TRY).status_code == 403


def test_the_way_there_is_shown_to_those_who_may(sign: Sign, client: FlaskClient) -> None:
    world, round = counted()
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    for path, address in (
        ("/voting/", TRY),
        ("/street/", TRY),
        (f"/voting/{round.slug}", f"{TRY}?source={round.slug}"),
    ):
        assert read(handler, path).select_one(f"a[href='{address}']") is not None, path
        assert read(client, path).select_one(f"a[href^='{TRY}']") is None, path
    chosen = read(handler, f"{TRY}?source={round.slug}").select_one("#source option[selected]")
    assert chosen is not None and chosen["value"] == round.slug


def test_a_rule_for_marks_is_left_out_where_points_were_given(sign: Sign) -> None:
    world = make_street()
    round = imported(small("1;a,b;2,1\n2;b;5\n3;c;1\n4;c;1", "cumulative", points=";points"))
    client = secretary_of(world, sign)
    page = read(client, f"{TRY}?source={round.slug}&rule=phragmen&rule=equal-shares")
    assert "均衡负担法没有试：这种规则只能用在多选的选票上" in page.get_text()
    assert len(figures(page)) == 2
    alone = read(client, f"{TRY}?source={round.slug}&rule=phragmen", 422)
    assert "只能用在多选的选票上" in alone.get_text()


@pytest.mark.parametrize(("budget", "tried"), [(10_000_000_000, 0), (400_000_000, 1), (40_000_000, 4)])
def test_shares_are_raised_step_by_step_as_often_as_a_reader_can_wait(
    sign: Sign, budget: int, tried: int
) -> None:
    world = make_street()
    round = imported(small().replace(b"100.5", str(budget).encode()))
    asked = (
        "rule=equal-shares&utility=cost&utility=cardinality&completion=none&completion=add1&completion=add1e"
    )
    page = read(secretary_of(world, sign), f"{TRY}?source={round.slug}&{asked}")
    assert page.get_text().count("要算很久") == 4 - tried
    assert len(figures(page)) == 1 + 2 + tried


def test_before_any_count_there_is_nothing_to_try(sign: Sign) -> None:
    text = read(secretary_of(make_street(), sign), TRY).get_text()
    assert "还没有可以试的选票" in text


def test_more_rounds_and_rules_take_no_more_queries(sign: Sign) -> None:
    world, round = counted()
    client = secretary_of(world, sign)
    counts = []
    for query in ("rule=phragmen", SEVERAL):
        with count_queries() as log:
            read(client, f"{TRY}?source={round.slug}&{query}")
        counts.append(log.count)
        imported(small())
    assert counts[0] == counts[1]
