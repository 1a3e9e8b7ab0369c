"""The street's review, the residents' hall, and the arrows of later rooms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role, Scope
from app.foundation import search
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from app.organisations import commands as organisations
from app.proposals import commands
from app.proposals.queries import awaiting_vote, proposal_by_code, proposal_by_slug, reviews, versions
from tests.factories import NOW, TODAY, actor_for, make_street, make_user
from tests.support.organisations import make_organisation
from tests.support.proposals import make_applicant, make_proposal


def test_a_pass_makes_it_public_findable_and_takes_up_the_need(session: Session) -> None:
    world = make_street()
    reviewer = world.actor(Role.REVIEWER)
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    assert not proposal.scope.public
    assert session.scalars(search.refs(session, "project", "楼门")).all() == []
    with unit_of_work() as unit:
        commands.pass_review(unit, reviewer, proposal, "", NOW)
    assert (proposal.state, proposal.scope.public, who.need.state) == ("deliberating", True, "adopted")
    assert session.scalars(search.refs(session, "project", "楼门")).all() == [proposal.slug]
    (review,) = reviews(session, proposal)
    assert (review.result, review.version_number) == ("passed", 1)


def test_no_reviewer_passes_what_the_rules_refuse(app: Flask, session: Session) -> None:
    world = make_street()
    reviewer = world.actor(Role.REVIEWER)
    cases = {
        "organisation.rating_expired": make_organisation("甲社", rating_valid_to=TODAY - timedelta(1)),
        "organisation.no_legal_personality": make_organisation(
            "乙队", org_type="community_group", rating=None
        ),
        "organisation.abnormal_list": make_organisation("丙社"),
    }
    with unit_of_work() as unit:
        organisations.enter_status(
            unit, SYSTEM, cases["organisation.abnormal_list"], "abnormal_list", TODAY, "公示", NOW
        )
    for code, organisation in cases.items():
        who = make_applicant(world, organisation=organisation)
        proposal = make_proposal(world, "under_review", applicant=who)
        with pytest.raises(RuleViolation, match=code), unit_of_work() as unit:
            commands.pass_review(unit, reviewer, proposal, "齐全", NOW)
        assert has_text(code)
        assert (proposal.state, reviews(session, proposal)) == ("under_review", [])
        with unit_of_work() as unit:
            commands.refuse_proposal(unit, reviewer, proposal, "不合资格", NOW)
        (kept,) = reviews(session, proposal)
        assert (proposal.state, kept.findings[0]["code"]) == ("ineligible", code)
        assert proposal.is_public and proposal.public_since == NOW
        told = app.test_client().get(f"/projects/{proposal.slug}")
        assert told.status_code == 200 and "不合资格" in told.get_data(as_text=True)


def test_a_rating_once_given_and_never_lapsed_is_no_hindrance(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world, organisation=make_organisation(rating=None))
    assert make_proposal(world, "deliberating", applicant=who).state == "deliberating"


def test_returned_with_reasons_corrected_and_both_versions_kept(session: Session) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    reviewer = world.actor(Role.REVIEWER)
    with pytest.raises(RuleViolation, match=r"review\.reason_missing"), unit_of_work() as unit:
        commands.return_proposal(unit, reviewer, proposal, " ", NOW)
    with unit_of_work() as unit:
        commands.return_proposal(unit, reviewer, proposal, "目标要能检验", NOW)
    with unit_of_work() as unit:
        better = who.content(goal="六个楼门都有公约")
        commands.change_proposal(unit, who.actor, proposal, better, NOW, proposal.version)
        commands.submit_proposal(unit, who.actor, proposal, NOW)
    newer, older = versions(session, proposal)
    assert (older.content["goal"], newer.content["goal"]) == ("每个楼门有公约，有楼门长", "六个楼门都有公约")
    assert [review.reason for review in reviews(session, proposal)] == ["目标要能检验"]


def test_nobody_reviews_what_they_prepared_or_profit_from(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    with pytest.raises(RuleViolation, match=r"separation\.same_person"), unit_of_work() as unit:
        commands.pass_review(unit, who.actor, proposal, "", NOW)
    colleague = make_user(Role.ORGANISATION_MEMBER, None, who.organisation.id)
    interested = actor_for(colleague)
    with pytest.raises(RuleViolation, match=r"review\.recused"), unit_of_work() as unit:
        commands.return_proposal(unit, interested, proposal, "理由", NOW)


def test_the_hall_comes_after_submission_and_not_tomorrow(session: Session) -> None:
    world = make_street()
    proposal = make_proposal(world, "deliberating")
    secretary = world.actor(Role.SECRETARY, world.north)
    for on, code in [
        (TODAY + timedelta(1), "hearing.future"),
        (TODAY - timedelta(1), "hearing.early"),
    ]:
        with pytest.raises(RuleViolation, match=code), unit_of_work() as unit:
            commands.hear_proposal(unit, secretary, proposal, on, "", NOW)
    with unit_of_work() as unit:
        commands.hear_proposal(unit, secretary, proposal, TODAY, " 居民同意 ", NOW)
    assert (proposal.heard_on, proposal.hearing_note) == (TODAY, "居民同意")
    assert awaiting_vote(session, world.north.id) == [proposal]
    assert awaiting_vote(session, world.south.id) == []


def test_it_can_be_withdrawn_until_the_review_is_done(app: Flask) -> None:
    world = make_street()
    early, late = make_proposal(world, "under_review"), make_proposal(world, "deliberating", applicant=None)
    with unit_of_work() as unit:
        commands.withdraw_proposal(unit, SYSTEM, early, NOW)
    assert early.state == "withdrawn"
    with pytest.raises(RuleViolation, match=r"state\.wrong"), unit_of_work() as unit:
        commands.withdraw_proposal(unit, SYSTEM, late, NOW)


def test_later_rooms_draw_their_arrows_and_only_along_the_road(session: Session) -> None:
    world = make_street()
    proposal = make_proposal(world, code="P01")
    with pytest.raises(RuleViolation, match=r"state\.wrong"), unit_of_work() as unit:
        commands.advance(unit, SYSTEM, proposal, "sign", NOW)
    with unit_of_work() as unit:
        for action in ("resolve", "publish", "uphold_objection", "submit"):
            commands.advance(unit, SYSTEM, proposal, action, NOW, note="记录")
    assert proposal.scope == Scope.of(
        world.north.id,
        organisation_id=proposal.organisation_id,
        maker_id=proposal.prepared_by_id,
        made_as=Role.ORGANISATION_MEMBER,
        public=True,
    )
    found = proposal_by_code(session, world.north.id, "P01")
    assert found is not None
    assert found is proposal_by_slug(session, proposal.slug)
    assert proposal_by_code(session, world.south.id, "P01") is None


def test_a_vote_lost_gives_the_need_back(app: Flask) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, applicant=who)
    with unit_of_work() as unit:
        commands.advance(unit, SYSTEM, proposal, "vote_down", NOW)
    assert (proposal.state, who.need.state) == ("voted_down", "answered")


def test_a_day_kept_with_findings_is_a_day_again_when_read(session: Session) -> None:
    world = make_street()
    reviewer = world.actor(Role.REVIEWER)
    organisation = make_organisation(rating_valid_to=date(2026, 1, 31))
    proposal = make_proposal(world, "under_review", applicant=make_applicant(world, None, organisation))
    with unit_of_work() as unit:
        commands.return_proposal(unit, reviewer, proposal, "续评", NOW)
    (review,) = reviews(session, proposal)
    assert review.findings[0]["params"]["valid_to"] == "2026-01-31"
