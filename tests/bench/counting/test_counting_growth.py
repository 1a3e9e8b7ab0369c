"""A million ballots, and how time grows with the number of different ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.counting.crowd import write_crowd
from tests.bench.counting.measured import best, ours
from tests.domain.counting.elections import needs_pabulib, pabulib

pytestmark = [needs_pabulib, pytest.mark.slow(reason="writes and counts files of up to a million ballots")]

SOURCE = "Hungary_Budapest_2024.pb"
SIZES = (62_500, 125_000, 250_000, 500_000, 1_000_000)
MOST_SECONDS, MOST_MEGABYTES = 10, 1000
SLACK = 1.6
"""What a doubling may cost beyond twice the time: caches grow too small, clocks are not even."""


def test_a_million_ballots_and_growth_no_faster_than_the_ballots(tmp_path: Path) -> None:
    place = pabulib()
    assert place is not None
    found = []
    for voters in SIZES:
        file = tmp_path / f"{voters}.pb"
        write_crowd(place / SOURCE, file, voters)
        measured = best(ours(file, "--rule", "equal-shares", "--utility", "cost"))
        file.unlink()
        groups, timing = measured.result["ballot_groups"], measured.result["timing"]
        found.append((groups, timing["count"], measured))
        print(
            f"\n{voters} ballots, {groups} different: read {timing['read']:.2f} s, counted {timing['count']:.2f} s; "
            f"{measured.seconds:.2f} s in all, {measured.megabytes:.0f} MB"
        )
        assert measured.result["voters"] == voters
    whole = found[-1][2]
    assert whole.seconds < MOST_SECONDS
    assert whole.megabytes < MOST_MEGABYTES
    (fewest, shortest, _), (most, longest, _) = found[0], found[-1]
    assert longest / shortest <= SLACK * most / fewest
