"""What is read of needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from app.foundation import search
from app.foundation.clock import ZONE, local_date
from app.foundation.paging import Page, fetch_page
from app.foundation.withholding import WithheldWords
from app.needs.commands.seconding import purpose, same_person
from app.needs.models import Need, NeedSupport
from app.people.models import User
from app.people.respondents import recognise_account
from app.street.models import Community, DirectoryItem, RuleSetting

ALIVE = ("open", "answered", "adopted", "resolved", "delivering")
ORDERS = ("heat", "newest", "oldest")


@dataclass(frozen=True)
class AnswerTerms:
    """Days within which a community answers: the street's, and those of communities with their own."""

    days: int | None = None
    own: Mapping[int, int] = field(default_factory=dict)

    def of(self, community_id: int) -> int | None:
        return self.own.get(community_id, self.days)

    def due(self, community_id: int, raised_at: datetime) -> date | None:
        """The last day for answering; ``None`` while the street has set no term."""
        days = self.of(community_id)
        return None if days is None else local_date(raised_at) + timedelta(days=days)


@dataclass(frozen=True)
class Wanted:
    """What a list of needs is narrowed to; empty narrows nothing. ``category`` 0 is outside the directory."""

    text: str = ""
    community: str = ""
    category: int | None = None
    state: str = ""
    overdue: bool = False
    order: str = "heat"


@dataclass(frozen=True)
class NeedRow:
    """A need in a list. ``due`` is the last day for its answer while it has none."""

    slug: str
    title: str
    community: str
    category_number: int
    item: str
    state: str
    heat: int
    raised_at: datetime
    due: date | None
    overdue: bool


@dataclass(frozen=True)
class RecordedSecond:
    """A second that a worker took down; ``shown`` is a masked number or door, or a seat's code."""

    shown: str
    channel: str
    worker: str
    at: datetime


def need_by_slug(session: Session, slug: str) -> Need | None:
    return session.scalars(
        select(Need)
        .where(Need.slug == slug)
        .options(
            joinedload(Need.community),
            joinedload(Need.directory_item),
            joinedload(Need.merged_into),
        )
    ).one_or_none()


def need_by_code(session: Session, community_id: int, code: str) -> Need | None:
    return session.scalars(
        select(Need).where(Need.community_id == community_id, Need.code == code)
    ).one_or_none()


def open_needs(session: Session, community_id: int) -> Sequence[Need]:
    """Needs a project can take up: those nobody declined, merged or finished, warmest first."""
    return session.scalars(
        select(Need)
        .where(Need.community_id == community_id, Need.state.in_(ALIVE))
        .order_by(Need.heat.desc(), Need.id)
    ).all()


def mergeable_targets(session: Session, need: Need, text: str = "", limit: int = 30) -> Sequence[Need]:
    """Needs of the same community that this one can move into, warmest first; only those with ``text``."""
    statement = (
        select(Need)
        .where(
            Need.community_id == need.community_id,
            Need.id != need.id,
            Need.state.in_((*ALIVE, "done")),
        )
        .order_by(Need.heat.desc(), Need.id)
        .limit(limit)
    )
    if text.strip():
        statement = statement.where(Need.slug.in_(search.refs(session, "need", text)))
    return session.scalars(statement).all()


def merged_from(session: Session, need: Need) -> Sequence[Need]:
    """Needs that moved into this one, in the order they did."""
    return session.scalars(
        select(Need).where(Need.merged_into_id == need.id).order_by(Need.merged_at, Need.id)
    ).all()


def withheld_titles(session: Session, community_id: int) -> frozenset[str]:
    """Titles put aside in a community; what kept a copy of one must not show it."""
    rows = session.scalars(
        select(WithheldWords.words)
        .join(Need, Need.id == WithheldWords.subject_id)
        .where(
            WithheldWords.kind == "need",
            WithheldWords.restored_at.is_(None),
            Need.community_id == community_id,
        )
    )
    return frozenset(words["title"] for words in rows)


def seconds_by_channel(session: Session, need: Need) -> Sequence[tuple[str, int]]:
    """How the seconds that count came in, the raiser's own word left out, most first."""
    rows = session.execute(
        select(NeedSupport.channel, func.count(NeedSupport.id))
        .where(
            NeedSupport.need_id == need.id, NeedSupport.visitor_key.is_(None), NeedSupport.raised.is_(False)
        )
        .group_by(NeedSupport.channel)
        .order_by(func.count(NeedSupport.id).desc(), NeedSupport.channel)
    ).all()
    return [(channel, count) for channel, count in rows]


