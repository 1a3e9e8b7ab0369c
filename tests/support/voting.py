"""Rounds to test with, made through the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import db, unit_of_work
from app.people.models import Mandate
from app.proposals.models import Proposal
from app.voting import commands
from app.voting.commands import NewAllocation, NewOption
from app.voting.models import Ballot, Count, RollEntry, Round
from tests.factories import World, actor_for
from tests.support.council import MEETING_AT, make_held_meeting, make_representatives

OPENED = MEETING_AT + timedelta(minutes=30)
CLOSES = MEETING_AT + timedelta(hours=3)
OPTIONS = (
    NewOption("家门口助餐点", 96_000_00, "K1", "服务 60 位老人"),
    NewOption("楼门微花园", 54_000_00, "K2", "6 个楼门"),
    NewOption("老年运动处方班", 25_200_00, "K3", "每周两次，10 个月"),
    NewOption("老人用手机八堂课", 19_200_00, "K4", "40 人"),
)


def prepare_resolution(
    world: World,
    proposals: Sequence[Proposal] | None = None,
    *,
    seats: int = 5,
    present: int = 4,
    early_close: bool = False,
) -> tuple[Round, list[Mandate]]:
    """A round prepared over a held meeting, and the representatives present."""
    meeting, there = make_held_meeting(world, proposals, seats=seats, present=present)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        round = commands.prepare_resolution_round(
            session, secretary, meeting, CLOSES, MEETING_AT, early_close=early_close
        )
    return round, there


def open_now(world: World, round: Round, now: datetime = OPENED) -> Round:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return commands.open_round(session, secretary, round, now)


def open_resolution(world: World, **more: Any) -> tuple[Round, list[Mandate]]:
    round, there = prepare_resolution(world, **more)
    return open_now(world, round), there


def prepare_allocation(
    world: World,
    options: Sequence[NewOption] = OPTIONS,
    amount_fen: int = 150_000_00,
    rule: str = "greedy",
    **more: Any,
) -> Round:
    new = NewAllocation("2027 年度预选", amount_fen, options, rule, ["least_cost", "id"], CLOSES, **more)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return commands.prepare_allocation_round(session, secretary, world.north, new, MEETING_AT)


def open_allocation(world: World, *, seats: int = 5, **more: Any) -> tuple[Round, list[Mandate]]:
    seated = make_representatives(world.north, seats)
    return open_now(world, prepare_allocation(world, **more)), seated


def approving(*keys: str) -> dict[str, int]:
    return dict.fromkeys(keys, 1)


def all_for(round: Round, choice: str = "for") -> dict[str, str]:
    return {option.key: choice for option in round.options}


def vote(mandate: Mandate, round: Round, choices: Mapping[str, Any], now: datetime = OPENED) -> Ballot:
    """A representative votes from their phone."""
    voter = actor_for(mandate.user)
    with unit_of_work() as session:
        return commands.cast_ballot(session, voter, round, choices, now)


def entry_of(round: Round, mandate: Mandate) -> RollEntry:
    return (
        db.session()
        .scalars(select(RollEntry).where(RollEntry.round_id == round.id, RollEntry.mandate_id == mandate.id))
        .one()
    )


def close(world: World, round: Round, now: datetime = CLOSES, reason: str = "") -> Count:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return commands.close_round(session, secretary, round, now, reason)


def refusal(code: str) -> Any:
    return pytest.raises(RuleViolation, match=f"^{code}$")
