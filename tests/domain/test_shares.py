"""Shares that are shown add up, and each is its exact value rounded one way or the other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.shares import shares


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=8), st.sampled_from((100, 1000)))
def test_shares_add_up_and_are_never_a_whole_unit_off(parts: list[int], units: int) -> None:
    found, total = shares(parts, units), sum(parts)
    assert sum(found) == (units if total else 0)
    for part, share in zip(parts, found, strict=True):
        assert abs(share * total - part * units) < max(total, 1)


def test_what_was_rounded_one_by_one_came_to_101() -> None:
    parts = (2055, 955, 390, 6600)
    assert sum(round(part / 100) for part in parts) == 101
    assert shares(parts) == (21, 9, 4, 66)


def test_a_negative_part_is_refused() -> None:
    with pytest.raises(ValueError):
        shares((1, -1))
