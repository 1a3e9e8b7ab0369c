"""What a confirmed change of an account means to the records of later rooms; they register theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.organisations.models import AccountChange

Handler = Callable[[Session, Actor, AccountChange, datetime], object]
_handlers: dict[str, Handler] = {}


def on_account_confirmed(room: str, handler: Handler) -> None:
    """Say what happens in the same transaction; rooms are called in the order of the road, as they register."""
    _handlers[room] = handler


def account_confirmed(session: Session, actor: Actor, change: AccountChange, now: datetime) -> None:
    """Do what the change means to what later rooms keep."""
    for handler in _handlers.values():
        handler(session, actor, change, now)
