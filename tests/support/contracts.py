"""Contracts to test with, made through the commands, as far along the chain as a test needs.

The days: the notice ends on 17 April 2026, recognition on the 20th, the chain on the 21st, signature on the 22nd.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from app.contracts import commands
from app.contracts.commands import NewContract, NewDeliverable, NewPart
from app.contracts.models import Contract
from app.domain.policy import Actor, Role
from app.foundation.database import unit_of_work
from app.proposals.models import Proposal
from tests.factories import World, actor_for, make_user
from tests.support.notices import at, make_noticed
from tests.support.proposals import make_applicant

PREPARED = date(2026, 4, 20)
DECIDED = date(2026, 4, 21)
SIGNED = date(2026, 4, 22)
STAGES = ("recognition", "handling", "reviewing", "approving", "approved", "signed")


def new_contract(proposals: Sequence[Proposal], **more: Any) -> NewContract:
    """What make_contract prepares; ``more`` are fields of NewContract."""
    values: dict[str, Any] = {
        "title": "楼门文化共建服务合同",
        "content": "楼门公约、楼门会、楼门长培训",
        "starts_on": date(2026, 5, 11),
        "ends_on": date(2027, 1, 10),
        "parts": [NewPart(proposal, proposal.amount_fen) for proposal in proposals],
        "deliverables": [NewDeliverable("楼门会", 6, "场")],
        "quality": "每场有签到和照片",
        "settlement": "按期支付",
        "breach": "按合同法处理",
    }
    return NewContract(**{**values, **more})


def prepare(world: World, proposals: Sequence[Proposal] | None = None, **more: Any) -> Contract:
    """A contract prepared by the street's handler, waiting for street and communities to recognise it."""
    chosen = proposals or [make_noticed(world)]
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        return commands.prepare_contract(session, handler, new_contract(chosen, **more), at(PREPARED))


def make_contract(
    world: World, stage: str = "signed", proposals: Sequence[Proposal] | None = None, **more: Any
) -> Contract:
    """A contract taken to ``stage`` (one of STAGES) by its people."""
    contract = prepare(world, proposals, **more)
    reached = STAGES.index(stage)
    if reached >= 1:
        recognise(world, contract)
    for step in range(min(reached - 1, 3)):
        decide(chain_of(world)[step], contract)
    if reached >= 5:
        sign(world, contract)
    return contract


def make_joint_contract(world: World, stage: str = "signed") -> Contract:
    """A contract of both communities with one organisation."""
    first = make_applicant(world)
    second = make_applicant(world, world.south, first.organisation)
    return make_contract(world, stage, [make_noticed(world, first), make_noticed(world, second)])


def recognise(world: World, contract: Contract) -> None:
    """Street and every community recognise; for the street another handler than the one who prepared it."""
    handler = second_handler(world)
    delegates = [
        (part.proposal.community, world.actor(Role.COMMUNITY_DELEGATE, part.proposal.community))
        for part in contract.parts
    ]
    with unit_of_work() as session:
        commands.recognise_for_street(session, handler, contract, "与决议一致", at(PREPARED, 14))
        for community, delegate in delegates:
            commands.recognise_for_community(
                session, delegate, contract, community, "社区同意", at(PREPARED, 15)
            )


def chain_of(world: World) -> tuple[Actor, Actor, Actor]:
    """Handler, reviewer, approver: three people."""
    return world.actor(Role.STREET_HANDLER), world.actor(Role.REVIEWER), world.actor(Role.APPROVER)


def decide(actor: Actor, contract: Contract, agreed: bool = True, opinion: str = "材料齐全，同意") -> None:
    with unit_of_work() as session:
        commands.decide_step(session, actor, contract, opinion, agreed, at(DECIDED))


def sign(world: World, contract: Contract, signed_on: date = SIGNED) -> None:
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as session:
        commands.sign_contract(session, handler, contract, signed_on, at(SIGNED, 16))


def second_handler(world: World) -> Actor:
    """The street's other handler, who prepares nothing."""
    if "second-handler" not in world.people:
        world.people["second-handler"] = make_user(Role.STREET_HANDLER, username="second-handler")
    return actor_for(world.people["second-handler"])


def another(role: Role, username: str) -> Actor:
    """One more person of a street role."""
    return actor_for(make_user(role, username=username))
