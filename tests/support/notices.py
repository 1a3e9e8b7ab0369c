"""Notices to test with, made through the commands: proposals resolved, on notice, and noticed."""

from __future__ import annotations

from datetime import date, datetime, time

from app.council import commands as council
from app.council.commands import NewMeeting
from app.domain.policy import SYSTEM, Role
from app.foundation.clock import ZONE
from app.foundation.database import unit_of_work
from app.funds import commands as funds
from app.notices import commands
from app.notices.commands import NewNotice
from app.notices.models import Notice
from app.people.models import Mandate
from app.people.queries import mandates_on
from app.proposals import commands as proposals
from app.proposals.models import Proposal
from tests.factories import NOW, TODAY, World, make_representative
from tests.support.proposals import Applicant, make_applicant, make_proposal


def at(day: date, hour: int = 10) -> datetime:
    """A moment of a day in the street's zone."""
    return datetime.combine(day, time(hour), ZONE)


def resolve(world: World, proposal: Proposal, now: datetime = NOW) -> Proposal:
    """Take a proposal that awaits its vote through a meeting that passes it; its money is reserved."""
    secretary = world.actor(Role.SECRETARY, proposal.community)
    worker = world.actor(Role.COMMUNITY_WORKER, proposal.community)
    mandates = _seated(proposal)
    with unit_of_work() as session:
        new = NewMeeting("第一次居民代表会议", now, "社区会议室", [proposal])
        meeting = council.call_meeting(session, secretary, proposal.community, new, now)
        for mandate in mandates:
            council.record_attendance(session, worker, meeting, mandate.id, "hall", now)
        council.hold_meeting(session, secretary, meeting, now)
        council.record_resolution(session, secretary, meeting, proposal, len(mandates), 0, 0, now)
        proposals.advance(session, SYSTEM, proposal, "resolve", now)
        funds.reserve(session, SYSTEM, proposal.fund, proposal.amount_fen, proposal.slug, now)
    return proposal


def _seated(proposal: Proposal) -> list[Mandate]:
    with unit_of_work() as session:
        seated = list(mandates_on(session, proposal.community_id, TODAY))
    return seated or [make_representative(proposal.community, number) for number in (1, 2, 3)]


def make_resolved(world: World, applicant: Applicant | None = None, now: datetime = NOW) -> Proposal:
    who = applicant or make_applicant(world)
    _ = who.actor, world.actor(Role.REVIEWER), world.actor(Role.SECRETARY, who.community)
    return resolve(world, make_proposal(world, applicant=who, now=now), now)


def post_result(world: World, proposal: Proposal | None = None, now: datetime = NOW) -> Notice:
    """The notice of a resolved proposal, posted today."""
    proposal = proposal or make_resolved(world, now=now)
    secretary = world.actor(Role.SECRETARY, proposal.community)
    with unit_of_work() as session:
        return commands.publish_result(session, secretary, proposal, now)


def make_noticed(world: World, applicant: Applicant | None = None) -> Proposal:
    """A proposal whose notice ended on 17 April 2026 without objection: it awaits its contract."""
    proposal = make_resolved(world, applicant)
    notice = post_result(world, proposal)
    secretary = world.actor(Role.SECRETARY, proposal.community)
    with unit_of_work() as session:
        commands.end_notice(session, secretary, notice, at(date(2026, 4, 17)))
    return proposal


def make_notice(world: World, title: str = "合同公告", ref: str = "some-contract") -> Notice:
    """A notice of another kind, of the whole street."""
    handler = world.actor(Role.STREET_HANDLER)
    new = NewNotice("contract", ref, title, None, {"organisation": "暖邻居家养老服务中心"})
    with unit_of_work() as session:
        return commands.publish_notice(session, handler, new, NOW)
