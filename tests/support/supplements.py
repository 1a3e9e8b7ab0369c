"""Supplements and longer terms to test with, made through the commands, each step by somebody else."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.contracts import commands
from app.contracts.commands import NewSupplement
from app.contracts.models import Amendment, Contract
from app.council import commands as council
from app.council.commands import NewMeeting
from app.council.models import FurtherQuestion
from app.council.queries import open_questions
from app.domain.policy import Actor, Role
from app.foundation.database import db, unit_of_work
from app.people.queries import mandates_on
from app.street.models import Community
from tests.factories import TODAY, World, actor_for, make_user
from tests.support.notices import at

STAGES = ("recognition", "handling", "reviewing", "approving", "approved", "in_force")
DRAFTED = date(2026, 5, 20)
SMALL, LARGE = 150_000, 300_000
"""Fen under and over the share above which the representatives are asked (5 % of 3,800,000)."""


def office(world: World, post: str) -> Actor:
    """One of the street's people: drafter, recogniser, handler and signer are four handlers."""
    roles = {"reviewer": Role.REVIEWER, "approver": Role.APPROVER}
    if post == "drafter":
        return world.actor(Role.STREET_HANDLER)
    key = f"supplement-{post}"
    if key not in world.people:
        world.people[key] = make_user(roles.get(post, Role.STREET_HANDLER), username=key)
    return actor_for(world.people[key])


def draft(
    world: World,
    contract: Contract,
    amount_fen: int = SMALL,
    reason: str = "增加一个楼门",
    buys: str = "楼门会 2 场",
    now: datetime | None = None,
) -> Amendment:
    drafter = office(world, "drafter")
    with unit_of_work() as session:
        new = NewSupplement(contract.parts[0], amount_fen, reason, buys)
        return commands.draft_supplement(session, drafter, contract, new, now or at(DRAFTED))


def recognise_supplement(world: World, supplement: Amendment) -> None:
    """Street and delegate; the representatives too where the size asks for it."""
    street, community = office(world, "recogniser"), supplement.part.proposal.community
    delegate = world.actor(Role.COMMUNITY_DELEGATE, community)
    with unit_of_work() as session:
        commands.recognise_for_street(session, street, supplement, "同意", at(DRAFTED, 11))
        commands.recognise_for_community(session, delegate, supplement, community, "同意", at(DRAFTED, 12))
    if supplement.needs_resolution:
        answer(world, community)


def answer(world: World, community: Community, passed: bool = True, on: date = DRAFTED) -> None:
    """The representatives meet and answer everything they are asked."""
    secretary, worker = (world.actor(role, community) for role in (Role.SECRETARY, Role.COMMUNITY_WORKER))
    with unit_of_work() as session:
        mandates = mandates_on(session, community.id, TODAY)
        questions = list(open_questions(session, community.id))
        new = NewMeeting("再议一次的会议", at(on, 14), "社区会议室", questions=questions)
        meeting = council.call_meeting(session, secretary, community, new, at(on, 13))
        for mandate in mandates:
            council.record_attendance(session, worker, meeting, mandate.id, "hall", at(on, 14))
        council.hold_meeting(session, secretary, meeting, at(on, 14))
        yes, no = (len(mandates), 0) if passed else (0, len(mandates))
        for question in questions:
            council.record_resolution(session, secretary, meeting, question.proposal, yes, no, 0, at(on, 15))


def step(world: World, supplement: Amendment, post: str, agreed: bool = True, opinion: str = "同意") -> None:
    actor = office(world, post)
    with unit_of_work() as session:
        commands.decide_step(session, actor, supplement, opinion, agreed, at(DRAFTED, 16))


def sign_supplement(world: World, supplement: Amendment, signed_on: date = DRAFTED) -> None:
    signer = office(world, "signer")
    with unit_of_work() as session:
        commands.sign_supplement(session, signer, supplement, signed_on, at(DRAFTED, 17))


def make_supplement(
    world: World, contract: Contract, stage: str = "in_force", amount_fen: int = SMALL
) -> Amendment:
    """A supplement taken to ``stage`` (one of STAGES) by its people."""
    supplement = draft(world, contract, amount_fen)
    reached = STAGES.index(stage)
    if reached >= 1:
        recognise_supplement(world, supplement)
    for post in ("handler", "reviewer", "approver")[: max(reached - 1, 0)]:
        step(world, supplement, post)
    if reached >= 5:
        sign_supplement(world, supplement)
    return supplement


def questions(kind: str, ref: str) -> list[FurtherQuestion]:
    """What the representatives were asked of a subject, in order."""
    asked = select(FurtherQuestion).where(FurtherQuestion.kind == kind, FurtherQuestion.subject_ref == ref)
    return list(db.session().scalars(asked.order_by(FurtherQuestion.id)))
