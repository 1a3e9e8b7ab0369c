"""What is read of voting. While a round is open nothing here tells how anybody voted, but oneself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from app.domain.policy import Scope
from app.foundation.clock import local_date
from app.foundation.paging import Page, fetch_page
from app.funds.models import Fund
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.street.models import Community
from app.voting.models import Ballot, Count, Replacement, RollEntry, Round, RoundOption

MOST_TRIED = 50


@dataclass(frozen=True)
class RoundRow:
    """A round in a list; ``voted`` is the turnout so far."""

    slug: str
    title: str
    kind: str
    state: str
    community: str | None
    closes_at: datetime
    voters: int
    voted: int
    source: str


@dataclass(frozen=True)
class VoterRow:
    """A voter for the worker who helps: whether and how they voted, never what.

    ``asked`` says that a request to replace the ballot waits.
    """

    number: int
    code: str
    name: str
    note: str
    mode: str | None
    assisted: bool
    cast_at: datetime | None
    asked: bool


@dataclass(frozen=True)
class BallotRow:
    """A named ballot of a counted round."""

    number: int
    code: str
    name: str
    mode: str
    assisted_role: str
    choices: dict[str, Any]


@dataclass(frozen=True)
class Waiting:
    """An open round in which a person has not voted yet."""

    slug: str
    title: str
    closes_at: datetime


@dataclass(frozen=True)
class Voter:
    """A voter's place in a round, for the guard and the booth."""

    entry: RollEntry
    round: Round

    @property
    def scope(self) -> Scope:
        return self.round.scope


def round_by_slug(session: Session, slug: str) -> Round | None:
    """A round with its options and their proposals: three queries."""
    return session.scalars(
        select(Round)
        .where(Round.slug == slug)
        .options(
            joinedload(Round.community),
            joinedload(Round.meeting),
            joinedload(Round.fund),
            selectinload(Round.options).joinedload(RoundOption.proposal).joinedload(Proposal.organisation),
        )
    ).one_or_none()


def round_of_meeting(session: Session, meeting_id: int) -> Round | None:
    """The meeting's round, unless it was dropped."""
    return session.scalars(
        select(Round).where(Round.meeting_id == meeting_id, Round.state != "cancelled")
    ).one_or_none()


def voter(session: Session, slug: str, number: int) -> Voter | None:
    """The voter ``number`` of a round."""
    round = round_by_slug(session, slug)
    if round is None:
        return None
    entry = session.scalars(
        select(RollEntry).where(RollEntry.round_id == round.id, RollEntry.number == number)
    ).one_or_none()
    return None if entry is None else Voter(entry, round)


def rounds_page(session: Session, number: int, community_id: int | None = None) -> Page[RoundRow]:
    """Rounds that were opened, open ones first, then the newest: three queries."""
    statement = (
        select(Round, Community.name)
        .outerjoin(Community, Round.community_id == Community.id)
        .where(Round.state.in_(("open", "closed", "counted")))
        .order_by(Round.state != "open", Round.closes_at.desc(), Round.id.desc())
    )
    if community_id is not None:
        statement = statement.where(Round.community_id == community_id)
    page = fetch_page(session, statement, number)
    return Page(_rows(session, page.items), page.number, page.total, page.size)


def prepared_rounds(session: Session, community_ids: frozenset[int]) -> Sequence[Round]:
    """Rounds these communities have prepared and not opened."""
    return session.scalars(
        select(Round)
        .where(Round.state == "prepared", Round.community_id.in_(community_ids))
        .order_by(Round.id.desc())
    ).all()


def _rows(session: Session, found: Sequence[Any]) -> list[RoundRow]:
    going = [round.id for round, _ in found if round.voted is None]
    so_far = {
        row[0]: row[1]
        for row in session.execute(
            select(Ballot.round_id, func.count()).where(Ballot.round_id.in_(going)).group_by(Ballot.round_id)
        )
    }
    return [
        RoundRow(
            round.slug,
            round.title,
            round.kind,
            round.state,
            community,
            round.closes_at,
            round.voters,
            so_far.get(round.id, 0) if round.voted is None else round.voted,
            round.source,
        )
        for round, community in found
    ]


