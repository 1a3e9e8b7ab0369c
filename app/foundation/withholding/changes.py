"""Withholding words, giving them back, and reading them on record."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.database import lock
from app.foundation.public_words import MARK
from app.foundation.two_hands import settle
from app.foundation.withholding.book import TWO_HANDED, WithheldWords, WithholdingRequest, standing
from app.foundation.withholding.kinds import Subject, find


def withhold_words(
    session: Session, actor: Actor, subject: Subject, reason: str, now: datetime
) -> WithheldWords:
    """Put a record's words aside, where no page, file or search shows them; the ``reason`` is public.

    Raises RuleViolation "withhold.two_hands" (a kind that takes two), "withhold.reason", "withhold.already",
    "withhold.nothing".
    """
    if subject.kind.name in TWO_HANDED:
        raise RuleViolation("withhold.two_hands")
    _require(session, subject, reason)
    row = _put_aside(session, subject, reason, now, actor.user_id)
    audit.record(session, actor, "words.withhold", subject.name, now, reason=row.reason)
    return row


def ask_to_withhold(
    session: Session, actor: Actor, subject: Subject, reason: str, now: datetime
) -> WithholdingRequest:
    """Ask that words of a kind that takes two be withheld; they stay public until another person confirms.

    Raises RuleViolation "withhold.reason", "withhold.already", "withhold.nothing", "withhold.asked".
    """
    _require(session, subject, reason)
    waiting = select(WithholdingRequest.id).where(
        WithholdingRequest.kind == subject.kind.name,
        WithholdingRequest.subject_id == subject.row.id,
        WithholdingRequest.state == "waiting",
    )
    if session.scalars(waiting).first() is not None:
        raise RuleViolation("withhold.asked")
    request = WithholdingRequest(
        kind=subject.kind.name,
        subject_id=subject.row.id,
        reason=reason.strip(),
        asked_by_id=actor.user_id,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    audit.record(session, actor, "words.ask_to_withhold", subject.name, now, reason=request.reason)
    return request


def answer_withholding(
    session: Session, actor: Actor, request: WithholdingRequest, action: str, now: datetime, answer: str = ""
) -> WithholdingRequest:
    """Confirm, refuse or withdraw a request; the confirmed words are withheld at once.

    Raises RuleViolation as foundation.two_hands.settle, "withhold.already".
    """
    subject = find(session, request.kind, id_=request.subject_id)
    assert subject is not None  # noqa: S101 (records of these kinds are never deleted)
    settle(session, actor, request, action, now, answer)
    if action == "confirm":
        _require(session, subject, request.reason)
        _put_aside(session, subject, request.reason, now, request.asked_by_id, actor.user_id)
    session.flush()
    verb = "confirm" if action == "confirm" else "refuse" if action == "refuse" else "withdraw"
    detail = {"reason": request.reason, "asked_by": request.asked_by_id}
    audit.record(session, actor, f"words.{verb}_withholding", subject.name, now, **detail)
    return request


def restore_words(session: Session, actor: Actor, subject: Subject, now: datetime) -> WithheldWords:
    """Give the words back, but for what was written anew since.

    Raises RuleViolation "withhold.nothing_withheld", and as public words when what comes back must not stand in public.
    """
    lock(session, subject.row)
    kept = _standing(session, subject)
    for column, words in kept.words.items():
        if getattr(subject.row, column) == MARK:
            setattr(subject.row, column, words)
    kept.restored_by_id, kept.restored_at = actor.user_id, now
    session.flush()
    subject.kind.changed(session, subject.row)
    audit.record(session, actor, "words.restore", subject.name, now)
    return kept


def reveal_words(session: Session, actor: Actor, subject: Subject, now: datetime) -> WithheldWords:
    """Put on record that somebody reads the words withheld. Raises RuleViolation "withhold.nothing_withheld"."""
    kept = _standing(session, subject)
    audit.record(session, actor, "words.reveal", subject.name, now)
    return kept


def _standing(session: Session, subject: Subject) -> WithheldWords:
    kept = standing(session, subject.kind.name, subject.row.id)
    if kept is None:
        raise RuleViolation("withhold.nothing_withheld")
    return kept


def _require(session: Session, subject: Subject, reason: str) -> None:
    lock(session, subject.row)
    if not reason.strip():
        raise RuleViolation("withhold.reason", field="reason")
    shown = [text for column in subject.kind.columns if (text := getattr(subject.row, column))]
    if not shown:
        raise RuleViolation("withhold.nothing")
    if all(text == MARK for text in shown):
        raise RuleViolation("withhold.already")


def _put_aside(
    session: Session,
    subject: Subject,
    reason: str,
    now: datetime,
    by_id: int | None,
    second_id: int | None = None,
) -> WithheldWords:
    before = standing(session, subject.kind.name, subject.row.id)
    words = {column: getattr(subject.row, column) for column in subject.kind.columns}
    if before is not None:
        words |= {column: text for column, text in before.words.items() if words[column] == MARK}
        before.restored_by_id, before.restored_at = by_id, now
        session.flush()
    kept = WithheldWords(
        kind=subject.kind.name,
        subject_id=subject.row.id,
        words={column: text for column, text in words.items() if text},
        reason=reason.strip(),
        withheld_by_id=by_id,
        withheld_at=now,
        second_by_id=second_id,
    )
    session.add(kept)
    for column in kept.words:
        setattr(subject.row, column, MARK)
    session.flush()
    subject.kind.changed(session, subject.row)
    return kept
