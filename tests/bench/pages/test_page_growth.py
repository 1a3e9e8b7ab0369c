"""A page costs about the same with ten rows in each table as with ten thousand."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.foundation.database import db
from tests.bench.pages.conftest import row_counts
from tests.bench.pages.places import VIEWS, HttpVisitor, Place, View, Visitor, served
from tests.bench.pages.timing import compare
from tests.support.copies import LOG, STREET
from tests.support.queries import count_queries

MANY = 10_000
MOST_IN_PROCESS, MOST_OVER_HTTP = 2.0, 5.0
OF_ITS_OWN = ("project page", "ballot post")
"""Views of a record that an empty table does not hold: they are compared with the street of ten rows."""


def test_the_tables_are_as_full_as_said(places: Mapping[str, Place]) -> None:
    empty, few, many = (row_counts(places[name]) for name in ("empty", "few", "many"))
    filled = {name for name in many if name not in STREET | LOG and few[name]}
    assert {name: many[name] for name in filled if many[name] < MANY} == {}
    assert {name: few[name] for name in filled if few[name] < 10} == {}
    assert {name: empty[name] for name in ("proposal", "need", "offering", "organisation")} == dict.fromkeys(
        ("proposal", "need", "offering", "organisation"), 0
    )
    print(f"\n{sum(few.values())} rows and {sum(many.values())} rows; empty on both: ", end="")
    print(", ".join(sorted(name for name in many if not many[name])))


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_ten_thousand_rows_take_the_same_queries_and_at_most_twice_the_time(
    places: Mapping[str, Place], view: View
) -> None:
    few, many = Visitor(places["few"], view), Visitor(places["many"], view)
    asked = [_queries(few), _queries(many)]
    times = compare(_look(few), _look(many))
    print(
        f"\n| {db_name(few.place)} | {view.name} | {asked[0]} | {asked[1]} "
        f"| {times.few:.1f} ms | {times.many:.1f} ms | {times.ratio:.2f} |"
    )
    assert asked[0] == asked[1]
    assert times.ratio <= MOST_IN_PROCESS


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_over_http_ten_thousand_rows_take_at_most_five_times_empty_tables(
    places: Mapping[str, Place], ports: Mapping[str, int], view: View
) -> None:
    before = "few" if view.name in OF_ITS_OWN else "empty"
    few = HttpVisitor(places[before], view, ports[before])
    many = HttpVisitor(places["many"], view, ports["many"])
    times = compare(few.look, many.look)
    print(
        f"\n| {db_name(few.place)} | {view.name} | {before} | {times.few:.1f} ms "
        f"| {times.many:.1f} ms | {times.ratio:.2f} |"
    )
    assert times.ratio <= MOST_OVER_HTTP


@pytest.fixture(scope="module")
def ports(places: Mapping[str, Place]):  # type: ignore[no-untyped-def]
    with (
        served(places["empty"]) as empty,
        served(places["few"]) as few,
        served(places["many"]) as many,
    ):
        yield {"empty": empty, "few": few, "many": many}


def _look(visitor: Visitor):  # type: ignore[no-untyped-def]
    def look() -> None:
        with visitor.place.app.app_context():
            visitor.look()

    return look


def _queries(visitor: Visitor) -> int:
    """Counted the second time: what is cached for the process is cached."""
    with visitor.place.app.app_context():
        visitor.look()
        with count_queries() as log:
            visitor.look()
        return log.count


def db_name(place: Place) -> str:
    with place.app.app_context():
        return db.engine.dialect.name
