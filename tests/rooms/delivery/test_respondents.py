"""A score that a worker records names one person, once; the person's own hand counts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart
from app.delivery import commands
from app.delivery.commands import Counted, Respondent
from app.delivery.models import Evaluation, EvaluationAnswer, EvaluationRespondent, EvaluationTally
from app.delivery.queries.scoring import counted_scores
from app.delivery.scores import Entries
from app.domain.errors import RuleViolation
from app.domain.households import mask_household, normalise_household
from app.domain.policy import Actor, Grant, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.people.models import User
from tests.factories import World, actor_for, make_representative, make_street
from tests.support.delivery import CLOSED, RATED, make_delivering, make_evaluation
from tests.support.notices import at

NINE = at(RATED, 9)
PHONE = "13812345678"


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


@pytest.fixture
def part(world: World) -> ContractPart:
    return make_delivering(world).parts[0]


@pytest.fixture
def evaluation(world: World, part: ContractPart) -> Evaluation:
    return make_evaluation(world, part)


def refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def record(
    world: World, evaluation: Evaluation, who: Respondent, score: int = 5, now: datetime = NINE
) -> EvaluationAnswer:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        return commands.give_score_for(session, worker, evaluation, who, score, "话", "phone", now)


def entries(session: Session, evaluation: Evaluation) -> Entries:
    return counted_scores(session, [evaluation.id])[evaluation.id].entries


@pytest.mark.parametrize(
    ("first", "again"),
    [
        (Respondent(phone=PHONE), Respondent(phone="+86 138-1234-5678")),
        (Respondent(phone="010-62345678"), Respondent(phone="（010）62345678")),
        (Respondent(household="3号楼2单元501"), Respondent(household="三号楼二门 ５０１ 室")),
        (Respondent(phone=PHONE, household="3-2-501"), Respondent(household="3－2－501")),
        (Respondent(phone=PHONE, household="3-2-501"), Respondent(phone="１３８１２３４５６７８")),
    ],
)
def test_one_person_is_recorded_once(
    world: World, session: Session, evaluation: Evaluation, first: Respondent, again: Respondent
) -> None:
    record(world, evaluation, first)
    with refused("evaluation.answered_already"):
        record(world, evaluation, again, 1)
    assert entries(session, evaluation) == Entries(recorded=1)


def test_a_worker_alone_cannot_make_an_average_from_nobody(world: World, evaluation: Evaluation) -> None:
    for _ in range(3):
        with refused("evaluation.respondent"):
            record(world, evaluation, Respondent())


def test_the_database_keeps_a_key_once_and_nobody_unnamed(world: World, evaluation: Evaluation) -> None:
    answer = record(world, evaluation, Respondent(phone=PHONE))
    with pytest.raises(IntegrityError), unit_of_work() as session:
        key = session.scalars(select(EvaluationRespondent.key)).one()
        session.add(EvaluationRespondent(evaluation_id=evaluation.id, key=key, answer_id=answer.id))
    for more in ({"respondent": ""}, {"respondent": "138****5678", "people": 2}):
        with pytest.raises(IntegrityError), unit_of_work() as session:
            session.add(
                EvaluationAnswer(
                    evaluation_id=evaluation.id,
                    score=5,
                    channel="phone",
                    recorded_by_id=answer.recorded_by_id,
                    at=NINE,
                    **more,
                )
            )


def test_nothing_kept_tells_the_number_and_another_evaluation_has_other_keys(
    world: World, session: Session, part: ContractPart, evaluation: Evaluation
) -> None:
    record(world, evaluation, Respondent(phone=PHONE))
    stored = session.scalars(select(EvaluationRespondent)).one()
    kept = session.scalars(select(EvaluationAnswer)).one()
    assert kept.respondent == "138****5678"
    assert PHONE not in stored.key
    log = session.scalars(select(AuditEntry).where(AuditEntry.action == "delivery.give_score_for")).one()
    assert log.detail == {"respondent": "phone", "channel": "phone"}
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as unit:
        commands.close_evaluation(unit, secretary, evaluation, at(CLOSED, 10))
    final = make_evaluation(world, part, "final")
    record(world, final, Respondent(phone=PHONE))
    assert session.scalar(select(func.count(EvaluationRespondent.key.distinct()))) == 2


def test_who_answered_online_is_not_recorded_again(world: World, evaluation: Evaluation) -> None:
    mandate = make_representative(world.north, 7)
    resident = world.user(Role.RESIDENT, world.north)
    with unit_of_work() as session:
        session.get_one(User, resident.id).phone = PHONE
    with unit_of_work() as session:
        commands.give_score(session, actor_for(resident), evaluation, 2, "", NINE)
        commands.give_score(session, actor_for(mandate.user), evaluation, 3, "", NINE)
    for who in (Respondent(phone=PHONE), Respondent(mandate), Respondent(mandate, household="1-1-1")):
        with refused("evaluation.answered_already"):
            record(world, evaluation, who)


def test_ones_own_hand_overrules_what_a_worker_recorded(
    world: World, session: Session, evaluation: Evaluation
) -> None:
    mandate = make_representative(world.north, 7)
    for_her = record(world, evaluation, Respondent(mandate, phone=PHONE))
    log = session.scalars(select(AuditEntry).where(AuditEntry.action == "delivery.give_score_for")).one()
    assert log.detail["roll"] == mandate.code
    with unit_of_work() as unit:
        commands.give_score(unit, actor_for(mandate.user), evaluation, 2, "等得久", at(RATED, 10))
        commands.give_score(unit, actor_for(mandate.user), evaluation, 1, "等得久", at(RATED, 11))
    scores = counted_scores(session, [evaluation.id])[evaluation.id]
    assert (scores.average, scores.entries) == (1, Entries(own=1))
    assert session.get_one(EvaluationAnswer, for_her.id).overruled_at == at(RATED, 10)
    with refused("evaluation.answered_already"):
        record(world, evaluation, Respondent(mandate))


def test_nobody_of_the_provider_takes_part_and_nobody_records_themselves(
    world: World, part: ContractPart, evaluation: Evaluation
) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    member = Grant(Role.ORGANISATION_MEMBER, None, part.contract.organisation_id)
    with refused("recusal.interest"), unit_of_work() as session:
        bound = Actor(worker.user_id, worker.name, worker.grants | {member})
        commands.give_score_for(session, bound, evaluation, Respondent(phone=PHONE), 5, "", "phone", NINE)
    provider = world.user(Role.ORGANISATION_MEMBER, organisation_ref=part.contract.organisation_id)
    own = world.user(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        session.get_one(User, provider.id).phone = PHONE
        session.get_one(User, own.id).phone = "13900001111"
    with refused("evaluation.respondent_interest"):
        record(world, evaluation, Respondent(phone=PHONE))
    with refused("evaluation.own_helper"):
        record(world, evaluation, Respondent(phone="13900001111"))


def test_a_seat_elsewhere_is_nobody_here(world: World, evaluation: Evaluation) -> None:
    with refused("evaluation.respondent_elsewhere"):
        record(world, evaluation, Respondent(make_representative(world.south, 1)))


@given(st.lists(st.integers(1, 9999), min_size=2, max_size=4))
def test_a_household_is_one_however_it_is_written(numbers: list[int]) -> None:
    plain = "-".join(map(str, numbers))
    wide = plain.translate(str.maketrans("0123456789-", "０１２３４５６７８９－"))
    assert {normalise_household(text) for text in (plain, wide, f" {plain}室")} == {plain}
    hidden = mask_household(plain)
    assert len(hidden) == len(plain)
    assert hidden.endswith("*")
    assert hidden.count("*") == max(len(str(numbers[-1])) - 1, 1)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("十二号楼三单元二〇一", "12-3-201"),
        ("二十号院五号", "20-5"),
        ("两号楼 1 门 101", "2-1-101"),
        ("03-02-0501", "3-2-501"),
        ("三号楼二单元一百零二室", "3-2-102"),
        ("三幢二单元五百零一", "3-2-501"),
        ("3栋2单元5层501", "3-2-501"),
        ("3座2单元5楼501", "3-2-501"),
        ("３号楼２单元５层５０１室", "3-2-501"),
        ("3号楼2单元5O1", "3-2-501"),
        ("5楼501", "5-501"),
        ("一号院三号楼二单元501", "1-3-2-501"),
        ("Ａ座501", "a-501"),
        ("3号楼甲单元501", "3-甲-501"),
        ("3号楼乙单元501", "3-乙-501"),
        ("3A号楼0501", "3a-501"),
    ],
)
def test_chinese_figures_are_figures(written: str, kept: str) -> None:
    assert normalise_household(written) == kept


@pytest.mark.parametrize("written", ["501", "\u0410座501", "\u0391-501", "house 3-501", "3-2-501-1-1"])
def test_what_names_no_door_is_refused(written: str) -> None:
    with refused("household.format"):
        normalise_household(written)


class TestStacks:
    """Paper forms: numbered, counted by two who do not see each other's count."""

    def enter(
        self,
        world: World,
        evaluation: Evaluation,
        by_score: Mapping[int, int],
        first_no: int = 1,
        void: int = 0,
    ) -> EvaluationTally:
        worker = world.actor(Role.COMMUNITY_WORKER, world.north)
        with unit_of_work() as session:
            return commands.record_tally(
                session, worker, evaluation, Counted(by_score, void), first_no, "好", NINE
            )

    def test_one_count_is_none(self, world: World, session: Session, evaluation: Evaluation) -> None:
        worker = world.actor(Role.COMMUNITY_WORKER, world.north)
        stack = self.enter(world, evaluation, {5: 8, 3: 2}, void=1)
        assert entries(session, evaluation) == Entries()
        with refused("two_hands.same_person"), unit_of_work() as unit:
            commands.confirm_tally(unit, worker, stack, Counted({5: 8, 3: 2}, 1), NINE)
        with refused("tally.waiting"), unit_of_work() as unit:
            commands.close_evaluation(unit, worker, evaluation, at(CLOSED, 18))

    def test_two_equal_counts_count_once(
        self, world: World, session: Session, evaluation: Evaluation
    ) -> None:
        secretary = world.actor(Role.SECRETARY, world.north)
        stack = self.enter(world, evaluation, {5: 8, 3: 2}, void=1)
        for other in (Counted({5: 9, 3: 1}, 1), Counted({5: 8, 3: 2}), Counted({})):
            with refused("tally.differs"), unit_of_work() as unit:
                commands.confirm_tally(unit, secretary, stack, other, NINE)
        with unit_of_work() as unit:
            commands.confirm_tally(unit, secretary, stack, Counted({3: 2, 5: 8}, 1), NINE)
        with refused("state.wrong"), unit_of_work() as unit:
            commands.confirm_tally(unit, secretary, stack, Counted({5: 8, 3: 2}, 1), NINE)
        scores = counted_scores(session, [evaluation.id])[evaluation.id]
        assert (scores.people, scores.entries) == (10, Entries(paper=10))
        details = session.scalars(
            select(AuditEntry.detail).where(AuditEntry.action.like("delivery.%_tally"))
        ).all()
        assert {frozenset(detail) for detail in details} == {frozenset({"tally", "first_no", "last_no"})}

    def test_no_form_is_in_two_stacks(self, world: World, evaluation: Evaluation) -> None:
        self.enter(world, evaluation, {5: 10})
        for first_no in (1, 10, 5):
            with refused("tally.numbers"):
                self.enter(world, evaluation, {4: 3}, first_no)
        self.enter(world, evaluation, {4: 3}, 11)

    def test_a_stack_sent_back_or_taken_back_frees_its_numbers(
        self, world: World, session: Session, evaluation: Evaluation
    ) -> None:
        worker, secretary = (
            world.actor(role, world.north) for role in (Role.COMMUNITY_WORKER, Role.SECRETARY)
        )
        first = self.enter(world, evaluation, {5: 10})
        with refused("two_hands.answer"), unit_of_work() as unit:
            commands.refuse_tally(unit, secretary, first, " ", NINE)
        with unit_of_work() as unit:
            commands.refuse_tally(unit, secretary, first, "少了两份", NINE)
        again = self.enter(world, evaluation, {5: 8})
        with refused("two_hands.not_asker"), unit_of_work() as unit:
            commands.withdraw_tally(unit, secretary, again, NINE)
        with unit_of_work() as unit:
            commands.withdraw_tally(unit, worker, again, NINE)
        self.enter(world, evaluation, {5: 8})
        assert entries(session, evaluation) == Entries()

    @pytest.mark.parametrize(
        ("code", "by_score", "first_no"),
        [("evaluation.people", {}, 1), ("evaluation.people", {5: 2001}, 1), ("tally.first_no", {5: 1}, 0)],
    )
    def test_a_stack_is_whole(
        self, world: World, evaluation: Evaluation, code: str, by_score: dict[int, int], first_no: int
    ) -> None:
        with refused(code):
            self.enter(world, evaluation, by_score, first_no)
