"""A page costs about the same with ten rows in each table as with ten thousand.

The lines printed are those of the tables in docs/performance.md.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import func, select

from app.foundation.database import Base, db
from tests.bench.pages.timing import Compared, compare
from tests.bench.pages.views import VIEWS, Place, View
from tests.bench.pages.visitors import HttpVisitor, Visitor
from tests.support.copies import STREET, tables
from tests.support.queries import count_queries

FEW, MANY = 10, 10_000
MOST_IN_PROCESS, MOST_OVER_HTTP = 2.0, 5.0
GATHERED = (
    "need",
    "organisation",
    "offering",
    "proposal",
    "meeting",
    "round",
    "notice",
    "contract",
    "payment",
)

each_view = pytest.mark.parametrize("view", VIEWS, ids=[view.name for view in VIEWS])


def test_the_tables_are_as_full_as_said(places: Mapping[str, Place]) -> None:
    empty, few, many = (rows(places[name]) for name in ("empty", "few", "many"))
    filled = [table.name for table in tables() if few[table.name]]
    assert {name: few[name] for name in filled if few[name] < FEW} == {}
    assert {name: many[name] for name in filled if many[name] < MANY} == {}
    assert {name: empty[name] for name in GATHERED if empty[name]} == {}
    print(f"\n{sum(few.values())} rows and {sum(many.values())}; {len(filled)} tables are compared;")
    print("few of them:", ", ".join(f"{name} {many[name]}" for name in sorted(STREET)))
    print("without a row:", ", ".join(sorted(name for name in many if not many[name])))


@each_view
def test_ten_thousand_rows_take_the_same_queries_and_at_most_twice_the_time(
    places: Mapping[str, Place], view: View
) -> None:
    few, many = Visitor(places["few"], view), Visitor(places["many"], view)
    asked = queries(few), queries(many)
    times = compare(few.look, many.look)
    tell(places["many"], view, f"{asked[0]} | {asked[1]}", times)
    assert asked[0] == asked[1]
    assert times.ratio <= MOST_IN_PROCESS


@each_view
def test_over_http_ten_thousand_rows_take_at_most_five_times_empty_tables(
    places: Mapping[str, Place], ports: Mapping[str, int], view: View
) -> None:
    """A page of a record is compared with the street where its tables hold about ten rows, its own among them."""
    before = "few" if view.own else "empty"
    few = HttpVisitor(places[before], view, ports[before])
    many = HttpVisitor(places["many"], view, ports["many"])
    times = compare(few.look, many.look)
    tell(places["many"], view, before, times)
    assert times.ratio <= MOST_OVER_HTTP


def rows(place: Place) -> Mapping[str, int]:
    with place.app.app_context():
        return {
            table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def queries(visitor: Visitor) -> int:
    """Counted the second time: what a process keeps is there, and a ballot is changed, not new."""
    visitor.look()
    with visitor.app.app_context(), count_queries() as log:
        visitor.request()
    return log.count


def tell(place: Place, view: View, what: str, times: Compared) -> None:
    with place.app.app_context():
        kind = db.engine.dialect.name
    print(f"\n| {kind} | {view.name} | {what} | {times.few:.1f} | {times.many:.1f} | {times.ratio:.2f} |")
