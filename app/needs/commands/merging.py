"""Two needs that are one: the second moves into the first, and both still say so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit, search
from app.foundation.database import lock
from app.needs.commands.seconding import recount
from app.needs.models import Need, NeedSupport


def merge_needs(session: Session, actor: Actor, source: Need, target: Need, now: datetime) -> Need:
    """Move the mentions and seconds of ``source`` to ``target``; a person or household known in both counts once.

    Raises RuleViolation "need.same", "need.other_community", "need.merge_source", "need.merge_target".
    """
    _require_pair(source, target)
    for need in sorted((source, target), key=lambda need: need.id):
        lock(session, need)
    if source.state not in ("open", "answered"):
        raise RuleViolation("need.merge_source", state=source.state)
    if target.state in ("merged", "declined"):
        raise RuleViolation("need.merge_target", field="target", state=target.state)
    moved = _move_supports(session, source, target)
    source.state, source.merged_into_id, source.merged_at = "merged", target.id, now
    source.moved_seconds = moved
    target.mentions += source.mentions
    for need in (source, target):
        recount(session, need)
    search.forget(session, "need", source.slug)
    session.flush()
    audit.record(
        session,
        actor,
        "needs.merge",
        f"need:{source.slug}",
        now,
        into=target.slug,
        mentions=source.mentions,
        seconds=moved,
    )
    return source


def _require_pair(source: Need, target: Need) -> None:
    if source.id == target.id:
        raise RuleViolation("need.same", field="target")
    if source.community_id != target.community_id:
        raise RuleViolation("need.other_community", field="target")


def _move_supports(session: Session, source: Need, target: Need) -> int:
    there = session.scalars(select(NeedSupport).where(NeedSupport.need_id == target.id)).all()
    known = set().union(*(_marks(row) for row in there))
    moved = 0
    for row in session.scalars(select(NeedSupport).where(NeedSupport.need_id == source.id)):
        if known.isdisjoint(_marks(row)):
            row.need_id, row.moved_from_id = target.id, row.moved_from_id or source.id
            moved += 1
    return moved


def _marks(row: NeedSupport) -> set[tuple[str, object]]:
    """All by which the giver of a second may be known again."""
    marks = {name: getattr(row, name) for name in ("user_id", "visitor_key", "phone_key", "household_key")}
    return {(name, value) for name, value in marks.items() if value is not None}
