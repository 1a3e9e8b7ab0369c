"""Who and what the demo's codes stand for once they exist, and the order in which things happen."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.demo.source import Source
from app.domain.policy import SYSTEM, Actor
from app.people.models import User

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

    def actor(self, code: str) -> Actor:
        """The actor behind a code: a post, a representative, an organisation's member; or the system."""
        if code not in self.users:
            return SYSTEM
        user = self.users[code]
        return Actor(user.id, user.display_name)

    def post(self, role: str, community: str) -> Actor:
        """Whoever does a role's work in a community, by the role's name in the files."""
        prefix = POSTS.get(role)
        return SYSTEM if prefix is None else self.actor(f"{prefix}-{community}")


POSTS = {
    "社区书记": "SEC",
    "社区代表": "DEL",
    "社区工作者": "WK",
    "居务监督委员": "SUP",
}


@dataclass(order=True)
class Event:
    """Something that happened at a moment; ``step`` orders what the clock does not."""

    at: datetime
    step: int
    what: str = field(compare=False)
    run: Callable[[Session, datetime], object] = field(compare=False)


Stage = Callable[[Cast], Iterator[Event]]


def in_order(cast: Cast, stages: Sequence[Stage], until: date) -> list[Event]:
    """The events of all stages that happened by the end of ``until``, in the order they happened."""
    events = [event for stage in stages for event in stage(cast)]
    return sorted(event for event in events if event.at.date() <= until)
