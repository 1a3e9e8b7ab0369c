"""Residents score; the exact average decides what it means for the project and its money."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.delivery import commands
from app.delivery.commands import Respondent
from app.delivery.models import Alert, Evaluation, EvaluationAnswer
from app.delivery.scores import Scores, conclusion
from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Grant, Role
from app.foundation.database import unit_of_work
from app.street.commands import set_rule
from tests.factories import World, make_street
from tests.support.delivery import (
    CLOSED,
    RATED,
    accept,
    count_forms,
    finish_milestones,
    make_delivering,
    make_evaluation,
    rate,
)
from tests.support.notices import at

PHONE = "13812345678"


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 500)), st.integers(10, 50))
def test_what_is_shown_never_contradicts_what_was_decided(tally: dict[int, int], limit: int) -> None:
    scores = Scores.of(tally.items())
    people = sum(tally.values())
    if not people:
        assert (scores.average, scores.against(limit), scores.below(limit)) == (None, "—", False)
        return
    exact = Fraction(sum(score * number for score, number in tally.items()), people)
    assert scores.average == exact
    assert scores.below(limit) == (exact < Fraction(limit, 10))
    shown, nearest = scores.tenths(limit), scores.tenths()
    assert shown is not None and nearest is not None
    assert scores.below(limit) == (shown < limit)
    assert -Fraction(1, 20) <= exact - Fraction(nearest, 10) < Fraction(1, 20)
    assert shown in (nearest, nearest - 1)


@pytest.mark.parametrize(
    ("tally", "conclusion"),
    [({4: 1, 3: 1}, "passed"), ({4: 999, 3: 1000, 5: 0}, "rectify"), ({3: 10, 4: 10}, "passed")],
)
def test_the_limit_is_met_exactly_or_not(world: World, tally: dict[int, int], conclusion: str) -> None:
    part = make_delivering(world).parts[0]
    assert rate(world, part, tally, third_party_score=20).conclusion == conclusion


def test_a_passed_midterm_makes_its_instalment_due_and_no_other(world: World) -> None:
    part = make_delivering(world).parts[0]
    rate(world, part, {5: 3})
    assert [i.condition_met_on for i in part.instalments][1:] == [CLOSED, None]
    with refused("evaluation.passed_already"):
        make_evaluation(world, part)
    assert make_evaluation(world, part, "final").attempt == 1


def test_a_low_midterm_alerts_asks_for_an_order_and_can_be_repeated(world: World, session: Session) -> None:
    part = make_delivering(world).parts[0]
    low = rate(world, part, {2: 10, 3: 4}, third_party_score=90)
    assert [i.condition_met_on for i in part.instalments][1:] == [None, None]
    alert = session.scalars(select(Alert)).one()
    assert (alert.kind, alert.subject_ref, alert.resolved_at) == ("evaluation_low", low.slug, None)
    assert alert.params["limit"] == "3.5"
    assert alert.params.keys().isdisjoint({"score", "people"}), "how low is told on its page alone"
    with refused("evaluation.rectify_first"):
        make_evaluation(world, part)
    secretary = world.actor(Role.SECRETARY, world.north)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=part.contract.organisation_id)
    with unit_of_work() as unit:
        order = commands.order_rectification(unit, secretary, part.proposal, "补足次数", at(CLOSED, 19))
        assert order.evaluation_id == low.id
        commands.raise_due_alerts(unit, at(CLOSED, 20))
    assert alert.resolved_at == at(CLOSED, 20)
    with refused("state.wrong"):
        make_evaluation(world, part)
    with unit_of_work() as unit:
        commands.report_rectification(unit, member, order, "补了 36 次", at(CLOSED, 20))
        commands.close_rectification(unit, secretary, order, "逐次看过签字", at(CLOSED, 21))
    assert part.proposal.state == "delivering"
    again = rate(world, part, {5: 2}, closes_on=CLOSED + timedelta(days=3))
    assert (again.attempt, again.conclusion) == (2, "passed")
    assert part.instalments[1].condition_met_on == CLOSED + timedelta(days=4)


def test_the_limit_is_frozen_when_the_evaluation_opens(world: World) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        set_rule(session, secretary, world.street, "rectify_below_tenths", 45, "改了", at(RATED, 9))
    count_forms(world, evaluation, {4: 5}, at(RATED, 10))
    with unit_of_work() as session:
        commands.close_evaluation(session, secretary, evaluation, at(CLOSED, 11))
    assert evaluation.conclusion == "passed"


def test_one_person_has_one_score_and_can_change_it_until_the_end_of_the_day(
    world: World, session: Session
) -> None:
    evaluation = make_evaluation(world, make_delivering(world).parts[0])
    resident = world.actor(Role.RESIDENT, world.north)
    with unit_of_work() as unit:
        commands.give_score(unit, resident, evaluation, 2, "等得久", at(RATED, 9))
        commands.give_score(unit, resident, evaluation, 4, "后来好了", at(RATED, 23))
    answers = session.scalars(select(EvaluationAnswer)).all()
    assert [(a.score, a.comment, a.people) for a in answers] == [(4, "后来好了", 1)]
    with refused("evaluation.over"), unit_of_work() as unit:
        commands.give_score(unit, resident, evaluation, 5, "", at(RATED + timedelta(days=1), 1))


def test_only_residents_of_the_community_without_an_interest_score(world: World) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    south = world.actor(Role.RESIDENT, world.south)
    north = world.actor(Role.RESIDENT, world.north)
    member = Grant(Role.ORGANISATION_MEMBER, None, part.contract.organisation_id)
    with refused("evaluation.elsewhere"), unit_of_work() as session:
        commands.give_score(session, south, evaluation, 5, "", at(RATED, 9))
    with refused("recusal.interest"), unit_of_work() as session:
        interested = Actor(north.user_id, north.name, north.grants | {member})
        commands.give_score(session, interested, evaluation, 5, "", at(RATED, 9))
    for score in (0, 6):
        with refused("evaluation.score"), unit_of_work() as session:
            commands.give_score(session, north, evaluation, score, "", at(RATED, 9))


def test_forms_handed_in_are_recorded_until_somebody_closes(world: World) -> None:
    evaluation = make_evaluation(world, make_delivering(world).parts[0])
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    secretary = world.actor(Role.SECRETARY, world.north)
    later = at(RATED + timedelta(days=2))
    with refused("evaluation.no_answers"), unit_of_work() as session:
        commands.close_evaluation(session, secretary, evaluation, later)
    with unit_of_work() as session:
        commands.give_score_for(session, worker, evaluation, Respondent(phone=PHONE), 5, "", "phone", later)
        commands.close_evaluation(session, secretary, evaluation, later)
    other = Respondent(household="3-2-501")
    with refused("evaluation.over"), unit_of_work() as session:
        commands.give_score_for(session, worker, evaluation, other, 5, "", "phone", later)
    with refused("state.wrong"), unit_of_work() as session:
        commands.close_evaluation(session, secretary, evaluation, later)


def household(number: int) -> Respondent:
    return Respondent(household=f"{number}-1-101")


def record(world: World, evaluation: Evaluation, role: Role, scores: list[int], first: int = 1) -> None:
    helper = world.actor(role, world.north)
    with unit_of_work() as session:
        for number, score in enumerate(scores, first):
            commands.give_score_for(
                session, helper, evaluation, household(number), score, "", "home_visit", at(RATED, 9)
            )


def close(world: World, evaluation: Evaluation, role: Role = Role.SECRETARY) -> str | None:
    closer = world.actor(role, None if role is Role.STREET_HANDLER else world.north)
    with unit_of_work() as session:
        return commands.close_evaluation(session, closer, evaluation, at(CLOSED, 9)).conclusion


@pytest.mark.parametrize(
    ("workers", "secretarys", "forms", "expected"),
    [
        ([5, 5, 5, 5, 5, 5], [], {}, "unsettled"),
        ([1, 1, 1, 1, 1, 1], [], {}, "unsettled"),
        ([5, 5, 5, 5, 5, 5], [3], {}, "unsettled"),
        ([5, 5, 5, 5, 5, 5], [4], {}, "passed"),
        ([1, 1, 1, 1, 1, 1], [4], {}, "unsettled"),
        ([2, 2, 2], [3], {}, "rectify"),
        ([5, 5, 5, 5, 5, 5], [], {3: 2}, "unsettled"),
        ([5, 5, 5, 5, 5, 5], [], {4: 2}, "passed"),
        ([], [], {5: 3}, "passed"),
    ],
)
def test_nobody_makes_or_breaks_a_project_alone(
    world: World, workers: list[int], secretarys: list[int], forms: dict[int, int], expected: str
) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    record(world, evaluation, Role.COMMUNITY_WORKER, workers)
    record(world, evaluation, Role.SECRETARY, secretarys, len(workers) + 1)
    if forms:
        count_forms(world, evaluation, forms, at(RATED, 12))
    assert close(world, evaluation) == expected
    assert (part.instalments[1].condition_met_on is not None) == (expected == "passed")


def test_what_is_unsettled_is_asked_anew_and_not_accepted(world: World, session: Session) -> None:
    contract = make_delivering(world)
    finish_milestones(world, contract)
    part = contract.parts[0]
    evaluation = make_evaluation(world, part)
    record(world, evaluation, Role.COMMUNITY_WORKER, [5] * 6)
    assert close(world, evaluation) == "unsettled"
    assert session.scalars(select(Alert)).all() == []
    with refused("acceptance.unsettled"):
        accept(world, contract)
    again = rate(world, part, {5: 4}, closes_on=CLOSED + timedelta(days=3))
    assert (again.attempt, again.conclusion) == (2, "passed")
    accept(world, contract)


def test_who_opens_or_alone_answers_does_not_close(world: World) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    record(world, evaluation, Role.SECRETARY, [5, 5, 5, 5, 5, 5])
    with refused("evaluation.own_closing"):
        close(world, evaluation, Role.COMMUNITY_WORKER)
    with refused("evaluation.own_answers"):
        close(world, evaluation)
    record(world, evaluation, Role.COMMUNITY_WORKER, [4], 7)
    assert close(world, evaluation) == "passed"
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.get_one(Evaluation, evaluation.id).closed_by_id = evaluation.opened_by_id


@given(
    st.dictionaries(
        st.sampled_from([None, 1, 2, 3]),
        st.dictionaries(st.integers(1, 5), st.integers(1, 20), min_size=1),
        min_size=1,
    ),
    st.sampled_from([1, 2, 3]),
    st.dictionaries(st.integers(1, 5), st.integers(1, 20)),
    st.integers(10, 50),
)
def test_no_hand_turns_passed_into_rectify_or_back(
    tallies: dict[int | None, dict[int, int]], hand: int, otherwise: dict[int, int], limit: int
) -> None:
    before = {who: Scores.of(tally.items()) for who, tally in tallies.items()}
    after = {who: scores for who, scores in before.items() if who != hand}
    if otherwise:
        after[hand] = Scores.of(otherwise.items())
    if not after:
        return
    assert {conclusion(before, limit), conclusion(after, limit)} != {"passed", "rectify"}


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("evaluation.respondent", {"who": Respondent()}),
        ("phone.format", {"who": Respondent(phone="12345")}),
        ("household.format", {"who": Respondent(household="东头第一家")}),
        ("evaluation.channel", {"channel": "pigeon"}),
        ("evaluation.channel", {"channel": "paper"}),
        ("evaluation.score", {"score": 6}),
    ],
)
def test_what_a_worker_records_is_whole(world: World, code: str, more: dict[str, object]) -> None:
    evaluation = make_evaluation(world, make_delivering(world).parts[0])
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    values = {"who": Respondent(phone=PHONE), "score": 5, "comment": "", "channel": "phone", **more}
    with refused(code), unit_of_work() as session:
        commands.give_score_for(session, worker, evaluation, now=at(RATED, 9), **values)  # type: ignore[arg-type]


def test_an_evaluation_is_not_closed_before_its_day_nor_opened_twice_or_for_the_past(world: World) -> None:
    part = make_delivering(world).parts[0]
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    evaluation = make_evaluation(world, part)
    with refused("evaluation.not_over"), unit_of_work() as session:
        commands.close_evaluation(session, worker, evaluation, at(RATED, 23))
    with refused("evaluation.open_already"):
        make_evaluation(world, part, "final")
    with refused("evaluation.closes_on"), unit_of_work() as session:
        commands.open_evaluation(
            session, worker, part.proposal, "final", RATED + timedelta(days=2), at(RATED)
        )
    with refused("evaluation.stage"), unit_of_work() as session:
        commands.open_evaluation(
            session, worker, part.proposal, "yearly", RATED, at(RATED - timedelta(days=3))
        )
    with refused("evaluation.third_party"), unit_of_work() as session:
        commands.close_evaluation(session, worker, evaluation, at(CLOSED), 101)


def test_the_database_keeps_one_open_evaluation_and_one_answer_a_person(world: World) -> None:
    part = make_delivering(world).parts[0]
    evaluation = make_evaluation(world, part)
    resident = world.actor(Role.RESIDENT, world.north)
    with unit_of_work() as session:
        commands.give_score(session, resident, evaluation, 4, "", at(RATED, 9))
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add(
            Evaluation(
                proposal_id=part.proposal_id,
                stage="final",
                rectify_below_tenths=35,
                told_from=5,
                opened_by_id=resident.user_id,
                opened_at=at(RATED),
                closes_on=RATED,
            )
        )
    with pytest.raises(IntegrityError), unit_of_work() as session:
        session.add(
            EvaluationAnswer(
                evaluation_id=evaluation.id,
                user_id=resident.user_id,
                score=5,
                channel="online",
                at=at(RATED),
            )
        )
