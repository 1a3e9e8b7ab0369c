"""Putting equal ballots together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from app.domain.counting.ballots import BallotKind, Ballots, IntArray
from app.domain.errors import RuleViolation

MOST_WEIGHT = 2**52
"""Totals of weights or points beyond this are refused: whole numbers stay exact in a float64 up to 2**53."""


def group_ballots(
    kind: BallotKind,
    project_count: int,
    marks: Sequence[int] | IntArray,
    lengths: Sequence[int] | IntArray,
    points: Sequence[int] | IntArray | None,
    weights: Sequence[int] | IntArray,
) -> Ballots:
    """Group equal ballots given flat: positions of the marked projects, marks per ballot, points, weights.

    Raises ``RuleViolation`` ``count.weight``.
    """
    flat = np.asarray(marks, dtype=np.int64)
    sizes = np.asarray(lengths, dtype=np.int64)
    times = np.asarray(weights, dtype=np.int64)
    if len(times) and (int(times.min()) < 1 or float(times.sum(dtype=np.float64)) > MOST_WEIGHT):
        raise RuleViolation("count.weight")
    rows = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    values = _values(kind, rows, sizes, points)
    rows, flat, values, repeated = _canonical(kind, rows, flat, values, project_count)
    sizes = np.bincount(rows, minlength=len(sizes))
    firsts, times = _merge(flat, values, sizes, times)
    starts = np.concatenate(([0], np.cumsum(sizes[firsts])))
    every = np.concatenate(([0], np.cumsum(sizes)))[firsts]
    keep = np.arange(int(starts[-1])) + np.repeat(every - starts[:-1], sizes[firsts])
    kept = None if values is None else values[keep]
    if kept is not None and len(kept) and int(np.abs(kept).max()) * int(times.sum()) > MOST_WEIGHT:
        raise RuleViolation("count.weight")
    longest = int(sizes.max()) if len(sizes) else 0
    return Ballots(kind, project_count, starts, flat[keep], kept, times, longest, repeated)


def _values(
    kind: BallotKind, rows: IntArray, sizes: IntArray, points: Sequence[int] | IntArray | None
) -> IntArray | None:
    if kind is BallotKind.ORDINAL:
        return np.arange(len(rows)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.asarray(points, dtype=np.int64) if kind.has_points else None


def _canonical(
    kind: BallotKind, rows: IntArray, flat: IntArray, values: IntArray | None, project_count: int
) -> tuple[IntArray, IntArray, IntArray | None, int]:
    """Sort the marks of each ballot by project and make one of those that name a project twice."""
    keys = rows * max(project_count, 1) + flat
    if values is None:
        keys = np.sort(keys)
    else:
        order = np.argsort(keys, kind="stable")
        keys, values = keys[order], values[order]
    fresh = np.ones(len(keys), dtype=bool)
    fresh[1:] = keys[1:] != keys[:-1]
    repeated = len(keys) - int(fresh.sum())
    if repeated and values is not None:
        at = np.flatnonzero(fresh)
        values = values[at] if kind is BallotKind.ORDINAL else np.add.reduceat(values, at)
    kept = keys[fresh] if repeated else keys
    return kept // max(project_count, 1), kept % max(project_count, 1), values, repeated


def _merge(
    flat: IntArray, values: IntArray | None, sizes: IntArray, times: IntArray
) -> tuple[IntArray, IntArray]:
    """The first ballot of each group of equal ones, and the groups' multiplicities.

    Ballots whose digests differ are different. Those that share a digest are compared mark by mark.
    """
    group = np.arange(len(sizes))
    digests = _digests(flat, values, sizes)
    order = np.argsort(digests, kind="stable")
    same = digests[order][1:] == digests[order][:-1]
    alike = np.zeros(len(sizes), dtype=bool)
    alike[order[1:][same]] = alike[order[:-1][same]] = True
    starts = np.cumsum(sizes) - sizes
    found: dict[bytes, int] = {}
    for at in np.flatnonzero(alike).tolist():
        marks = slice(starts[at], starts[at] + sizes[at])
        text = flat[marks].tobytes() + (b"" if values is None else values[marks].tobytes())
        group[at] = found.setdefault(text, at)
    firsts = np.flatnonzero(group == np.arange(len(sizes)))
    place = np.searchsorted(firsts, group)
    merged = np.zeros(len(firsts), dtype=np.int64)
    np.add.at(merged, place, times)
    return firsts, merged


def _digests(flat: IntArray, values: IntArray | None, sizes: IntArray) -> npt.NDArray[np.uint64]:
    """A number for each ballot that equal ballots share: the sum of its marks, each scattered over 64 bits."""
    marks = flat.astype(np.uint64) + np.uint64(1)
    if values is not None:
        marks += _scattered(values.astype(np.uint64) + np.uint64(1)) << np.uint64(20)
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(_scattered(marks), dtype=np.uint64)))
    ends = np.cumsum(sizes)
    digests: npt.NDArray[np.uint64] = sums[ends] - sums[ends - sizes]
    return digests


def _scattered(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Multiply and fold (wrapping round at 64 bits), so that sums of different marks hardly ever meet."""
    for odd in (0x9E3779B97F4A7C15, 0xD6E8FEB86659FD93):
        numbers = numbers * np.uint64(odd)
        numbers = numbers ^ (numbers >> np.uint64(32))
    return numbers
