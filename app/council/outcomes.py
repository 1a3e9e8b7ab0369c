"""What an answer of the representatives means to whoever asked, by the question's kind; later rooms register theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.council.models import Resolution
from app.domain.policy import Actor

Handler = Callable[[Session, Actor, Resolution, datetime], object]
_handlers: dict[str, Handler] = {}


def on_answer(kind: str, handler: Handler) -> None:
    """Say what happens in the same transaction when the representatives have answered a question of ``kind``.

    The handler locks its subject first, then settles the question (``commands.settle_question``): one that was
    dropped meanwhile changes nothing.
    """
    _handlers[kind] = handler


def answered(session: Session, actor: Actor, resolution: Resolution, now: datetime) -> None:
    """Do what an answer means to its subject; the resolution's outcome says how it was answered."""
    if resolution.question is not None and resolution.question.kind in _handlers:
        _handlers[resolution.question.kind](session, actor, resolution, now)
