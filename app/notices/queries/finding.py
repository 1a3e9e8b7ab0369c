"""One notice, one objection, the resolution behind a result."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.council.models import Resolution
from app.notices.models import Notice, Objection


def notice_by_slug(session: Session, slug: str) -> Notice | None:
    return session.scalars(
        select(Notice)
        .where(Notice.slug == slug)
        .options(joinedload(Notice.community), selectinload(Notice.objections))
    ).one_or_none()


def objection_by_slug(session: Session, slug: str) -> Objection | None:
    return session.scalars(
        select(Objection)
        .where(Objection.slug == slug)
        .options(joinedload(Objection.notice).joinedload(Notice.community))
    ).one_or_none()


def notice_of(session: Session, kind: str, subject_ref: str) -> Notice | None:
    """The newest notice of a subject."""
    return session.scalars(
        select(Notice)
        .where(Notice.kind == kind, Notice.subject_ref == subject_ref)
        .order_by(Notice.id.desc())
        .limit(1)
    ).one_or_none()


def supplements_of(session: Session, notice: Notice) -> Sequence[Notice]:
    """The notices of the supplements to the contract that a notice is about, in order."""
    code = notice.body.get("contract")
    if notice.kind != "contract" or code is None:
        return ()
    return session.scalars(
        select(Notice)
        .where(Notice.kind == "supplement", Notice.body["contract"].as_string() == code)
        .order_by(Notice.id)
    ).all()


def passed_resolution(session: Session, proposal_id: int) -> Resolution | None:
    """The newest resolution that passed a proposal; what answered a later question about it is another matter."""
    return session.scalars(
        select(Resolution)
        .where(
            Resolution.proposal_id == proposal_id,
            Resolution.question_id.is_(None),
            Resolution.outcome == "passed",
        )
        .order_by(Resolution.decided_at.desc(), Resolution.id.desc())
        .limit(1)
        .options(joinedload(Resolution.meeting))
    ).one_or_none()
