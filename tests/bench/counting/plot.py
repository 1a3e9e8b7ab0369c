"""Draw the growth plot of the documentation: ``plot.py GROUPS:READ:COUNT … > docs/performance-counting.svg``."""

from __future__ import annotations

import sys
from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 640, 360, 60
Point = tuple[float, float]


def drawn(points: Sequence[Point], most: Point, colour: str, name: str) -> str:
    """One line with its name at the end."""
    places = [
        (EDGE + x / most[0] * (WIDTH - 2 * EDGE), HEIGHT - EDGE - y / most[1] * (HEIGHT - 2 * EDGE))
        for x, y in points
    ]
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="4" fill="{colour}"/>' for x, y in places)
    x, y = places[-1]
    label = f'<text x="{x - 8:.0f}" y="{y - 10:.0f}" text-anchor="end" fill="{colour}">{name}</text>'
    return f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}{label}'


def plot(rows: Sequence[tuple[float, float, float]]) -> str:
    """Seconds over different ballots, reading and counting."""
    most = (max(row[0] for row in rows), max(max(row[1:]) for row in rows))
    axes = f"M{EDGE} {EDGE} V{HEIGHT - EDGE} H{WIDTH - EDGE}"
    below, beside = HEIGHT - EDGE + 24, EDGE - 8
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" ',
            'font-size="14" role="img"><title>Seconds over different ballots</title>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/><path d="{axes}" fill="none" stroke="#333"/>',
            f'<text x="{EDGE}" y="{below}">0</text>',
            f'<text x="{WIDTH - EDGE}" y="{below}" text-anchor="end">{most[0]:,.0f} different ballots</text>',
            f'<text x="{beside}" y="{EDGE + 5}" text-anchor="end">{most[1]:.1f} s</text>',
            drawn([(row[0], row[1]) for row in rows], most, "#0B5C6B", "reading"),
            drawn([(row[0], row[2]) for row in rows], most, "#B8352A", "counting"),
            "</svg>\n",
        ]
    )


if __name__ == "__main__":
    found = [tuple(map(float, word.split(":"))) for word in sys.argv[1:]]
    sys.stdout.write(plot([(row[0], row[1], row[2]) for row in found]))
