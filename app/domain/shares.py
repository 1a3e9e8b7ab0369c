"""Shares that are shown: rounded so that they still add up."""

from __future__ import annotations

from collections.abc import Sequence


def shares(parts: Sequence[int], units: int = 100) -> tuple[int, ...]:
    """Each part's share of all of them in whole ``units`` (100: percent, 1000: tenths of one), together ``units``.

    Largest remainders (Hamilton's method): every share is its exact value rounded down or up, and among equal
    remainders the earlier part is rounded up. Zeros where there is nothing to divide. Raises ValueError for a
    negative part.
    """
    if any(part < 0 for part in parts):
        raise ValueError("a share of a negative part")
    total = sum(parts)
    if not total:
        return (0,) * len(parts)
    floors = [part * units // total for part in parts]
    by_rest = sorted(range(len(parts)), key=lambda at: -(parts[at] * units % total))
    for at in by_rest[: units - sum(floors)]:
        floors[at] += 1
    return tuple(floors)
