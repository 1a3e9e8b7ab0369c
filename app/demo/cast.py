"""Who and what the demo's codes stand for once they exist, and the order in which things happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.demo.source import Row, Source
from app.domain.policy import Actor
from app.foundation.clock import local_date
from app.people.models import User
from app.people.queries import actor_of

PASSWORD = "fengshang-demo-2026"  # noqa: S105 (the demo's published password)


@dataclass
class Cast:
    """Every record by its code in the files. Rows reload themselves when used in a later transaction."""

    source: Source
    password_hash: str
    users: dict[str, User] = field(default_factory=dict)
    records: dict[str, dict[str, Any]] = field(default_factory=dict)

    def add(self, kind: str, code: str, record: Any) -> None:
        self.records.setdefault(kind, {})[code] = record

    def the(self, kind: str, code: str) -> Any:
        return self.records[kind][code]

    def event(self, when: datetime, step: int, act: Act, row: Row) -> Event:
        """What the row of a file says happened then."""
        what = f"{act.__name__} {next(iter(row.values()))}"
        return Event(when, step, what, lambda session, now: act(session, self, row, now))

    def actor(self, session: Session, code: str, now: datetime) -> Actor:
        """The actor behind a post's, a representative's or an organisation's code, as of that day."""
        return actor_of(session, self.users[code], local_date(now))

    def post(self, session: Session, role: str, community: str, now: datetime) -> Actor:
        """Whoever does a role's work in a community, by the role's name in the files.

        Roles without a post are played by the community's worker, who records what the person says.
        """
        if role == "居民代表":
            return self.actor(session, f"{community}-R01", now)
        return self.actor(session, f"{POSTS.get(role, 'WK')}-{community}", now)


POSTS = {"社区书记": "SEC", "社区代表": "DEL", "居务监督委员": "SUP"}


@dataclass(order=True)
class Event:
    """Something that happened at a moment; ``step`` orders what the clock does not."""

    at: datetime
    step: int
    what: str = field(compare=False)
    run: Callable[[Session, datetime], object] = field(compare=False)


Act = Callable[[Session, Cast, Row, datetime], object]
Stage = Callable[[Cast], Iterator[Event]]


def in_order(cast: Cast, stages: Sequence[Stage], until: date) -> list[Event]:
    """The events of all stages that happened by the end of ``until``, in the order they happened."""
    events = [event for stage in stages for event in stage(cast)]
    return sorted(event for event in events if event.at.date() <= until)