def turnout(session: Session, round: Round) -> int:
    """How many have voted."""
    if round.voted is not None:
        return round.voted
    return session.scalar(select(func.count()).where(Ballot.round_id == round.id)) or 0


def own_entry(session: Session, round: Round, user_id: int | None) -> RollEntry | None:
    """A person's place on the roll of a round."""
    if user_id is None:
        return None
    return session.scalars(
        select(RollEntry)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(RollEntry.round_id == round.id, Mandate.user_id == user_id)
    ).first()


def ballot_of(session: Session, entry: RollEntry) -> Ballot | None:
    return session.scalars(select(Ballot).where(Ballot.roll_entry_id == entry.id)).one_or_none()


def count_of(session: Session, round: Round) -> Count:
    return session.scalars(select(Count).where(Count.round_id == round.id)).one()


def protocol_of(session: Session, round: Round) -> Count:
    """The count with its protocol, which is large."""
    statement = select(Count).where(Count.round_id == round.id).options(undefer(Count.protocol))
    return session.scalars(statement).one()


def counted_allocations(session: Session, own: frozenset[int], first: str = "") -> Sequence[Round]:
    """Allocations whose ballots can be counted again: the one asked for by slug, then those of one's ``own``
    communities, of the others, of other cities; the newest first.
    """
    place = case(
        (Round.slug == first, 0),
        (Round.community_id.in_(own), 1),
        (Round.community_id.is_not(None), 2),
        else_=3,
    )
    return session.scalars(
        select(Round)
        .where(Round.kind == "allocation", Round.state == "counted")
        .options(joinedload(Round.community))
        .order_by(place, Round.closes_at.desc(), Round.id.desc())
        .limit(MOST_TRIED)
    ).all()


def voters(session: Session, round: Round) -> Sequence[VoterRow]:
    """The roll with who has voted: one query."""
    rows = session.execute(
        select(RollEntry, Ballot.mode, Ballot.assisted_by_id, Ballot.cast_at, Replacement.id)
        .outerjoin(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .outerjoin(
            Replacement,
            (Replacement.roll_entry_id == RollEntry.id)
            & (Replacement.state == "waiting")
            & (Replacement.lapsed == ""),
        )
        .where(RollEntry.round_id == round.id)
        .order_by(RollEntry.number)
    )
    return [
        VoterRow(
            entry.number,
            entry.code,
            entry.name,
            entry.note,
            mode,
            helper is not None,
            cast_at,
            asked is not None,
        )
        for entry, mode, helper, cast_at, asked in rows
    ]


def ballots(session: Session, round: Round, limit: int | None = None) -> Sequence[BallotRow]:
    """The named ballots of a counted round, by number; none before it is counted."""
    if round.state != "counted":
        return ()
    statement = (
        select(RollEntry.number, RollEntry.code, RollEntry.name, Ballot)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .where(RollEntry.round_id == round.id)
        .order_by(RollEntry.number)
        .limit(limit)
    )
    return [
        BallotRow(number, code, name, ballot.mode, ballot.assisted_role, ballot.choices)
        for number, code, name, ballot in session.execute(statement)
    ]


def rounds_waiting_for(session: Session, user_id: int, now: datetime) -> Sequence[Waiting]:
    """Open rounds in which a person may vote and has not: one query."""
    rows = session.execute(
        select(Round.slug, Round.title, Round.closes_at)
        .join(RollEntry, RollEntry.round_id == Round.id)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .outerjoin(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .where(Round.state == "open", Round.closes_at > now, Mandate.user_id == user_id, Ballot.id.is_(None))
        .order_by(Round.closes_at)
    )
    return [Waiting(*row) for row in rows]


def funds_to_share(session: Session, community_id: int, year: int) -> Sequence[Fund]:
    """A community's funds of this year and later."""
    return session.scalars(
        select(Fund).where(Fund.community_id == community_id, Fund.year >= year).order_by(Fund.year, Fund.id)
    ).all()


def open_until(session: Session, mandate: Mandate) -> date | None:
    """The closing day of the last open round that has a mandate on its roll."""
    closes_at = session.scalar(
        select(func.max(Round.closes_at))
        .join(RollEntry, RollEntry.round_id == Round.id)
        .where(Round.state == "open", RollEntry.mandate_id == mandate.id)
    )
    return None if closes_at is None else local_date(closes_at)
