from __future__ import annotations

import hashlib
import json
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.commitments import GENESIS, canonical_json, chain_hash, verify_chain

texts = st.text(st.characters(codec="utf-8"), max_size=8)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=8,
)
flat = st.none() | st.integers() | texts
payloads = st.lists(st.dictionaries(texts, flat, max_size=2), min_size=1, max_size=6)


def chain(items: list[dict[str, object]], previous: str = GENESIS) -> list[tuple[object, str]]:
    rows: list[tuple[object, str]] = []
    for item in items:
        previous = chain_hash(previous, item)
        rows.append((item, previous))
    return rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"金额": 5880000}, '{"金额":5880000}'),
        ({"a": (1, 2)}, '{"a":[1,2]}'),
        ('"\\\n', '"\\"\\\\\\n"'),
        (10**30, "1" + "0" * 30),
    ],
)
def test_canonical_text(value: object, text: str) -> None:
    assert canonical_json(value) == text.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, {"a": 0.5}, [float("nan")], {1: "a"}, {"a": {None: 1}}, b"x", {"a": date(2026, 1, 1)}, {1, 2}],
)
def test_what_has_no_one_text_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        canonical_json("\ud800")


@given(values)
def test_canonical_text_reads_back(value: object) -> None:
    assert json.loads(canonical_json(value)) == value


@given(st.dictionaries(texts, values, max_size=5))
def test_the_order_of_keys_changes_nothing(value: dict[str, object]) -> None:
    assert canonical_json(dict(reversed(value.items()))) == canonical_json(value)


def test_a_link_is_what_the_documentation_says() -> None:
    text = b"yishiting/chain/1" + b"\x00\x00\x00\x05audit" + bytes(32) + b'{"a":1}'
    assert chain_hash(GENESIS, {"a": 1}) == hashlib.sha256(text).hexdigest()


def test_chains_of_different_purpose_never_share_a_link() -> None:
    links = {chain_hash(GENESIS, {"a": 1}, purpose=purpose) for purpose in ("audit", "ballots", "")}
    assert len(links) == 3
    rows = [({"a": 1}, chain_hash(GENESIS, {"a": 1}, purpose="ballots"))]
    assert verify_chain(rows, purpose="ballots") is None
    assert verify_chain(rows) == 0


@pytest.mark.parametrize(
    "previous", ["", "0" * 63, "0" * 65, "g" * 64, "A" * 64, "0" * 64 + "\n", " " + "0" * 63]
)
def test_a_predecessor_is_a_hash(previous: str) -> None:
    with pytest.raises(ValueError, match="lower-case hexadecimal"):
        chain_hash(previous, {})


@given(payloads, st.data())
def test_a_whole_chain_is_whole_from_any_point(items: list[dict[str, object]], data: st.DataObject) -> None:
    rows = chain(items)
    assert verify_chain(rows) is None
    assert verify_chain(iter(rows), head=rows[-1][1]) is None
    start = data.draw(st.integers(1, len(rows)))
    assert verify_chain(rows[start:], previous=rows[start - 1][1], head=rows[-1][1]) is None


def test_an_empty_chain_is_whole() -> None:
    assert verify_chain([]) is None
    assert verify_chain([], head=GENESIS) is None


@given(payloads, flat, st.data())
def test_a_changed_payload_is_the_first_broken_row(
    items: list[dict[str, object]], other: object, data: st.DataObject
) -> None:
    rows = chain(items)
    place = data.draw(st.integers(0, len(rows) - 1))
    assume(canonical_json(other) != canonical_json(rows[place][0]))
    rows[place] = (other, rows[place][1])
    assert verify_chain(rows) == place


@given(payloads, st.data())
def test_a_changed_hash_or_a_missing_row_is_found(
    items: list[dict[str, object]], data: st.DataObject
) -> None:
    rows = chain(items)
    place = data.draw(st.integers(0, len(rows) - 1))
    forged = [*rows[:place], (rows[place][0], "f" * 64), *rows[place + 1 :]]
    assert verify_chain(forged) == place
    shortened = rows[:place] + rows[place + 1 :]
    assert verify_chain(shortened, head=rows[-1][1]) == place


@given(payloads, st.data())
def test_a_rewritten_rest_shows_against_the_kept_head(
    items: list[dict[str, object]], data: st.DataObject
) -> None:
    rows = chain(items)
    place = data.draw(st.integers(0, len(rows) - 1))
    previous = rows[place - 1][1] if place else GENESIS
    forged = rows[:place] + chain([{"forged": True}, *items[place + 1 :]], previous)
    assume(forged != rows)
    assert verify_chain(forged) is None
    assert verify_chain(forged, head=rows[-1][1]) == len(forged)
