"""One person asks for an act, another agrees to it: the columns, the constraints and the answer (两人经手).

A room's table of such requests inherits ``TwoHands`` beside ``Model`` and puts ``two_people()`` among its constraints,
so that the database itself refuses one person who does both. Source of the principle: 政府采购法 art. 61,
会计法 art. 25 (incompatible posts stay apart).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.errors import RuleViolation
from app.domain.lifecycle import TWO_HANDS, fire, states
from app.domain.policy import Actor
from app.foundation.database import lock, one_of
from app.foundation.public_words import PublicText


class TwoHands:
    """A request: who asked, when and why; who answered, when and with what words. ``state`` as TWO_HANDS."""

    state: Mapped[str] = mapped_column(default="waiting", index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    asked_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(PublicText)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(PublicText, default="")


def two_people() -> tuple[CheckConstraint, ...]:
    """The constraints of a table of requests: only somebody else confirms or refuses, only the asker withdraws."""
    return (
        one_of("state", states(TWO_HANDS)),
        CheckConstraint(
            "(state = 'waiting') = (answered_by_id IS NULL)"
            " AND (answered_by_id IS NULL) = (answered_at IS NULL)",
            name="answered_whole",
        ),
        CheckConstraint(
            "state = 'waiting' OR (state = 'withdrawn') = (answered_by_id = asked_by_id)",
            name="two_people",
        ),
    )


def settle(
    session: Session, actor: Actor, row: TwoHands, action: str, now: datetime, answer: str = ""
) -> None:
    """Hold the request and answer it: ``action`` is "confirm", "refuse" or "withdraw".

    What the request is about is changed by the caller, in the same transaction, after this. Raises RuleViolation
    "state.wrong" (answered before), "two_hands.same_person", "two_hands.not_asker", "two_hands.answer" (a refusal
    needs words).
    """
    lock(session, row)
    state = fire(TWO_HANDS, row.state, action)
    own = actor.user_id == row.asked_by_id
    if action == "withdraw" and not own:
        raise RuleViolation("two_hands.not_asker")
    if action != "withdraw" and (own or actor.user_id is None):
        raise RuleViolation("two_hands.same_person")
    if action == "refuse" and not answer.strip():
        raise RuleViolation("two_hands.answer", field="answer")
    row.state, row.answered_by_id, row.answered_at, row.answer = state, actor.user_id, now, answer.strip()
