"""A community answers a need; later stages say what became of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.needs.models import Need

_ROAD = ("open", "answered", "adopted", "resolved", "delivering", "done")


def answer_need(
    session: Session, actor: Actor, need: Need, answer: str, now: datetime, declined: bool = False
) -> Need:
    """Tell residents what will be done with a need, or, ``declined``, why nothing can be.

    Raises RuleViolation "need.answer", "need.merged", "need.decline_late" (a plan already takes it up).
    """
    if not answer.strip():
        raise RuleViolation("need.answer", field="answer")
    lock(session, need)
    if need.state == "merged":
        raise RuleViolation("need.merged")
    early = need.state in ("open", "answered", "declined")
    if declined and not early:
        raise RuleViolation("need.decline_late", field="declined")
    if early:
        need.state = "declined" if declined else "answered"
    need.answer, need.answered_by_id, need.answered_at = answer.strip(), actor.user_id, now
    session.flush()
    verb = "decline" if declined else "answer"
    audit.record(session, actor, f"needs.{verb}", f"need:{need.slug}", now)
    return need


def record_outcome(
    session: Session, actor: Actor, need: Need, state: str, now: datetime, answer: str | None = None
) -> Need:
    """Note how far a project has taken a need: "adopted", "resolved", "delivering" or "done".

    "answered" says that the plan fell through. A merged need hands this to the one it went into, and a need
    that another project took further stays there: a later stage is never held up here. Returns the need that
    took it. ValueError for any other state.
    """
    if state not in _ROAD[1:]:
        raise ValueError(f"no outcome of a need: {state}")
    lock(session, need)
    while need.merged_into is not None:
        need = lock(session, need.merged_into)
    if _leads_to(need.state, state):
        need.state = state
    if answer is not None:
        need.answer, need.answered_by_id, need.answered_at = answer, actor.user_id, now
    session.flush()
    audit.record(session, actor, "needs.record_outcome", f"need:{need.slug}", now, state=state)
    return need


def reveal_contact(session: Session, actor: Actor, need: Need, now: datetime) -> Need:
    """Put on record that somebody looks at a need's name and telephone number. Raises "need.no_contact"."""
    if not (need.contact_name or need.contact_phone):
        raise RuleViolation("need.no_contact")
    audit.record(session, actor, "needs.reveal_contact", f"need:{need.slug}", now)
    return need


def _leads_to(state: str, outcome: str) -> bool:
    if state not in _ROAD:
        return outcome != "answered"
    if outcome == "answered":
        return state in ("open", "adopted", "resolved")
    return _ROAD.index(outcome) > _ROAD.index(state)
