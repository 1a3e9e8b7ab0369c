"""A need is raised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import Actor
from app.foundation import audit, search
from app.needs.commands.seconding import count_raiser
from app.needs.models import CHANNELS, Need
from app.street.models import Community, DirectoryItem


@dataclass(frozen=True)
class NewNeed:
    """A need as somebody tells it. ``severity`` 1 to 5; name and phone may stay empty; ``mentions`` as in Need."""

    title: str
    description: str = ""
    channel: str = "online"
    raised_by_role: str = "resident"
    directory_item: DirectoryItem | None = None
    contact_name: str = ""
    contact_phone: str = ""
    people_affected: int = 0
    severity: int = 3
    knot: str = ""
    mentions: int = 0
    code: str | None = None


def raise_need(session: Session, actor: Actor, community: Community, new: NewNeed, now: datetime) -> Need:
    """Put a need before a community; by any channel but online, the actor records it for somebody.

    Raises RuleViolation "need.title", "need.channel", "need.severity", "need.counts", "phone.format" and as
    foundation.public_words.
    """
    title, description = new.title.strip(), new.description.strip()
    _require_sound(new, title)
    online = new.channel == "online"
    need = Need(
        community_id=community.id,
        code=new.code,
        title=title,
        description=description,
        directory_item_id=None if new.directory_item is None else new.directory_item.id,
        channel=new.channel,
        raised_by_role=new.raised_by_role,
        raised_by_id=actor.user_id if online else None,
        recorded_by_id=None if online else actor.user_id,
        contact_name=new.contact_name.strip(),
        contact_phone=_phone(new.contact_phone),
        mentions=new.mentions,
        people_affected=new.people_affected,
        severity=new.severity,
        knot=new.knot.strip(),
        raised_at=now,
    )
    session.add(need)
    session.flush()
    count_raiser(session, actor, need, now)
    find_anew(session, need)
    audit.record(session, actor, "needs.raise", f"need:{need.slug}", now, channel=new.channel)
    return need


def find_anew(session: Session, need: Need) -> None:
    """Let search know a need by its words of now; a merged one is found by the need it went into."""
    if need.state != "merged":
        search.index(session, "need", need.slug, need.title, need.description, need.knot, need.code or "")


def _require_sound(new: NewNeed, title: str) -> None:
    if not title:
        raise RuleViolation("need.title", field="title")
    if new.channel not in CHANNELS:
        raise RuleViolation("need.channel", field="channel")
    if not 1 <= new.severity <= 5:
        raise RuleViolation("need.severity", field="severity")
    if new.mentions < 0 or new.people_affected < 0:
        raise RuleViolation("need.counts", field="people_affected")


def _phone(text: str) -> str:
    try:
        return normalise_phone(text, landline=True) if text.strip() else ""
    except RuleViolation as violation:
        raise RuleViolation(violation.code, field="contact_phone") from violation
