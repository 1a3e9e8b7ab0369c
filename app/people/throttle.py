"""How fast passwords may be tried.

Three counts of failures, each with a limit of its own, so that a hall full of representatives signs in behind one
address while guessing is slow, and nobody keeps a representative out: every wait is a minute at most, and a
browser in which the person signed in before has a count of its own that strangers cannot fill. What is counted is
kept under passing keys (foundation/visitors), so that the counts begin anew at midnight: one burst more a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil


@dataclass(frozen=True)
class Limit:
    """``free`` failures within ``window``; after each further one a wait that doubles from ``first`` seconds up
    to ``longest``."""

    free: int
    window: timedelta
    first: int
    longest: int

    def wait(self, failures: int, last: datetime | None, now: datetime) -> int:
        """Seconds still to wait; 0 when another try is due."""
        over = failures - self.free
        if over < 0 or last is None:
            return 0
        seconds = min(self.longest, self.first * 2 ** min(over, 20))
        return max(0, ceil(seconds - (now - last).total_seconds()))


SOURCE = Limit(free=5, window=timedelta(minutes=15), first=5, longest=60)
"""One account from one place: a browser known to it, or an address."""

ACCOUNT = Limit(free=20, window=timedelta(hours=1), first=5, longest=60)
"""One account from all strange places together, each counted for five failures at most."""

ADDRESS = Limit(free=300, window=timedelta(minutes=15), first=1, longest=10)
"""All accounts from one address: three hundred slips of a hall, then one try in ten seconds."""


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from: its network, and the browser's own mark when it is known."""

    address: str
    device: str | None = None
