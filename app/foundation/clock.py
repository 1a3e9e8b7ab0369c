"""The one place that asks what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present day in the street's zone."""
    return local_date(now())


def local(moment: datetime) -> datetime:
    """``moment`` in the street's zone."""
    return moment.astimezone(ZONE)


def local_date(moment: datetime) -> date:
    """The street's calendar day of ``moment``."""
    return local(moment).date()
