"""My tasks: each role sees what waits for it, and nobody sees what is not theirs to do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.delivery import commands as delivery
from app.domain.policy import STREET_ROLES, Actor, Grant, Role
from app.foundation.database import db, unit_of_work
from app.portal.links import TASKS
from app.portal.queries.tasks import LISTED, tasks, tasks_count
from app.portal.words import TASKS as WORDS
from tests.factories import NOW, World, actor_for, make_street
from tests.support import portal as samples
from tests.support.contracts import another, decide, make_contract, prepare, second_handler
from tests.support.council import (
    CALLED,
    make_held_meeting,
    make_meeting,
    make_topics,
)
from tests.support.delivery import (
    BEGUN,
    CLOSED,
    DONE,
    NOTICE_OVER,
    RATED,
    approve,
    finish_milestones,
    make_accepted,
    make_delivering,
    make_evaluation,
    milestones_of,
    organisation_actor,
    rate,
    request,
)
from tests.support.fair import make_offering
from tests.support.needs import make_need
from tests.support.notices import at, make_noticed, make_resolved, post_result
from tests.support.organisations import make_organisation
from tests.support.proposals import make_applicant, make_proposal
from tests.support.queries import count_queries
from tests.support.voting import CLOSES, OPENED, all_for, open_resolution, prepare_resolution, vote


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def kinds(actor: Actor, now: datetime = NOW) -> list[str]:
    """The kinds of what waits for an actor; the count of the badge must agree."""
    session = db.session()
    found = tasks(session, actor, now)
    assert tasks_count(session, actor, now) == sum({t.kind: t.total for t in found}.values())
    return sorted({task.kind for task in found})


def test_nobody_without_a_role_has_tasks(world: World) -> None:
    make_need(world.north, "楼道灯不亮")
    assert kinds(Actor(user_id=1, name="路人")) == []


def test_a_secretary_answers_needs_of_their_own_community_by_the_set_day(world: World) -> None:
    make_need(world.north, "楼道灯不亮")
    make_need(world.south, "别处的事")
    (task,) = tasks(db.session(), world.actor(Role.SECRETARY, world.north), NOW)
    assert (task.kind, task.title, task.community) == ("needs.answer", "楼道灯不亮", "槐荫里社区")
    assert task.due == date(2026, 4, 9) + timedelta(days=90)
    assert kinds(world.actor(Role.COMMUNITY_WORKER, world.north)) == []


def test_a_handler_decides_who_is_admitted(world: World) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    make_organisation(admitted=False)
    assert kinds(handler) == ["organisations.admit"]


def test_an_organisation_answers_questions_at_its_own_offerings(world: World) -> None:
    own, other = make_organisation(), make_organisation(name="另一家服务中心")
    asked = make_offering(own, world.item)
    samples.ask(world, asked)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=own.id)
    stranger = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=other.id)
    assert kinds(member) == ["fair.answer"]
    assert kinds(stranger) == []


@pytest.mark.parametrize(
    ("stage", "role", "kind"),
    [
        ("draft", Role.ORGANISATION_MEMBER, "proposals.submit"),
        ("under_review", Role.REVIEWER, "proposals.review"),
        ("deliberating", Role.SECRETARY, "proposals.hear"),
        ("awaiting_vote", Role.SECRETARY, "council.call"),
    ],
)
def test_a_proposal_waits_for_one_role_at_a_time(world: World, stage: str, role: Role, kind: str) -> None:
    applicant = make_applicant(world)
    make_proposal(world, stage, applicant=applicant)
    people = {
        Role.ORGANISATION_MEMBER: applicant.actor,
        Role.REVIEWER: world.actor(Role.REVIEWER),
        Role.SECRETARY: world.actor(Role.SECRETARY, world.north),
    }
    for each, actor in people.items():
        found = [found for found in kinds(actor) if found != "needs.answer"]
        assert found == ([kind] if each is role else []), each
    assert kinds(world.actor(Role.SECRETARY, world.south)) == []


def test_a_reviewer_of_the_same_organisation_withdraws(world: World) -> None:
    proposal = make_proposal(world, "under_review")
    reviewer = world.actor(Role.REVIEWER)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id)
    both = Actor(reviewer.user_id, "两重身份", reviewer.grants | member.grants)
    assert "proposals.review" in kinds(reviewer)
    assert "proposals.review" not in kinds(both)


def test_one_task_calls_the_meeting_for_all_that_wait(world: World) -> None:
    make_topics(world, ["一", "二", "三"])
    found = tasks(db.session(), world.actor(Role.SECRETARY, world.north), NOW)
    (call,) = [task for task in found if task.kind == "council.call"]
    assert (call.number, call.slug) == (3, world.north.slug)


def test_a_meeting_waits_for_its_people(world: World) -> None:
    meeting = make_meeting(world, representatives=3)
    secretary = world.actor(Role.SECRETARY, world.north)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    mandates = samples.mandates(world.north)
    assert kinds(actor_for(mandates[0].user), CALLED) == ["council.attend"]
    assert kinds(actor_for(mandates[0].user), meeting.scheduled_at + timedelta(days=1)) == []
    assert "council.hold" in kinds(secretary, CALLED)
    assert "council.call" not in kinds(secretary, CALLED)
    assert kinds(worker, CALLED) == []
    assert kinds(worker, meeting.scheduled_at) == ["council.record"]


def test_a_meeting_held_waits_for_its_round_and_the_round_to_open(world: World) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    prepare_resolution(world)
    assert "voting.open" in kinds(secretary, OPENED)
    assert "voting.prepare" not in kinds(secretary, OPENED)


def test_a_meeting_held_without_a_round_waits_for_one(world: World) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    make_held_meeting(world)
    assert "voting.prepare" in kinds(secretary, OPENED)
    assert "council.call" not in kinds(secretary, OPENED)


def test_an_open_round_waits_for_voters_helpers_and_the_close(world: World) -> None:
    round, there = open_resolution(world)
    samples.prefer(there[0], "电话")
    voter, worker = actor_for(there[0].user), world.actor(Role.COMMUNITY_WORKER, world.north)
    secretary = world.actor(Role.SECRETARY, world.north)
    assert "voting.vote" in kinds(voter, OPENED)
    assert "voting.assist" in kinds(worker, OPENED)
    assert "voting.close" not in kinds(secretary, OPENED)
    assert kinds(world.actor(Role.SCRUTINEER, world.north), OPENED) == ["voting.watch"]
    assert kinds(world.actor(Role.SCRUTINEER, world.south), OPENED) == []
    vote(there[0], round, all_for(round))
    assert "voting.vote" not in kinds(voter, OPENED)
    assert "voting.assist" not in kinds(worker, OPENED)
    assert "voting.vote" in kinds(actor_for(there[1].user), OPENED)
    assert "voting.vote" not in kinds(actor_for(there[1].user), CLOSES)
    assert "voting.close" in kinds(secretary, CLOSES)


def test_a_round_where_everybody_voted_can_be_closed_at_once(world: World) -> None:
    round, there = open_resolution(world)
    for mandate in there:
        vote(mandate, round, all_for(round))
    assert "voting.close" in kinds(world.actor(Role.SECRETARY, world.north), OPENED)


def test_a_result_is_published_then_ended_after_its_last_day(world: World) -> None:
    secretary = world.actor(Role.SECRETARY, world.north)
    proposal = make_resolved(world)
    assert "notices.publish" in kinds(secretary)
    notice = post_result(world, proposal)
    assert "notices.publish" not in kinds(secretary)
    assert "notices.end" not in kinds(secretary, at(notice.ends_on))
    assert "notices.end" in kinds(secretary, at(notice.ends_on + timedelta(days=1)))
    objection = samples.object_to(world, notice)
    assert "notices.answer" in kinds(secretary)
    assert "notices.end" not in kinds(secretary, at(notice.ends_on + timedelta(days=1)))
    (task,) = [t for t in tasks(db.session(), secretary, NOW) if t.kind == "notices.answer"]
    assert (task.slug, task.due) == (objection.slug, objection.due_on)


def test_a_contract_goes_from_hand_to_hand(world: World) -> None:
    handler, reviewer = world.actor(Role.STREET_HANDLER), world.actor(Role.REVIEWER)
    second = second_handler(world)
    approver, delegate = world.actor(Role.APPROVER), world.actor(Role.COMMUNITY_DELEGATE, world.north)
    proposal = make_noticed(world)
    assert kinds(handler) == ["contracts.prepare"]
    contract = prepare(world, [proposal])
    assert (kinds(handler), kinds(second)) == ([], ["contracts.recognise_street"])
    assert kinds(delegate) == ["contracts.recognise"]
    with unit_of_work() as session:
        contracts.recognise_for_street(session, second, contract, "与决议一致", at(date(2026, 4, 20)))
    assert kinds(second) == []
    with unit_of_work() as session:
        contracts.recognise_for_community(
            session, delegate, contract, world.north, "社区同意", at(date(2026, 4, 20))
        )
    assert kinds(delegate) == []
    assert (kinds(handler), kinds(second)) == (["contracts.handle"], [])
    decide(handler, contract)
    assert kinds(reviewer) == ["contracts.review"]
    decide(reviewer, contract)
    assert kinds(reviewer) == []
    assert kinds(approver) == ["contracts.approve"]
    decide(approver, contract)
    assert kinds(approver) == []
    assert kinds(handler) == ["contracts.sign"]


def test_nobody_is_offered_a_second_step_on_one_contract(world: World) -> None:
    contract = make_contract(world, "handling")
    handler, reviewer = world.actor(Role.STREET_HANDLER), world.actor(Role.REVIEWER)
    decide(handler, contract)
    too = Actor(handler.user_id, "经办兼复核", handler.grants | reviewer.grants)
    assert "contracts.review" not in kinds(too)
    assert "contracts.review" in kinds(reviewer)


def test_whoever_prepared_a_contract_is_not_asked_to_approve_it(world: World) -> None:
    contract = make_contract(world, "handling")
    preparer, approver = world.actor(Role.STREET_HANDLER), world.actor(Role.APPROVER)
    decide(another(Role.STREET_HANDLER, "third-handler"), contract)
    decide(world.actor(Role.REVIEWER), contract)
    both = Actor(preparer.user_id, "拟合同兼审批", preparer.grants | approver.grants)
    assert "contracts.approve" not in kinds(both)
    assert "contracts.approve" in kinds(approver)


def test_a_signed_contract_is_announced_and_begun(world: World) -> None:
    make_contract(world)
    assert kinds(world.actor(Role.STREET_HANDLER)) == ["delivery.start", "notices.announce"]


def test_milestones_wait_for_the_organisation_then_for_the_community(world: World) -> None:
    contract = make_delivering(world)
    member = organisation_actor(world, contract)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    assert kinds(worker, at(BEGUN)) == []
    found = tasks(db.session(), member, at(date(2026, 5, 20)))
    (first,) = [task for task in found if task.kind == "delivery.report_milestone"]
    assert (first.due, first.number) == (date(2026, 6, 12), 1)
    milestone = milestones_of(contract.parts[0])[0]
    with unit_of_work() as session:
        delivery.report_milestone(session, member, milestone, "做完了", [], at(DONE))
    assert kinds(worker, at(DONE)) == ["delivery.confirm_milestone"]
    assert "delivery.report_milestone" not in kinds(member, at(DONE))


def test_residents_rate_once_and_the_worker_collects_and_closes(world: World) -> None:
    contract = make_delivering(world)
    resident = world.actor(Role.RESIDENT, world.north)
    evaluation = make_evaluation(world, contract.parts[0])
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    before = at(RATED - timedelta(days=1))
    assert kinds(resident, before) == ["delivery.rate"]
    assert kinds(world.actor(Role.RESIDENT, world.south), before) == []
    assert kinds(worker, before) == ["delivery.collect"]
    with unit_of_work() as session:
        delivery.give_score(session, resident, evaluation, 5, "好", at(RATED))
    assert kinds(resident, before) == []
    secretary = world.actor(Role.SECRETARY, world.north)
    assert "delivery.close_evaluation" not in kinds(secretary, at(RATED))
    assert "delivery.close_evaluation" in kinds(secretary, at(CLOSED))
    assert "delivery.close_evaluation" not in kinds(worker, at(CLOSED)), "who opened it does not close it"


def test_a_low_score_becomes_an_order_and_a_report(world: World) -> None:
    contract = make_delivering(world)
    handler, member = world.actor(Role.STREET_HANDLER), organisation_actor(world, contract)
    rate(world, contract.parts[0], {2: 9})
    assert "delivery.order_rectification" in kinds(handler, at(RATED))
    with unit_of_work() as session:
        proposal = contract.parts[0].proposal
        order = delivery.order_rectification(session, handler, proposal, "每次上门要签字", at(RATED))
    assert "delivery.order_rectification" not in kinds(handler, at(RATED))
    assert "delivery.report_rectification" in kinds(member, at(RATED))
    with unit_of_work() as session:
        delivery.report_rectification(session, member, order, "改好了", at(RATED))
    assert "delivery.close_rectification" not in kinds(handler, at(RATED))
    assert "delivery.close_rectification" in kinds(second_handler(world), at(RATED))


def test_the_end_is_asked_then_accepted_by_others_than_the_handler(world: World) -> None:
    contract = make_delivering(world)
    worker, handler = world.actor(Role.COMMUNITY_WORKER, world.north), world.actor(Role.STREET_HANDLER)
    finish_milestones(world, contract)
    assert "delivery.open_final" in kinds(worker, at(RATED))
    rate(world, contract.parts[0], {5: 9}, "final")
    assert kinds(worker, at(RATED)) == ["delivery.accept"]
    assert kinds(world.actor(Role.SUPERVISOR, world.north), at(RATED)) == ["delivery.attend_acceptance"]
    assert "delivery.accept" not in kinds(handler, at(RATED))
    assert "delivery.accept" in kinds(second_handler(world), at(RATED))


def test_money_passes_through_three_hands(world: World) -> None:
    contract = make_delivering(world)
    member, approver = organisation_actor(world, contract), world.actor(Role.APPROVER)
    finance = world.actor(Role.FINANCE)
    assert "payments.request" in kinds(member, at(BEGUN))
    payment = request(world, contract)
    assert "payments.request" not in kinds(member, at(BEGUN))
    assert kinds(approver, at(BEGUN)) == ["payments.approve"]
    assert kinds(finance, at(BEGUN)) == []
    approve(world, payment)
    assert kinds(approver, at(BEGUN)) == []
    assert kinds(finance, at(BEGUN)) == ["payments.pay"]
    too = Actor(approver.user_id, "审批兼财务", approver.grants | finance.grants)
    assert "payments.pay" not in kinds(too, at(BEGUN))


def test_an_accepted_contract_closes_when_all_that_is_due_is_paid(world: World) -> None:
    contract = make_accepted(world)
    handler = world.actor(Role.STREET_HANDLER)
    assert "delivery.close" not in kinds(handler, at(NOTICE_OVER))
    samples.pay_everything(world, contract)
    assert "delivery.close" in kinds(handler, at(NOTICE_OVER))


def test_the_auditor_sees_open_alerts(world: World) -> None:
    make_delivering(world)
    late = at(date(2026, 7, 1))
    with unit_of_work() as session:
        delivery.raise_due_alerts(session, late)
    assert kinds(world.actor(Role.AUDITOR), late) == ["delivery.alert"]


def test_an_import_waits_for_the_administrator_and_the_secretary_of_that_community(world: World) -> None:
    samples.leave_an_import(world.north)
    assert kinds(world.actor(Role.ADMINISTRATOR)) == ["people.import"]
    assert kinds(world.actor(Role.SECRETARY, world.north)) == ["people.import"]
    assert kinds(world.actor(Role.SECRETARY, world.south)) == []


def test_a_long_list_names_the_first_and_counts_all(world: World) -> None:
    for number in range(LISTED + 5):
        make_need(world.north, f"第 {number} 件事")
    found = tasks(db.session(), world.actor(Role.SECRETARY, world.north), NOW)
    assert len(found) == LISTED
    assert {task.total for task in found} == {LISTED + 5}


def test_the_badge_is_one_query_however_many_roles_and_rows(world: World) -> None:
    grants = {Grant(role, None if role in STREET_ROLES else world.north.id) for role in Role}
    actor = Actor(world.user(Role.SECRETARY, world.north).id, "身兼数职", frozenset(grants))
    session: Session = db.session()
    with count_queries() as log:
        tasks_count(session, actor, NOW)
    assert log.count == 1
    make_delivering(world)
    make_need(world.north, "又一件事")
    with count_queries() as few:
        tasks(session, actor, NOW)
    assert few.count == 3, str(few)


def test_every_kind_of_task_has_its_words_and_its_page() -> None:
    assert set(WORDS) == set(TASKS)
