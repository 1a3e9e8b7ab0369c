"""Whatever one person does with every account in their hands, and in whatever order: no post arises."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import Actor, Role, may
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import Appointment, Membership, User
from tests.factories import NOW, World, actor_for, make_street, make_user

ROLES = (Role.FINANCE, Role.ADMINISTRATOR, Role.APPROVER, Role.REVIEWER)
_numbers = count(1)


@dataclass
class Stage:
    """Accounts of the street (user ids); ``mine`` are those in the one person's hands."""

    everybody: list[int]
    mine: list[int] = field(default_factory=list)


Step = tuple[str, int, int, Role]


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _fresh() -> Stage:
    number = next(_numbers)
    roles = (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.APPROVER)
    ids = [make_user(role, username=f"p{number}-{place}").id for place, role in enumerate(roles)]
    return Stage(ids, ids[:1])


def _make(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    user = commands.register_account(session, actor, f"n{next(_numbers)}", "新人", NOW)
    stage.everybody.append(user.id)
    stage.mine.append(user.id)


def _reset(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.reset_password(session, actor, target, "a hash", NOW)
    if target.id not in stage.mine:
        stage.mine.append(target.id)


def _ask(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.ask_appointment(session, actor, target, role, "街办〔2026〕5号", NOW)


def _reopen(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.deactivate_account(session, actor, target, NOW)
    commands.reactivate_account(session, actor, target, NOW)


def _confirm(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.confirm_appointment(session, actor, _asked(session, stage, "confirm"), NOW)


def _refuse(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.refuse_appointment(session, actor, _asked(session, stage, "refuse"), "不行", NOW)


def _withdraw(session: Session, stage: Stage, actor: Actor, target: User, role: Role) -> None:
    commands.withdraw_appointment(session, actor, _asked(session, stage, "withdraw"), NOW)


def _asked(session: Session, stage: Stage, act: str) -> Appointment:
    found = session.scalars(
        select(Appointment)
        .where(Appointment.user_id.in_(stage.everybody), Appointment.state == "waiting")
        .order_by(Appointment.id.desc())
    ).first()
    if found is None:
        raise RuleViolation(f"nothing to {act}")
    return found


Do = Callable[[Session, Stage, Actor, User, Role], None]
DO: dict[str, tuple[Permission, Do]] = {
    "make": (Permission.PEOPLE_MANAGE, _make),
    "reset": (Permission.PEOPLE_MANAGE, _reset),
    "reopen": (Permission.PEOPLE_MANAGE, _reopen),
    "ask": (Permission.PEOPLE_MANAGE, _ask),
    "confirm": (Permission.APPOINTMENT_CONFIRM, _confirm),
    "refuse": (Permission.APPOINTMENT_CONFIRM, _refuse),
    "withdraw": (Permission.PEOPLE_MANAGE, _withdraw),
}
steps = st.lists(
    st.tuples(
        st.sampled_from((*DO, "reset", "ask", "confirm", "confirm")),
        st.integers(0, 5),
        st.integers(0, 5),
        st.sampled_from(ROLES),
    ),
    min_size=8,
    max_size=24,
)


def _try(stage: Stage, step: Step) -> bool:
    act, who, whom, role = step
    permission, do = DO[act]
    try:
        with unit_of_work() as session:
            actor = actor_for(session.get_one(User, stage.mine[who % len(stage.mine)]))
            if not may(PERMISSIONS, permission, actor, None):
                return False
            do(
                session,
                stage,
                actor,
                session.get_one(User, stage.everybody[whom % len(stage.everybody)]),
                role,
            )
    except RuleViolation:
        return False
    return True


def _posts(stage: Stage) -> int:
    held = select(func.count(Membership.id)).where(Membership.user_id.in_(stage.everybody))
    return db.session().scalar(held) or 0


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(history=steps)
def test_no_history_of_one_persons_commands_makes_a_post(world: World, history: Sequence[Step]) -> None:
    stage = _fresh()
    before = _posts(stage)
    for step in history:
        _try(stage, step)
        db.session().rollback()
        assert _posts(stage) == before, step


def test_the_ways_round_that_are_known(world: World) -> None:
    """Each is refused at its last step alone: the steps before it can be taken."""
    new, finance = 3, Role.FINANCE
    for history in (
        [("make", 0, 0, finance), ("ask", 0, new, finance), ("confirm", 0, 0, finance)],
        [
            ("make", 0, 0, finance),
            ("ask", 0, new, finance),
            ("reset", 0, 2, finance),
            ("confirm", 2, 0, finance),
        ],
        [
            ("make", 0, 0, finance),
            ("reset", 0, 1, finance),
            ("ask", 2, new, finance),
            ("confirm", 0, 0, finance),
        ],
        [
            ("reset", 0, 1, finance),
            ("reset", 1, 2, finance),
            ("make", 0, 0, finance),
            ("ask", 0, new, finance),
            ("confirm", 2, 0, finance),
        ],
    ):
        stage = _fresh()
        before = _posts(stage)
        assert [_try(stage, step) for step in history] == [True] * (len(history) - 1) + [False]
        assert _posts(stage) == before
