"""A light brake on what people without an account send.

A browser (told by its cookie) may send a handful in ten minutes. An address may send far more, since a hall full
of people can stand behind one; it stops only a machine that throws its cookies away. Workers and residents who
are signed in are never counted. The numbers protect the service and decide nothing of the field, so they stand
here and not among the street's rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.foundation.visitors import KEPT
from app.needs.models import VisitorEntry

WINDOW = timedelta(minutes=10)
A_BROWSER = 10
AN_ADDRESS = 300


def admit_visitor(session: Session, visitor_key: str, address_key: str, now: datetime) -> VisitorEntry:
    """Count one entry of a browser and an address (their passing keys). Raises RuleViolation "visitor.too_many"."""
    if _sent(session, VisitorEntry.visitor_key == visitor_key, now) >= A_BROWSER:
        raise RuleViolation("visitor.too_many")
    if _sent(session, VisitorEntry.address_key == address_key, now) >= AN_ADDRESS:
        raise RuleViolation("visitor.too_many")
    session.execute(delete(VisitorEntry).where(VisitorEntry.at < now - KEPT))
    entry = VisitorEntry(visitor_key=visitor_key, address_key=address_key, at=now)
    session.add(entry)
    session.flush()
    return entry


def _sent(session: Session, whose: ColumnElement[bool], now: datetime) -> int:
    statement = select(func.count(VisitorEntry.id)).where(whose, VisitorEntry.at > now - WINDOW)
    return session.scalar(statement) or 0
