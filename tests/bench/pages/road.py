"""One project from the need to its close, with everything that usually happens on the way, through the commands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta

from sqlalchemy import select

from app.contracts.models import Contract
from app.council import commands as council
from app.council.models import Meeting
from app.delivery import commands as delivery
from app.delivery.commands import CompletedOrder, NewOrder
from app.domain.policy import SYSTEM, Role
from app.fair import commands as fair
from app.fair.commands import NewTalk
from app.fair.models import Fair, Offering
from app.foundation.database import unit_of_work
from app.funds.models import Fund
from app.needs import commands as needs
from app.needs.models import Need
from app.notices import commands as notices
from app.notices.queries import notice_of
from app.organisations import commands as organisations
from app.organisations.models import Organisation
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.voting import commands as voting
from tests.factories import NOW, TODAY, World, make_representative
from tests.support.contracts import make_contract
from tests.support.council import MEETING_AT, make_meeting, tick
from tests.support.delivery import (
    BEGUN,
    NOTICE_OVER,
    close,
    make_accepted,
    make_delivering,
    pay_instalment,
)
from tests.support.fair import make_offering
from tests.support.needs import make_need
from tests.support.notices import at
from tests.support.organisations import make_organisation
from tests.support.proposals import Applicant, make_proposal
from tests.support.voting import CLOSES, OPENED, all_for, vote

SEATS = 5
LISTED = date(2024, 3, 1)
VISIT = date(2026, 6, 15)


def walk(world: World, title: str, need: str, number: int) -> Proposal:
    """A project of the world's north community, from ``need`` to its last payment."""
    seats = [make_representative(world.north, seat) for seat in range(1, SEATS + 1)]
    applicant = _gather(world, title, need, number)
    proposal = make_proposal(world, applicant=applicant, title=title)
    _decide(world, proposal, seats)
    _announce(world, proposal)
    _deliver(world, proposal)
    return proposal


def _gather(world: World, title: str, need: str, number: int) -> Applicant:
    """Somebody seconds the need; the organisation's offering is marked and asked about at its booth."""
    organisation = make_organisation(f"{title}服务中心")
    offering = make_offering(organisation, world.item, title=title, zones=[world.north.zone])
    felt = make_need(world.north, need, directory_item=world.item, people_affected=410)
    _stand(organisation, offering, number)
    _mark(world, offering, felt)
    with unit_of_work() as session:
        fund = session.scalars(select(Fund).where(Fund.community_id == world.north.id)).one()
    role = Role.ORGANISATION_MEMBER
    return Applicant(
        world,
        world.north,
        organisation,
        offering,
        felt,
        fund,
        world.user(role, organisation_ref=organisation.id),
        world.actor(role, organisation_ref=organisation.id),
    )


def _stand(organisation: Organisation, offering: Offering, number: int) -> None:
    with unit_of_work() as session:
        place = session.scalars(select(Fair)).one()
        fair.assign_booth(session, SYSTEM, place, organisation, f"A{number:02d}", NOW)
        talk = NewTalk(TODAY, "主会场", time(8 + number), time(9 + number), offering.title, offering)
        fair.schedule_talk(session, SYSTEM, place, organisation, talk, NOW)
        until = LISTED + timedelta(days=60)
        organisations.enter_status(
            session, SYSTEM, organisation, "no_annual_report", LISTED, "年报公示", NOW, until
        )


def _mark(world: World, offering: Offering, need: Need) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        needs.second_need(session, SYSTEM, need, NOW, visitor_key="0" * 64)
        fair.mark_interest(session, secretary, world.north, offering, 1, "先做五个楼门", NOW)
        question = fair.ask_question(session, secretary, offering, "周末能上门吗？", NOW, world.north)
        fair.answer_question(session, SYSTEM, question, "能", NOW)


def _decide(world: World, proposal: Proposal, seats: Sequence[Mandate]) -> None:
    meeting = make_meeting(world, [proposal])
    tick(world, meeting, seats)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        council.record_opinion(session, secretary, meeting.topics[0], "先做没有物业的楼院", MEETING_AT)
        council.hold_meeting(session, secretary, meeting, MEETING_AT)
    _vote(world, meeting, seats)


def _vote(world: World, meeting: Meeting, seats: Sequence[Mandate]) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        round = voting.prepare_resolution_round(session, secretary, meeting, CLOSES, MEETING_AT)
        voting.open_round(session, secretary, round, OPENED)
    for mandate in seats:
        vote(mandate, round, all_for(round))
    with unit_of_work() as session:
        voting.close_round(session, secretary, round, CLOSES)


def _announce(world: World, proposal: Proposal) -> None:
    """The result's notice, with an objection answered."""
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        notice = notices.publish_result(session, secretary, proposal, CLOSES)
        asked = notices.raise_objection(session, SYSTEM, notice, "人数算错了", "resident", "", CLOSES)
        notices.answer_objection(session, secretary, asked, "核对过了", "not_upheld", CLOSES)
    with unit_of_work() as session:
        posted = notice_of(session, "result", proposal.slug)
        assert posted is not None
        notices.end_notice(session, secretary, posted, at(date(2026, 4, 20), 9))


def _deliver(world: World, proposal: Proposal) -> None:
    """Contract, service, a visit ordered by telephone, acceptance, payment and the close."""
    contract = make_delivering(world, make_contract(world, "signed", [proposal], kind="on_request"))
    _visit(world, contract)
    pay_instalment(world, contract, 1, BEGUN)
    make_accepted(world, contract)
    for seq in (2, 3):
        pay_instalment(world, contract, seq, NOTICE_OVER)
    close(world, contract)


def _visit(world: World, contract: Contract) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    new = NewOrder("王奶奶", "phone", "上下水", at(VISIT, 14), phone="13812345678")
    with unit_of_work() as session:
        order = delivery.place_order(session, worker, contract.parts[0], new, at(BEGUN))
        delivery.complete_order(
            session, worker, order, CompletedOrder(0, "free", "resident", 5), at(VISIT, 18)
        )
