"""How fast passwords may be tried.

Three counts of failures, each with a limit of its own, so that a hall full of representatives signs in behind one
address while guessing is slow, and nobody keeps a representative out: every wait is a minute at most, and a
browser in which the person signed in before has a count of its own that strangers cannot fill.
"""

from __future__ import annotations

import hashlib
import ipaddress
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

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Origin:
    """Where an attempt comes from: its address prefix, and the browser's own mark when it is known."""

    address: str
    device: str | None = None


def prefix(address: str | None) -> str:
    """The network an address belongs to: /24 of IPv4, /56 of IPv6."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is not None:
        parsed = parsed.ipv4_mapped
    length = 24 if parsed.version == 4 else 56
    return str(ipaddress.ip_network(f"{parsed}/{length}", strict=False))


def key(kind: str, value: str) -> str:
    """How an account, an address or a browser is written down."""
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()
