"""Lists of notices and objections: a fixed number of queries each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import Session, joinedload

from app.foundation.clock import local_date
from app.foundation.paging import Page, fetch_page
from app.notices.models import Notice, Objection
from app.proposals.models import Proposal
from app.street.models import Community


@dataclass(frozen=True)
class NoticeRow:
    """A notice in a list. ``community`` is ``None`` for one of several communities; amounts are fen."""

    slug: str
    kind: str
    title: str
    state: str
    outcome: str | None
    community: str | None
    organisation: str
    amount_fen: int | None
    starts_on: date
    ends_on: date
    objections: int
    unanswered: int


@dataclass(frozen=True)
class NoticeCounts:
    posted: int
    ended: int


@dataclass(frozen=True)
class ObjectionRow:
    """An objection that waits for its answer."""

    slug: str
    text: str
    raised_by_role: str
    raised_on: date
    due_on: date
    notice_slug: str
    notice_title: str
    community: str | None


def notices_page(session: Session, *, posted: bool, community_id: int | None, number: int) -> Page[NoticeRow]:
    """Posted notices, those that end first in front; or ended ones, the newest in front.

    A community's list holds those of several communities too.
    """
    order = (Notice.ends_on, Notice.id) if posted else (Notice.ended_at.desc(), Notice.id.desc())
    page = fetch_page(session, _rows(_shown(posted, community_id)).order_by(*order), number)
    return Page([_row(item) for item in page.items], page.number, page.total, page.size)


def notice_counts(session: Session, community_id: int | None) -> NoticeCounts:
    """How many are posted and how many ended, narrowed as the list is."""
    posted = case((Notice.state == "posted", 1), else_=0)
    sums = select(func.coalesce(func.sum(posted), 0), func.count(Notice.id))
    showing, everything = tuple(session.execute(_in(sums, community_id)).one())
    return NoticeCounts(int(showing), everything - int(showing))


def over_and_posted(
    session: Session, today: date, communities: Collection[int] | None
) -> Sequence[NoticeRow]:
    """Notices whose last day has passed and that somebody must end; of the whole street without communities."""
    statement = _rows((Notice.state == "posted") & (Notice.ends_on < today))
    if communities is not None:
        statement = statement.where(Notice.community_id.in_(communities))
    return [_row(item) for item in session.execute(statement.order_by(Notice.ends_on, Notice.id))]


def objections_to_answer(session: Session, communities: Collection[int] | None) -> Sequence[ObjectionRow]:
    """Unanswered objections, the earliest due first; of the whole street when ``communities`` is ``None``."""
    statement = (
        select(Objection, Notice, Community.name)
        .join(Notice, Objection.notice_id == Notice.id)
        .outerjoin(Community, Notice.community_id == Community.id)
        .where(Objection.answered_at.is_(None), Notice.state == "posted")
        .order_by(Objection.due_on, Objection.id)
    )
    if communities is not None:
        statement = statement.where(Notice.community_id.in_(communities))
    return [
        ObjectionRow(
            objection.slug,
            objection.text,
            objection.raised_by_role,
            local_date(objection.raised_at),
            objection.due_on,
            notice.slug,
            notice.title,
            community,
        )
        for objection, notice, community in session.execute(statement)
    ]


def awaiting_notice(session: Session, communities: Collection[int] | None) -> Sequence[Proposal]:
    """Resolved proposals not on notice yet; of the whole street when ``communities`` is ``None``."""
    statement = (
        select(Proposal)
        .where(Proposal.state == "resolved")
        .options(joinedload(Proposal.community), joinedload(Proposal.organisation))
        .order_by(Proposal.changed_at, Proposal.id)
    )
    if communities is not None:
        statement = statement.where(Proposal.community_id.in_(communities))
    return session.scalars(statement).all()


def _shown(posted: bool, community_id: int | None) -> ColumnElement[bool]:
    state = Notice.state == "posted" if posted else Notice.state != "posted"
    return state if community_id is None else state & _of(community_id)


def _of(community_id: int) -> ColumnElement[bool]:
    return (Notice.community_id == community_id) | Notice.community_id.is_(None)


def _in(statement: Select[Any], community_id: int | None) -> Select[Any]:
    return statement if community_id is None else statement.where(_of(community_id))


def _rows(where: ColumnElement[bool]) -> Select[Any]:
    raised = select(func.count(Objection.id)).where(Objection.notice_id == Notice.id)
    return (
        select(
            Notice,
            Community.name,
            raised.scalar_subquery(),
            raised.where(Objection.answered_at.is_(None)).scalar_subquery(),
        )
        .outerjoin(Community, Notice.community_id == Community.id)
        .where(where)
    )


def _row(found: Row[Any]) -> NoticeRow:
    notice, community, objections, unanswered = tuple(found)
    return NoticeRow(
        slug=notice.slug,
        kind=notice.kind,
        title=notice.title,
        state=notice.state,
        outcome=notice.outcome,
        community=community,
        organisation=str(notice.body.get("organisation") or ""),
        amount_fen=notice.body.get("amount_fen"),
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        objections=objections,
        unanswered=unanswered,
    )
