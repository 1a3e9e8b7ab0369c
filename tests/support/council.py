"""Meetings to test with, made through the commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.council import commands
from app.council.commands import NewMeeting
from app.council.models import Meeting
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.street.models import Community
from tests.factories import NOW, World, make_representative
from tests.support.proposals import make_applicant, make_proposal

MEETING_AT = datetime(2026, 4, 12, 2, 0, tzinfo=UTC)
CALLED = NOW + timedelta(hours=1)


def make_representatives(community: Community, count: int) -> list[Mandate]:
    return [make_representative(community, number) for number in range(1, count + 1)]


def make_topics(world: World, titles: Sequence[str], stage: str = "awaiting_vote") -> list[Proposal]:
    """Proposals of one applicant, whose account exists before the first unit of work."""
    who = make_applicant(world)
    who.user  # noqa: B018
    return [make_proposal(world, stage, applicant=who, title=title) for title in titles]


def make_meeting(
    world: World,
    proposals: Sequence[Proposal] | None = None,
    *,
    community: Community | None = None,
    representatives: int = 0,
    **more: Any,
) -> Meeting:
    """A meeting called for MEETING_AT on proposals that await a vote; seats so many representatives first."""
    place = community or world.north
    make_representatives(place, representatives)
    topics = proposals if proposals is not None else make_topics(world, ["楼门共建", "便民维修"])
    new = {"title": "第一次年度项目居民代表会议", "scheduled_at": MEETING_AT, "place": "社区议事厅", **more}
    secretary = world.actor(Role.SECRETARY, place)
    with unit_of_work() as session:
        return commands.call_meeting(session, secretary, place, NewMeeting(proposals=topics, **new), CALLED)


def tick(world: World, meeting: Meeting, mandates: Sequence[Mandate], mode: str = "hall") -> None:
    """Enter these representatives as taking part."""
    worker = world.actor(Role.COMMUNITY_WORKER, meeting.community)
    with unit_of_work() as session:
        sheet = {mandate.id: mode for mandate in mandates}
        commands.record_attendance_sheet(session, worker, meeting, sheet, MEETING_AT)


def hold(world: World, meeting: Meeting) -> Meeting:
    secretary = world.actor(Role.SECRETARY, meeting.community)
    with unit_of_work() as session:
        return commands.hold_meeting(session, secretary, meeting, MEETING_AT)


def make_held_meeting(
    world: World, proposals: Sequence[Proposal] | None = None, *, seats: int = 5, present: int = 4
) -> tuple[Meeting, list[Mandate]]:
    """A meeting held with ``present`` of ``seats`` representatives in the hall, and those present."""
    seated = make_representatives(world.north, seats)
    meeting = make_meeting(world, proposals)
    tick(world, meeting, seated[:present])
    return hold(world, meeting), seated[:present]
