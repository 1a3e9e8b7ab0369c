"""Search: two-character Chinese words are found, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation import search
from app.foundation.database import unit_of_work
from app.foundation.search import SearchDocument

KINDS = ("need", "offering")


def _found(session: Session, query: str, each: int = 10) -> set[str]:
    return {hit.ref for found in search.find(session, query, KINDS, each).values() for hit in found.hits}


@pytest.fixture
def indexed(session: Session) -> Session:
    with unit_of_work() as unit:
        search.index(unit, "need", "a", "独居老人助浴", "家里没有浴室，行动不便")
        search.index(unit, "need", "b", "家门口修水龙头", "便民维修 3号楼")
        search.index(unit, "offering", "c", "上门助浴服务包", "每次 260 元，3A 组织，Café")
    return session


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("助浴", {"a", "c"}),
        ("浴", {"a", "c"}),
        ("维修", {"b"}),
        ("老人助浴", {"a"}),
        ("助浴 上门", {"c"}),
        ("上门助浴", {"c"}),
        ("浴助", set()),
        ("老浴", set()),
        ("３Ａ", {"c"}),
        ("260", {"c"}),
        ("café", {"c"}),
        ("水龙头", {"b"}),
        ("没有的词", set()),
    ],
)
def test_words_are_found(indexed: Session, query: str, found: set[str]) -> None:
    assert _found(indexed, query) == found


@pytest.mark.parametrize(
    "query", ["", "  ", "！？", '"', "*", "'; DROP TABLE search_document; --", "a:* | b", "NEAR("]
)
def test_signs_of_a_query_language_do_nothing(indexed: Session, query: str) -> None:
    _found(indexed, query)
    assert len(indexed.scalars(select(SearchDocument)).all()) == 3


def test_a_kind_is_searched_by_itself(indexed: Session) -> None:
    assert indexed.scalars(search.refs(indexed, "need", "助浴")).all() == ["a"]
    assert indexed.scalars(search.refs(indexed, "need", "")).all() == []


def test_changed_texts_are_found_by_their_new_words_alone(indexed: Session) -> None:
    with unit_of_work() as unit:
        search.index(unit, "need", "a", "家门口理发")
    assert _found(indexed, "助浴") == {"c"}
    assert _found(indexed, "理发") == {"a"}


def test_forgotten_records_are_not_found(indexed: Session) -> None:
    with unit_of_work() as unit:
        search.forget(unit, "need", "a")
        search.forget(unit, "need", "never there")
    assert _found(indexed, "助浴") == {"c"}


def test_what_was_undone_is_not_found(indexed: Session) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work() as unit:
        search.index(unit, "need", "d", "插花班")
        unit.flush()
        _ = 1 / 0
    assert _found(indexed, "插花") == set()


def test_each_kind_tells_how_many_there_are_titles_first(indexed: Session) -> None:
    with unit_of_work() as unit:
        for number in range(5):
            search.index(unit, "need", f"n{number}", f"第{number}件", "也想助浴")
    found = search.find(indexed, "助浴", KINDS, 2)
    assert (found["need"].total, [hit.ref for hit in found["need"].hits]) == (6, ["a", "n4"])
    assert found["offering"].total == 1
    assert search.find(indexed, "助浴", ("offering",), 2).keys() == {"offering"}
