"""Tasks of meetings and rounds of voting."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.council.models import Attendance, FurtherQuestion, Meeting, MeetingRollEntry, Resolution, Topic
from app.domain.policy import Role
from app.people.models import Mandate
from app.portal.queries.tasks.parts import Column, Person, counted, waits
from app.proposals.models import Proposal
from app.street.models import Community
from app.voting.models import Ballot, Replacement, RollEntry, Round


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if person.holds(Role.REPRESENTATIVE):
        yield from _representative(person)
    if desk := person.communities(Role.SECRETARY):
        yield from _secretary(person, desk)
    if desk := person.communities(Role.COMMUNITY_WORKER):
        yield from _worker(person, desk)
    if desk := person.communities(Role.SECRETARY, Role.COMMUNITY_WORKER):
        yield _to_confirm(person, desk)
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

    yield _own_replacements("voting.own_replacement", person, _waits())
    yield _own_replacements("voting.replaced", person, _in_force(), Replacement.answered_by_id != person.id)
    yield (
        _open_rounds("voting.entered", person, Ballot.cast_at)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .where(Mandate.user_id == person.id, Ballot.assisted_by_id.is_not(None))
        .where(~exists().where(Replacement.roll_entry_id == RollEntry.id, _in_force()))
    )


def _to_confirm(person: Person, desk: frozenset[int]) -> Select[*tuple[Any, ...]]:
    """Requests to replace a ballot that somebody else than their asker answers; the voter's own is told apart."""
    return (
        _open_rounds("voting.confirm_replacement", person, Replacement.asked_at, RollEntry.number)
        .join(Replacement, Replacement.roll_entry_id == RollEntry.id)
        .outerjoin(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(Round.community_id.in_(desk), _waits(), Replacement.asked_by_id != person.id)
        .where(or_(Mandate.user_id.is_(None), Mandate.user_id != person.id))
    )


def _own_replacements(kind: str, person: Person, *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        _open_rounds(kind, person, Replacement.asked_at)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .join(Replacement, Replacement.roll_entry_id == RollEntry.id)
        .where(Mandate.user_id == person.id, *which)
    )


def _open_rounds(
    kind: str,
    person: Person,
    since: InstrumentedAttribute[datetime],
    number: InstrumentedAttribute[int] | None = None,
) -> Select[*tuple[Any, ...]]:
    """Rounds that take ballots, with their rolls."""
    return (
        waits(
            kind,
            Round.slug,
            Round.title,
            Round.community_id,
            since=since,
            due=Round.closes_at,
            number=number,
        )
        .join(RollEntry, RollEntry.round_id == Round.id)
        .where(Round.state == "open", Round.closes_at > person.now)
    )


def _waits() -> ColumnElement[bool]:
    return and_(Replacement.state == "waiting", Replacement.lapsed == "")


def _in_force() -> ColumnElement[bool]:
    """The request by which the ballot came that counts now."""
    return and_(Replacement.state == "confirmed", Replacement.revision + 1 == Ballot.revision)


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
    yield _to_ask(desk)
    yield _meetings("council.hold").where(Meeting.community_id.in_(desk))
    first_vote = exists().where(
        Topic.meeting_id == Meeting.id,
        Topic.proposal_id == Proposal.id,
        Topic.question_id.is_(None),
        waiting,
    )
    again = exists().where(
        Topic.meeting_id == Meeting.id,
        Topic.question_id == FurtherQuestion.id,
        FurtherQuestion.state == "open",
    )
    undecided = or_(first_vote, again)
    round_ready = exists().where(Round.meeting_id == Meeting.id, Round.state != "cancelled")
    yield waits(
        "voting.prepare", Meeting.slug, Meeting.title, Meeting.community_id, since=Meeting.decided_at
    ).where(Meeting.state == "held", Meeting.community_id.in_(desk), undecided, ~round_ready)
    yield _rounds("voting.open").where(Round.state == "prepared", Round.community_id.in_(desk))
    yield _rounds("voting.close").where(Round.community_id.in_(desk), _can_close(person))


def _to_ask(desk: frozenset[int]) -> Select[*tuple[Any, ...]]:
    """Communities whose representatives are asked again about something, and no meeting has it."""
    on_a_meeting = exists().where(
        Topic.question_id == FurtherQuestion.id,
        Topic.meeting_id == Meeting.id,
        Meeting.state.in_(("called", "held")),
    )
    return (
        waits(
            "council.ask",
            Community.slug,
            Community.name,
            Community.id,
            since=func.min(FurtherQuestion.asked_at),
            number=counted(FurtherQuestion.id),
        )
        .join(Proposal, Proposal.community_id == Community.id)
        .join(FurtherQuestion, FurtherQuestion.proposal_id == Proposal.id)
        .where(FurtherQuestion.state == "open", Community.id.in_(desk), ~on_a_meeting)
        .group_by(Community.id, Community.slug, Community.name)
    )


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
