"""Projects under way to test with, made through the commands.

The days: signed on 22 April 2026, planned on the 23rd, begun on 11 May; milestones due on 12 June and 25 September.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.contracts.models import Contract, ContractPart, Instalment
from app.delivery import commands
from app.delivery.commands import NewAcceptance
from app.delivery.models import Acceptance, Evaluation, EvaluationTally, Milestone, Payment
from app.delivery.queries.recorded import next_form_no
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.notices import commands as notices
from app.notices.models import Notice
from app.notices.queries import notice_of
from tests.factories import World
from tests.support.contracts import make_contract
from tests.support.notices import at

PLANNED = date(2026, 4, 23)
BEGUN = date(2026, 5, 11)
DONE = date(2026, 6, 10)
RATED = date(2026, 9, 1)
CLOSED = date(2026, 9, 2)
ACCEPTED = date(2026, 9, 28)
NOTICE_OVER = date(2026, 10, 9)
PLAN = [("启动与需求复核", date(2026, 6, 12)), ("中期服务与自评", date(2026, 9, 25))]


def organisation_actor(world: World, contract: Contract) -> Actor:
    return world.actor(Role.ORGANISATION_MEMBER, organisation_ref=contract.organisation_id)


def plan(world: World, contract: Contract, now: datetime | None = None) -> None:
    """Two milestones for every part."""
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        for part in contract.parts:
            commands.plan_milestones(session, handler, part, PLAN, now or at(PLANNED))


def make_delivering(world: World, contract: Contract | None = None, **more: Any) -> Contract:
    """A contract whose service has begun; ``more`` are fields of NewContract."""
    made = contract or make_contract(world, **more)
    plan(world, made)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        commands.start_delivery(session, handler, made, at(BEGUN))
    return made


def milestones_of(part: ContractPart) -> Sequence[Milestone]:
    return db.session.scalars(
        select(Milestone).where(Milestone.part_id == part.id).order_by(Milestone.seq)
    ).all()


def finish_milestones(world: World, contract: Contract) -> None:
    """Every milestone is reported and confirmed."""
    member = organisation_actor(world, contract)
    for part in contract.parts:
        worker = world.actor(Role.COMMUNITY_WORKER, part.proposal.community)
        for milestone in milestones_of(part):
            with unit_of_work() as session:
                commands.report_milestone(session, member, milestone, "做完了，有签到", [], at(DONE))
                commands.confirm_milestone(session, worker, milestone, DONE, "", at(DONE, 15))


def make_evaluation(
    world: World, part: ContractPart, stage: str = "midterm", closes_on: date = RATED
) -> Evaluation:
    """An evaluation of a part's project, opened by a worker for the shortest time."""
    worker = world.actor(Role.COMMUNITY_WORKER, part.proposal.community)
    opened = at(closes_on - timedelta(days=3), 8)
    with unit_of_work() as session:
        return commands.open_evaluation(session, worker, part.proposal, stage, closes_on, opened)


def count_forms(
    world: World, evaluation: Evaluation, tally: Mapping[int, int], now: datetime, words: str = "来得准时"
) -> EvaluationTally:
    """A stack of paper forms counted by a worker and by the secretary, with the numbers that follow the last."""
    community = evaluation.proposal.community
    worker = world.actor(Role.COMMUNITY_WORKER, community)
    secretary = world.actor(Role.SECRETARY, community)
    counted = commands.Counted(tally)
    with unit_of_work() as session:
        first_no = next_form_no(session, evaluation)
        stack = commands.record_tally(session, worker, evaluation, counted, first_no, words, now)
        return commands.confirm_tally(session, secretary, stack, counted, now)


def rate(
    world: World,
    part: ContractPart,
    tally: Mapping[int, int],
    stage: str = "midterm",
    closes_on: date = RATED,
    third_party_score: int | None = None,
) -> Evaluation:
    """An evaluation opened, answered on paper and closed the day after its last."""
    secretary = world.actor(Role.SECRETARY, part.proposal.community)
    evaluation = make_evaluation(world, part, stage, closes_on)
    count_forms(world, evaluation, tally, at(closes_on, 12))
    with unit_of_work() as session:
        overnight = at(closes_on + timedelta(days=1), 7)
        commands.close_evaluation(session, secretary, evaluation, overnight, third_party_score)
    return evaluation


