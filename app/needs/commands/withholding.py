"""What a need says is taken from the public eye, and given back: insults, names, matters of somebody's health."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit, search
from app.foundation.database import lock
from app.needs.models import WITHHELD_TITLE, Need


def withhold_need(session: Session, actor: Actor, need: Need, reason: str, now: datetime) -> Need:
    """Put a need's words aside, where no list, search or page shows them; that it was raised, and why its words are
    withheld, stays public.

    Raises RuleViolation "need.withheld", "need.withhold_reason".
    """
    lock(session, need)
    if need.withheld:
        raise RuleViolation("need.withheld")
    if not reason.strip():
        raise RuleViolation("need.withhold_reason", field="reason")
    need.withheld = {
        "title": need.title,
        "description": need.description,
        "knot": need.knot,
        "reason": reason.strip(),
    }
    need.title, need.description, need.knot = WITHHELD_TITLE, "", ""
    return _settle(session, actor, need, "withhold", now, reason=reason.strip())


def restore_need(session: Session, actor: Actor, need: Need, now: datetime) -> Need:
    """Give the words back. Raises RuleViolation "need.not_withheld"."""
    kept = _kept(lock(session, need))
    need.title, need.description, need.knot = kept["title"], kept["description"], kept["knot"]
    need.withheld = None
    return _settle(session, actor, need, "restore", now)


def reveal_words(session: Session, actor: Actor, need: Need, now: datetime) -> Need:
    """Put on record that somebody reads the words withheld. Raises RuleViolation "need.not_withheld"."""
    _kept(need)
    audit.record(session, actor, "needs.reveal_words", f"need:{need.slug}", now)
    return need


def _kept(need: Need) -> dict[str, str]:
    if not need.withheld:
        raise RuleViolation("need.not_withheld")
    return need.withheld


def _settle(session: Session, actor: Actor, need: Need, verb: str, now: datetime, **detail: object) -> Need:
    session.flush()
    if need.state != "merged":
        search.index(session, "need", need.slug, need.title, need.description, need.knot, need.code or "")
    audit.record(session, actor, f"needs.{verb}", f"need:{need.slug}", now, **detail)
    return need
