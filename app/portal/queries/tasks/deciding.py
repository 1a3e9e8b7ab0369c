"""Tasks of meetings and rounds of voting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from app.council.models import Attendance, Meeting, MeetingRollEntry, Resolution, Topic
from app.domain.policy import Role
from app.people.models import Mandate
from app.portal.queries.tasks.parts import Column, Person, counted, waits
from app.proposals.models import Proposal
from app.street.models import Community
from app.voting.models import Ballot, RollEntry, Round


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if person.holds(Role.REPRESENTATIVE):
        yield from _representative(person)
    if desk := person.communities(Role.SECRETARY):
        yield from _secretary(person, desk)
    if desk := person.communities(Role.COMMUNITY_WORKER):
        yield from _worker(person, desk)
    if alert := person.communities(Role.SECRETARY, Role.SCRUTINEER, Role.SUPERVISOR):
        yield _denied().where(Meeting.community_id.in_(alert))
    if watched := person.communities(Role.SCRUTINEER, Role.SUPERVISOR):
        yield _rounds("voting.watch").where(Round.state == "open", Round.community_id.in_(watched))


def _representative(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    yield (
        _rounds("voting.vote")
        .join(RollEntry, RollEntry.round_id == Round.id)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(
            Mandate.user_id == person.id,
            Round.state == "open",
            Round.closes_at > person.now,
            ~_has_ballot(),
        )
    )
    yield _marked(person)
    yield (
        _meetings("council.attend")
        .join(MeetingRollEntry, MeetingRollEntry.meeting_id == Meeting.id)
        .join(Mandate, MeetingRollEntry.mandate_id == Mandate.id)
        .where(Mandate.user_id == person.id, Meeting.scheduled_at >= person.now)
    )


def _marked(person: Person) -> Select[*tuple[Any, ...]]:
    """Meetings at which somebody else marked a representative present, until they answer or the vote has a result."""
    return (
        _of_meetings("council.answer", since=Attendance.recorded_at)
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(Mandate, Attendance.mandate_id == Mandate.id)
        .where(Mandate.user_id == person.id, Attendance.said == "", ~_resolved())
    )


def _denied() -> Select[*tuple[Any, ...]]:
    """Meetings at which somebody was marked present who says that they were not there."""
    return (
        _of_meetings("council.denied", since=func.max(Attendance.said_at), number=counted(Attendance.id))
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .where(Attendance.said == "absent", ~_resolved())
        .group_by(Meeting.id)
    )


def _of_meetings(kind: str, **more: Column) -> Select[*tuple[Any, ...]]:
    return waits(kind, Meeting.slug, Meeting.title, Meeting.community_id, **more).where(
        Meeting.state.in_(("called", "held"))
    )


def _resolved() -> ColumnElement[bool]:
    return exists().where(Resolution.meeting_id == Meeting.id)


def _secretary(person: Person, desk: frozenset[int]) -> Iterator[Select[*tuple[Any, ...]]]:
    waiting = Proposal.state == "awaiting_vote"
    on_a_meeting = exists().where(
        Topic.proposal_id == Proposal.id,
        Topic.meeting_id == Meeting.id,
        Meeting.state.in_(("called", "held")),
    )
    yield (
        waits(
            "council.call",
            Community.slug,
            Community.name,
            Community.id,
            since=func.min(Proposal.changed_at),
            number=counted(Proposal.id),
        )
        .join(Proposal, Proposal.community_id == Community.id)
        .where(waiting, Community.id.in_(desk), ~on_a_meeting)
        .group_by(Community.id, Community.slug, Community.name)
    )
    yield _meetings("council.hold").where(Meeting.community_id.in_(desk))
    undecided = exists().where(Topic.meeting_id == Meeting.id, Topic.proposal_id == Proposal.id, waiting)
    round_ready = exists().where(Round.meeting_id == Meeting.id, Round.state != "cancelled")
    yield waits(
        "voting.prepare", Meeting.slug, Meeting.title, Meeting.community_id, since=Meeting.decided_at
    ).where(Meeting.state == "held", Meeting.community_id.in_(desk), undecided, ~round_ready)
    yield _rounds("voting.open").where(Round.state == "prepared", Round.community_id.in_(desk))
    yield _rounds("voting.close").where(Round.community_id.in_(desk), _can_close(person))


def _worker(person: Person, desk: frozenset[int]) -> Iterator[Select[*tuple[Any, ...]]]:
    yield _meetings("council.record").where(
        Meeting.community_id.in_(desk), Meeting.scheduled_at < person.midnight
    )
    helped = or_(Mandate.access_preference.contains("电话"), Mandate.access_preference.contains("上门"))
    yield (
        waits(
            "voting.assist",
            Round.slug,
            Round.title,
            Round.community_id,
            since=Round.opened_at,
            due=Round.closes_at,
            number=func.count(RollEntry.id),
        )
        .join(RollEntry, RollEntry.round_id == Round.id)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(
            Round.state == "open",
            Round.closes_at > person.now,
            Round.community_id.in_(desk),
            helped,
            ~_has_ballot(),
        )
        .group_by(Round.id)
    )


def _rounds(kind: str) -> Select[*tuple[Any, ...]]:
    return waits(
        kind, Round.slug, Round.title, Round.community_id, since=Round.opened_at, due=Round.closes_at
    )


def _meetings(kind: str) -> Select[*tuple[Any, ...]]:
    return waits(
        kind,
        Meeting.slug,
        Meeting.title,
        Meeting.community_id,
        since=Meeting.called_at,
        due=Meeting.scheduled_at,
    ).where(Meeting.state == "called")


def _has_ballot() -> ColumnElement[bool]:
    return exists().where(Ballot.roll_entry_id == RollEntry.id)


def _can_close(person: Person) -> ColumnElement[bool]:
    """Open and past its end, or everybody has voted."""
    cast = select(func.count(Ballot.id)).where(Ballot.round_id == Round.id).correlate(Round).scalar_subquery()
    return and_(Round.state == "open", or_(Round.closes_at <= person.now, cast == Round.voters))
