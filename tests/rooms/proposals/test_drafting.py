"""Writing and submitting a proposal."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from app.proposals import commands
from app.proposals.commands import Line, ProposalContent
from app.proposals.models import BudgetLine, Proposal
from app.proposals.queries import versions
from tests.factories import NOW, RULES, make_street
from tests.support.fair import make_offering
from tests.support.needs import make_need
from tests.support.organisations import make_organisation
from tests.support.proposals import AMOUNT_FEN, make_applicant, make_proposal


def test_an_empty_draft_is_kept_and_its_amount_is_the_sum_of_its_lines(session: Session) -> None:
    who = make_applicant(make_street())
    with unit_of_work() as unit:
        proposal = commands.draft_proposal(
            unit, who.actor, who.community, ProposalContent(), NOW, who.organisation
        )
    assert (proposal.state, proposal.amount_fen, proposal.fund_id) == ("draft", 0, who.fund.id)
    half = ProposalContent(title="楼门", months=48, lines=(Line("人员费"), Line(), Line("", 1, "杂项")))
    with unit_of_work() as unit:
        commands.change_proposal(unit, who.actor, proposal, half, NOW, proposal.version)
    rows = session.scalars(select(BudgetLine).order_by(BudgetLine.position)).all()
    assert [(row.kind, row.amount_fen) for row in rows] == [("人员费", 0), ("", 1)]
    assert (proposal.amount_fen, proposal.months) == (1, 48)


@pytest.mark.parametrize("kind", ["goods", "works", "package"])
def test_goods_and_works_are_turned_away_and_never_saved(session: Session, kind: str) -> None:
    who = make_applicant(make_street())
    with pytest.raises(RuleViolation, match=r"^kind\.") as refused, unit_of_work() as unit:
        commands.draft_proposal(unit, who.actor, who.community, who.content(kind=kind), NOW, who.organisation)
    assert (refused.value.field, has_text(refused.value.code)) == ("kind", True)
    assert session.scalar(select(func.count(Proposal.id))) == 0


def test_who_may_draft(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    stranger = world.actor(Role.REPRESENTATIVE, world.south)
    with pytest.raises(RuleViolation, match=r"proposal\.not_yours"), unit_of_work() as unit:
        commands.draft_proposal(unit, stranger, world.north, who.content(), NOW, who.organisation)
    with pytest.raises(RuleViolation, match=r"proposal\.not_yours"), unit_of_work() as unit:
        commands.draft_proposal(unit, who.actor, world.north, who.content(), NOW)
    with pytest.raises(RuleViolation, match=r"proposal\.no_fund"), unit_of_work() as unit:
        commands.draft_proposal(unit, stranger, world.south, ProposalContent(), NOW)
    with pytest.raises(RuleViolation, match=r"proposal\.fund_elsewhere"), unit_of_work() as unit:
        commands.draft_proposal(unit, stranger, world.south, ProposalContent(fund=who.fund), NOW)


def test_a_need_of_another_community_cannot_be_answered(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    elsewhere = who.content(need=make_need(world.south))
    with pytest.raises(RuleViolation, match=r"proposal\.need_elsewhere"), unit_of_work() as unit:
        commands.draft_proposal(unit, who.actor, world.north, elsewhere, NOW, who.organisation)


def test_a_representative_chooses_the_organisation_before_submitting(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    representative = world.actor(Role.REPRESENTATIVE, world.north)
    with unit_of_work() as unit:
        proposal = commands.draft_proposal(unit, representative, world.north, who.content(), NOW)
    with pytest.raises(RuleViolation) as missing, unit_of_work() as unit:
        commands.submit_proposal(unit, representative, proposal, NOW)
    assert (missing.value.code, missing.value.field) == ("proposal.organisation_missing", "organisation")
    with unit_of_work() as unit:
        seen = proposal.version
        commands.change_proposal(
            unit, representative, proposal, who.content(), NOW, seen, organisation=who.organisation
        )
    with pytest.raises(RuleViolation, match=r"proposal\.organisation_submits"), unit_of_work() as unit:
        commands.submit_proposal(unit, representative, proposal, NOW)
    with unit_of_work() as unit:
        commands.submit_proposal(unit, who.actor, proposal, NOW)
    assert (proposal.state, proposal.organisation_id) == ("under_review", who.organisation.id)


def test_an_organisation_keeps_its_own_draft_and_only_admitted_ones_are_chosen(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    other, waiting = make_organisation("乙社"), make_organisation("丙社", admitted=False)
    proposal = make_proposal(world, "draft", applicant=who)
    with pytest.raises(RuleViolation, match=r"proposal\.organisation_fixed"), unit_of_work() as unit:
        commands.change_proposal(
            unit, who.actor, proposal, who.content(), NOW, proposal.version, organisation=other
        )
    representative = world.actor(Role.REPRESENTATIVE, world.north)
    with pytest.raises(RuleViolation, match=r"organisation\.not_admitted"), unit_of_work() as unit:
        commands.draft_proposal(unit, representative, world.north, who.content(), NOW, waiting)


def test_what_somebody_saved_meanwhile_is_not_written_over(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "draft", applicant=who)
    seen = proposal.version
    lines_only = who.content(lines=(Line("人员费", 2_000_000), Line("活动费", 1_800_000)))
    with unit_of_work() as unit:
        commands.change_proposal(unit, who.actor, proposal, lines_only, NOW, seen)
    with pytest.raises(RuleViolation, match=r"form\.stale"), unit_of_work() as unit:
        commands.change_proposal(unit, who.actor, proposal, who.content(title="后到的"), NOW, seen)
    assert proposal.title != "后到的"


def test_a_submitted_proposal_is_kept_word_for_word_and_no_longer_changes(session: Session) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    (kept,) = versions(session, proposal)
    assert (kept.number, kept.content["amount_fen"]) == (1, AMOUNT_FEN)
    assert kept.content["lines"][1] == {
        "kind": "活动费",
        "description": "六场楼门会",
        "amount_fen": 1_000_000,
    }
    with pytest.raises(RuleViolation, match=r"state\.wrong"), unit_of_work() as unit:
        commands.change_proposal(unit, who.actor, proposal, who.content(), NOW, proposal.version)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "proposal.title_missing", "title"),
        ({"need": None}, "proposal.need_missing", "need"),
        ({"goal": ""}, "proposal.goal_missing", "goal"),
        ({"activities": ""}, "proposal.activities_missing", "activities"),
        ({"people_served": 0}, "proposal.people_missing", "people_served"),
        ({"months": 0}, "term.not_positive", "months"),
        ({"months": 37}, "term.too_long", "months"),
        ({"directory_item": None}, "directory.reason_missing", "outside_reason"),
        ({"lines": ()}, "budget.empty", "lines"),
        ({"lines": (Line("人员费", 100), Line("活动费"))}, "budget.line_not_positive", "lines"),
        ({"lines": (Line("", 2_300_000),)}, "proposal.line_kind_missing", "lines"),
        ({"lines": (Line("人员费", 90), Line("税费及管理", 11))}, "budget.management_fee", "lines"),
        ({"negative_answers": {}}, "negative_list.unanswered", "negative"),
        ({"negative_answers": dict.fromkeys(RULES["negative_list"], True)}, "negative_list.hit", "negative"),
        ({"no_subcontracting": False}, "declaration.subcontracting_missing", "no_subcontracting"),
    ],
)
def test_what_the_rules_block_is_refused_beside_its_field(
    app: Flask, change: dict[str, Any], code: str, field: str
) -> None:
    world = make_street()
    with pytest.raises(RuleViolation) as refused:
        make_proposal(world, "under_review", **change)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert has_text(code)


def test_the_management_fee_may_be_exactly_its_cap(app: Flask) -> None:
    lines = (Line("人员费", 2_700_000), Line("管理费", 300_000))
    assert make_proposal(make_street(), "under_review", lines=lines).amount_fen == 3_000_000


def test_another_organisations_offering_is_refused(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    foreign = make_offering(make_organisation("乙社"), world.item)
    with pytest.raises(RuleViolation, match=r"proposal\.offering_elsewhere"):
        make_proposal(world, "under_review", applicant=who, offering=foreign)


def test_warnings_do_not_stop_and_are_kept(session: Session) -> None:
    world = make_street()
    who = make_applicant(world, yuan=100)
    change = {"months": 13, "people_served": 601, "lines": (Line("人员费", 10_000_000),)}
    proposal = make_proposal(world, "under_review", applicant=who, **change)
    (kept,) = versions(session, proposal)
    assert {finding["code"] for finding in kept.content["findings"]} == {
        "term.needs_reasons",
        "amount.outside_offering",
        "proposal.capacity_short",
        "proposal.fund_short",
    }


def test_like_purchases_of_the_year_add_up_to_a_warning(session: Session) -> None:
    world = make_street()
    who = make_applicant(world)
    large = (Line("人员费", 60_000_000),)
    make_proposal(world, "under_review", applicant=who, lines=large)
    second = make_proposal(world, "under_review", applicant=who, lines=large)
    (kept,) = versions(session, second)
    found = {one["code"]: one["params"] for one in kept.content["findings"]}
    assert found["threshold.reached_together"]["total_fen"] == 120_000_000
    other = make_proposal(
        world,
        "under_review",
        applicant=who,
        lines=large,
        directory_item=None,
        outside_reason="另一类",
        offering=None,
    )
    codes = {one["code"] for one in versions(session, other)[0].content["findings"]}
    assert codes == {"proposal.offering_missing", "proposal.fund_short"}


def test_a_line_is_empty_only_when_nothing_is_typed() -> None:
    assert Line().is_empty
    assert not replace(Line(), description="水").is_empty
