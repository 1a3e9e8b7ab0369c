"""The tables of withheld words and of requests to withhold, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.foundation.database import Model, Sluggish
from app.foundation.public_words import MARK, PublicText, public_columns
from app.foundation.two_hands import TwoHands, two_people

TWO_HANDED = ("objection", "objection_answer")
"""An objection weighs on those who answer it, and so does its answer: nobody hides either alone."""


class WithheldWords(Sluggish, Model):
    """``words`` holds what stood in each column of the record ``subject_id`` of a ``kind``; ``reason`` is public.

    ``second_by_id`` confirmed it, where the kind takes two. The row stays when the words are given back.
    """

    __tablename__ = "withheld_words"
    __table_args__ = (
        CheckConstraint("(restored_by_id IS NULL) = (restored_at IS NULL)", name="restored_whole"),
        CheckConstraint("second_by_id IS NULL OR second_by_id <> withheld_by_id", name="two_people"),
        CheckConstraint(
            f"kind NOT IN {TWO_HANDED} OR (second_by_id IS NOT NULL AND withheld_by_id IS NOT NULL)",
            name="takes_two",
        ),
        Index(
            "uq_withheld_words_standing",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("restored_at IS NULL"),
            postgresql_where=text("restored_at IS NULL"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]
    words: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(PublicText)
    withheld_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    withheld_at: Mapped[datetime]
    second_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    restored_by_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    restored_at: Mapped[datetime | None]


class WithholdingRequest(TwoHands, Sluggish, Model):
    """Somebody asks that words of a kind that takes two be withheld; ``reason`` becomes the public one."""

    __tablename__ = "withholding_request"
    __table_args__ = (
        *two_people(),
        Index(
            "uq_withholding_request_waiting",
            "kind",
            "subject_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    kind: Mapped[str] = mapped_column(String(20))
    subject_id: Mapped[int]


def standing(session: Session, kind: str, subject_id: int) -> WithheldWords | None:
    """What is withheld of a record now."""
    return withheld_among(session, kind, (subject_id,)).get(subject_id)


def withheld_among(session: Session, kind: str, subject_ids: Collection[int]) -> Mapping[int, WithheldWords]:
    """What is withheld now among records of a kind, by their ids: one query."""
    rows = session.scalars(
        select(WithheldWords).where(
            WithheldWords.kind == kind,
            WithheldWords.subject_id.in_(subject_ids),
            WithheldWords.restored_at.is_(None),
        )
    )
    return {row.subject_id: row for row in rows}


def kept_words(session: Session, kind: str, rows: Iterable[Any]) -> Mapping[int, WithheldWords]:
    """As withheld_among, of those records alone that show the mark now: one query, none where none does."""
    marked = [
        row.id for row in rows if any(getattr(row, name) == MARK for name, _ in public_columns(type(row)))
    ]
    return withheld_among(session, kind, marked) if marked else {}