def new_acceptance(**more: Any) -> NewAcceptance:
    values: dict[str, Any] = {
        "accepted_on": ACCEPTED,
        "recipients_present": 12,
        "supervisors_present": 1,
        "opinion": "逐项核对，与合同一致",
        "opinions": [("楼门长", "公约贴上墙了，大家照着做")],
        "passed": True,
    }
    return NewAcceptance(**{**values, **more})


def accept(world: World, contract: Contract, **more: Any) -> Acceptance:
    """An acceptance recorded by a worker of the first community."""
    worker = world.actor(Role.COMMUNITY_WORKER, contract.parts[0].proposal.community)
    with unit_of_work() as session:
        return commands.record_acceptance(session, worker, contract, new_acceptance(**more), at(ACCEPTED, 16))


def make_accepted(world: World, contract: Contract | None = None, *, noticed: bool = True) -> Contract:
    """A contract delivered, rated 4.5 in the middle, accepted; its acceptance notice over if ``noticed``."""
    made = contract or make_delivering(world)
    finish_milestones(world, made)
    for part in made.parts:
        rate(world, part, {5: 10, 4: 10})
    accept(world, made)
    if noticed:
        end_acceptance_notice(world, made)
    return made


def end_acceptance_notice(world: World, contract: Contract) -> None:
    secretary = world.actor(Role.SECRETARY, contract.parts[0].proposal.community)
    with unit_of_work() as session:
        notice = notice_of(session, "acceptance", contract.slug)
        assert notice is not None
        notices.end_notice(session, secretary, notice, at(NOTICE_OVER))


def instalment(contract: Contract, seq: int, part: int = 0) -> Instalment:
    return contract.parts[part].instalments[seq - 1]


def request(world: World, contract: Contract, seq: int = 1, on: date = BEGUN, part: int = 0) -> Payment:
    """The organisation asks for an instalment."""
    member = organisation_actor(world, contract)
    with unit_of_work() as session:
        return commands.request_payment(session, member, instalment(contract, seq, part), at(on))


def approve(world: World, payment: Payment, on: date = BEGUN) -> Payment:
    approver = world.actor(Role.APPROVER)
    with unit_of_work() as session:
        return commands.approve_payment(session, approver, payment, at(on, 14))


def pay(world: World, payment: Payment, voucher_no: str = "FK-1", on: date = BEGUN) -> Payment:
    finance = world.actor(Role.FINANCE)
    with unit_of_work() as session:
        return commands.record_payment(session, finance, payment, voucher_no, on, at(on, 16))


def pay_instalment(world: World, contract: Contract, seq: int, on: date, part: int = 0) -> Payment:
    """An instalment asked for, approved and paid on one day."""
    payment = request(world, contract, seq, on, part)
    approve(world, payment, on)
    return pay(world, payment, f"FK-{contract.code}-{part}-{seq}", on)


def close(world: World, contract: Contract, on: date = NOTICE_OVER) -> Contract:
    """The handler closes an accepted contract."""
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        return commands.close_project(session, handler, contract, at(on, 17))


def object_and_uphold(world: World, contract: Contract) -> Notice:
    """An objection to the acceptance is found right, and the notice ends."""
    notice = notice_of(db.session(), "acceptance", contract.slug)
    assert notice is not None
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        objection = notices.raise_objection(
            unit, Actor(), notice, "少做了两场", "resident", "", at(ACCEPTED, 18)
        )
        notices.answer_objection(unit, handler, objection, "属实", "upheld", at(NOTICE_OVER, 8))
    end_acceptance_notice(world, contract)
    return notice


def reopen(world: World, contract: Contract, reason: str = "补做两场") -> Acceptance:
    """The handler annuls what was accepted."""
    with unit_of_work() as session:
        handler = world.actor(Role.STREET_HANDLER)
        return commands.reopen_acceptance(session, handler, contract, reason, at(NOTICE_OVER, 9))
