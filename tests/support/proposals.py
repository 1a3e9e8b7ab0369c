"""Proposals to test with, made through the commands, as far along the road as a test needs.

``make_applicant`` sets the stage in a community: an admitted organisation with its offering, a need, a fund.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from app.domain.policy import Actor, Role
from app.fair.models import Offering
from app.foundation.database import unit_of_work
from app.funds.models import Fund
from app.funds.queries import fund_of
from app.needs.models import Need
from app.organisations.models import Organisation
from app.organisations.queries import admitted
from app.people.models import User
from app.proposals import commands
from app.proposals.commands import Line, ProposalContent
from app.proposals.models import Proposal
from app.street.models import Community
from tests.factories import NOW, RULES, TODAY, World, actor_for
from tests.support.fair import make_offering
from tests.support.funds import make_fund
from tests.support.needs import make_need
from tests.support.organisations import make_organisation

LINES = (Line("人员费", 2_470_000), Line("活动费", 1_000_000, "六场楼门会"), Line("管理费与税费", 330_000))
AMOUNT_FEN = sum(line.amount_fen for line in LINES)
STAGES = ("draft", "under_review", "deliberating", "awaiting_vote")


@dataclass
class Applicant:
    """Who applies, in which community, for what."""

    world: World
    community: Community
    organisation: Organisation
    offering: Offering
    need: Need
    fund: Fund
    user: User
    actor: Actor

    def content(self, **more: Any) -> ProposalContent:
        """A proposal that every rule lets pass; ``more`` replaces fields of it."""
        whole = ProposalContent(
            title="槐荫里一门一品楼门文化共建",
            fund=self.fund,
            need=self.need,
            offering=self.offering,
            directory_item=self.offering.directory_item,
            goal="每个楼门有公约，有楼门长",
            activities="入户访谈、楼门会、共同布置",
            schedule="四月访谈，五月起每月两场",
            staffing="社工两名，楼门长四十名",
            target_group="无物业楼院居民",
            people_served=410,
            months=8,
            negative_answers={item: False for item in RULES["negative_list"]},
            no_subcontracting=True,
            lines=LINES,
        )
        return replace(whole, **more)


def make_applicant(
    world: World,
    community: Community | None = None,
    organisation: Organisation | None = None,
    *,
    yuan: int = 200_000,
) -> Applicant:
    """Everything a proposal is linked to; an organisation and a fund that exist already are used."""
    place = community or world.north
    provider = organisation or _organisation() or make_organisation()
    offering = make_offering(provider, world.item)
    need = make_need(place, "楼道堆物、灯不亮", directory_item=world.item, people_affected=410)
    fund = _fund(place) or make_fund(place, yuan, TODAY.year)
    user = world.user(Role.ORGANISATION_MEMBER, organisation_ref=provider.id)
    return Applicant(world, place, provider, offering, need, fund, user, actor_for(user))


def _organisation() -> Organisation | None:
    with unit_of_work() as session:
        return next(iter(admitted(session)), None)


def _fund(community: Community) -> Fund | None:
    with unit_of_work() as session:
        return fund_of(session, community.id, TODAY.year)


def make_proposal(
    world: World,
    stage: str = "awaiting_vote",
    *,
    applicant: Applicant | None = None,
    code: str | None = None,
    now: datetime = NOW,
    **more: Any,
) -> Proposal:
    """A proposal taken to ``stage`` (one of STAGES) by its people; ``more`` replaces fields of its content."""
    who = applicant or make_applicant(world)
    reached = STAGES.index(stage)
    with unit_of_work() as session:
        proposal = commands.draft_proposal(
            session, who.actor, who.community, who.content(**more), now, who.organisation, code
        )
    if reached >= 1:
        with unit_of_work() as session:
            commands.submit_proposal(session, who.actor, proposal, now)
    reviewer, secretary = world.actor(Role.REVIEWER), world.actor(Role.SECRETARY, who.community)
    if reached >= 2:
        with unit_of_work() as session:
            commands.pass_review(session, reviewer, proposal, "材料齐全", now)
    if reached >= 3:
        with unit_of_work() as session:
            commands.hear_proposal(session, secretary, proposal, TODAY, "居民同意先做五个楼门", now)
    return proposal


def make_proposals(world: World, titles: Sequence[str], stage: str = "awaiting_vote") -> list[Proposal]:
    """Several proposals of one applicant, by title."""
    who = make_applicant(world)
    return [make_proposal(world, stage, applicant=who, title=title) for title in titles]