def recorded_seconds(session: Session, need: Need, limit: int = 50) -> Sequence[RecordedSecond]:
    """The newest seconds that workers took down: whose (masked), how, by whom, when."""
    rows = session.execute(
        select(NeedSupport.shown, NeedSupport.channel, User.display_name, NeedSupport.at)
        .join(User, User.id == NeedSupport.recorded_by_id)
        .where(NeedSupport.need_id == need.id)
        .order_by(NeedSupport.id.desc())
        .limit(limit)
    ).all()
    return [RecordedSecond(*row) for row in rows]


def has_seconded(session: Session, need: Need, user_id: int | None, visitor_key: str | None) -> bool:
    """Whether this account, or else this browser, is counted with the need already."""
    if user_id is None and visitor_key is None:
        return False
    mine = (
        NeedSupport.visitor_key == visitor_key
        if user_id is None
        else same_person(recognise_account(session, purpose(need), user_id))
    )
    statement = select(NeedSupport.id).where(NeedSupport.need_id == need.id, mine)
    return session.scalars(statement).first() is not None


def answer_terms(session: Session) -> AnswerTerms:
    """The terms for answering in force: one query."""
    rows = session.execute(
        select(RuleSetting.community_id, RuleSetting.value, RuleSetting.withdrawn)
        .where(RuleSetting.key == "need_unanswered_days")
        .order_by(RuleSetting.id)
    ).all()
    newest = {row.community_id: row for row in rows}
    days = {where: int(row.value) for where, row in newest.items() if not row.withdrawn}
    street_days = days.pop(None, None)
    return AnswerTerms(street_days, days)


def needs_page(session: Session, wanted: Wanted, number: int, today: date) -> Page[NeedRow]:
    """One page of needs, merged ones left out unless asked for: three queries."""
    terms = answer_terms(session)
    page = fetch_page(session, _narrowed(session, wanted, terms, today), number)
    rows = [_row(row[0], terms, today) for row in page.items]
    return Page(rows, page.number, page.total, page.size)


def _row(need: Need, terms: AnswerTerms, today: date) -> NeedRow:
    due = terms.due(need.community_id, need.raised_at) if need.state == "open" else None
    item = need.directory_item
    return NeedRow(
        slug=need.slug,
        title=need.title,
        community=need.community.name,
        category_number=item.category_number if item else 0,
        item=item.name if item else "",
        state=need.state,
        heat=need.heat,
        raised_at=need.raised_at,
        due=due,
        overdue=due is not None and today > due,
    )


def _narrowed(session: Session, wanted: Wanted, terms: AnswerTerms, today: date) -> Select[Need]:
    statement = (
        select(Need)
        .outerjoin(Need.community)
        .outerjoin(Need.directory_item)
        .options(contains_eager(Need.community), contains_eager(Need.directory_item))
        .where(Need.state == wanted.state if wanted.state else Need.state != "merged")
    )
    if wanted.text.strip():
        statement = statement.where(Need.slug.in_(search.refs(session, "need", wanted.text)))
    if wanted.community:
        statement = statement.where(Community.slug == wanted.community)
    if wanted.category is not None:
        statement = statement.where(
            DirectoryItem.category_number == wanted.category
            if wanted.category
            else Need.directory_item_id.is_(None)
        )
    if wanted.overdue:
        statement = statement.where(Need.state == "open", _is_late(terms, today))
    return statement.order_by(*_order(wanted.order))


def _order(order: str) -> tuple[ColumnElement[Any], ...]:
    if order == "newest":
        return Need.raised_at.desc(), Need.id.desc()
    if order == "oldest":
        return Need.raised_at.asc(), Need.id.asc()
    return Need.heat.desc(), Need.id.desc()


def _is_late(terms: AnswerTerms, today: date) -> ColumnElement[bool]:
    own = [
        and_(Need.community_id == community_id, Need.raised_at < _last_moment(today, days))
        for community_id, days in terms.own.items()
    ]
    if terms.days is not None:
        others = Need.community_id.not_in(terms.own)
        own.append(and_(others, Need.raised_at < _last_moment(today, terms.days)))
    return or_(*own) if own else Need.id.is_(None)


def _last_moment(today: date, days: int) -> datetime:
    """What was raised before this moment is late on ``today``."""
    return datetime.combine(today - timedelta(days=days), time(), ZONE)
