"""What keeps a representative seated for a while; later rooms say what of theirs does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from app.people.models import Mandate

Keeper = Callable[[Session, Mandate], date | None]
_keepers: list[Keeper] = []


def keep_seated(keeper: Keeper) -> None:
    """Say until which day, included, a mandate cannot be made to end; ``None`` where nothing keeps it."""
    if keeper not in _keepers:
        _keepers.append(keeper)


def kept_until(session: Session, mandate: Mandate) -> date | None:
    """The last of the days until which anything keeps a mandate."""
    days = [day for keeper in _keepers if (day := keeper(session, mandate)) is not None]
    return max(days, default=None)
