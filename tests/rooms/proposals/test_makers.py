"""Whoever made a proposal works on it only as long as they hold the post they made it in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.errors import RuleViolation
from app.domain.permissions import PERMISSIONS, Permission
from app.domain.policy import SYSTEM, Actor, Grant, Role, Scope, may
from app.foundation.audit import AuditEntry
from app.foundation.clock import today
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from app.people.models import User
from app.people.queries import actor_of
from app.portal.queries.tasks import tasks
from app.proposals import commands
from app.proposals.models import Proposal
from app.proposals.queries.worklist import worklist_page
from tests.factories import NOW, TODAY, World, make_representative, make_street
from tests.support.organisations import make_organisation
from tests.support.people import Sign, page, submit
from tests.support.proposals import Applicant, make_applicant, make_proposal

ADDRESSES = ("", "/edit", "/withdraw", "/versions")


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def may_edit(proposal: Proposal, user: User, on: date = TODAY) -> bool:
    return may(PERMISSIONS, Permission.PROPOSAL_EDIT, actor_of(db.session(), user, on), proposal.scope)


def leave(user: User) -> None:
    """The person's roles end (as an administrator ends them) and are gone today."""
    with unit_of_work() as session:
        for row in [*session.get_one(User, user.id).memberships]:
            row.ends_on = today() - timedelta(days=1)
            row.starts_on = min(row.starts_on, row.ends_on)


def answers(client: FlaskClient, proposal: Proposal) -> list[int]:
    return [client.get(f"/proposals/{proposal.slug}{address}").status_code for address in ADDRESSES]


def test_a_former_member_neither_reads_edits_nor_withdraws(world: World, sign: Sign) -> None:
    who = make_applicant(world)
    proposal = make_proposal(world, "draft", applicant=who)
    client = sign.client_of(who.user)
    assert answers(client, proposal) == [200] * 4
    leave(who.user)
    assert answers(client, proposal) == [404] * 4
    for act in ("submit", "withdraw", "decline"):
        assert submit(client, f"/proposals/{proposal.slug}/{act}").status_code == 404
    assert (proposal.state, proposal.organisation_id) == ("draft", who.organisation.id)
    assert page(client.get("/proposals/")).select(f"a[href*='{proposal.slug}']") == []


def test_a_former_member_has_nothing_of_it_among_lists_and_tasks(world: World) -> None:
    who = make_applicant(world)
    make_proposal(world, "draft", applicant=who)
    leave(who.user)
    former = actor_of(db.session(), who.user, today())
    elsewhere = Actor(former.user_id, "", frozenset({Grant(Role.ORGANISATION_MEMBER, None, 999)}))
    for actor in (former, elsewhere):
        assert worklist_page(db.session(), actor, "mine", 1).total == 0
        assert not [task for task in tasks(db.session(), actor, NOW) if task.room == "proposals"]


def test_another_member_goes_on_with_it(world: World) -> None:
    who = make_applicant(world)
    proposal = make_proposal(world, "draft", applicant=who)
    leave(who.user)
    with unit_of_work() as session:
        successor = people.register_account(session, SYSTEM, "successor", "接任", NOW)
        people.grant_role(
            session, SYSTEM, successor, Role.ORGANISATION_MEMBER, NOW, organisation_ref=who.organisation.id
        )
    assert may_edit(proposal, successor) and not may_edit(proposal, who.user, today())


def drafted_by_representative(world: World, who: Applicant) -> tuple[Proposal, User]:
    mandate = make_representative(world.north, 1)
    actor = actor_of(db.session(), mandate.user, TODAY)
    with unit_of_work() as session:
        proposal = commands.draft_proposal(
            session, actor, world.north, who.content(offering=None), NOW, who.organisation
        )
    return proposal, mandate.user


def test_a_mandate_that_ended_takes_the_draft_out_of_hand(world: World, sign: Sign) -> None:
    proposal, user = drafted_by_representative(world, make_applicant(world))
    assert proposal.made_as == Role.REPRESENTATIVE and may_edit(proposal, user)
    client = sign.client_of(user)
    assert client.get(f"/proposals/{proposal.slug}/edit").status_code == 200
    leave(user)
    assert not may_edit(proposal, user, today())
    assert client.get(f"/proposals/{proposal.slug}/edit").status_code == 404
    with unit_of_work() as session:
        people.grant_role(session, SYSTEM, user, Role.REPRESENTATIVE, NOW, community=world.south)
    assert not may_edit(proposal, user, today()), "a seat in another community is another post"


def test_the_maker_is_told_by_role_and_area_alone() -> None:
    scope = Scope.of(1, organisation_id=7, maker_id=5, made_as=Role.REPRESENTATIVE, private=True)
    for grants, granted in (
        ({Grant(Role.REPRESENTATIVE, 1)}, True),
        ({Grant(Role.REPRESENTATIVE, 2)}, False),
        ({Grant(Role.RESIDENT, 1)}, False),
        ({Grant(Role.ORGANISATION_MEMBER, None, 7)}, True),
        ({Grant(Role.ORGANISATION_MEMBER, None, 8)}, False),
        (set(), False),
    ):
        actor = Actor(5, "", frozenset(grants))
        assert may(PERMISSIONS, Permission.PROPOSAL_EDIT, actor, scope) is granted, grants
        assert may(PERMISSIONS, Permission.PROPOSAL_READ, actor, scope) is granted, grants


def test_an_organisation_agrees_by_submitting_or_declines(world: World, sign: Sign) -> None:
    who = make_applicant(world)
    proposal, user = drafted_by_representative(world, who)
    url = f"/proposals/{proposal.slug}"
    representative, member = sign.client_of(user), sign.client_of(who.user)
    shown = page(representative.get(url))
    assert not shown.select(f"form[action='{url}/submit']")
    assert who.organisation.name in shown.select_one(".notice").get_text()
    assert "提交给街道" not in [
        b.get_text(strip=True) for b in page(representative.get(f"{url}/edit")).select("button")
    ]
    submit(representative, f"{url}/submit")
    assert db.session.get_one(Proposal, proposal.id).state == "draft"
    assert page(member.get(url)).select(f"form[action='{url}/submit']")
    assert [
        t.kind
        for t in tasks(db.session(), actor_of(db.session(), who.user, TODAY), NOW)
        if t.room == "proposals"
    ]
    submit(member, f"{url}/withdraw")
    assert db.session.get_one(Proposal, proposal.id).state == "draft", "not the organisation's to end"
    submit(member, f"{url}/decline")
    declined = db.session.get_one(Proposal, proposal.id)
    assert (declined.state, declined.organisation_id) == ("draft", None)
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "proposals.decline")).one()
    assert entry.detail["organisation"] == who.organisation.slug
    assert representative.get(f"{url}/edit").status_code == 200
    assert member.get(url).status_code == 404


def test_only_who_was_named_declines_and_only_a_representatives_draft(world: World) -> None:
    who = make_applicant(world)
    proposal, user = drafted_by_representative(world, who)
    stranger = Actor(99, "", frozenset({Grant(Role.ORGANISATION_MEMBER, None, make_organisation("乙社").id)}))
    own = make_proposal(world, "draft", applicant=who)
    for actor, which in ((stranger, proposal), (who.actor, own)):
        with pytest.raises(RuleViolation, match=r"proposal\.not_named"), unit_of_work() as session:
            commands.decline_proposal(session, actor, which, NOW)
    with unit_of_work() as session:
        commands.submit_proposal(session, who.actor, own, NOW)
    with pytest.raises(RuleViolation, match=r"state\.wrong"), unit_of_work() as session:
        commands.decline_proposal(session, who.actor, own, NOW)
    with unit_of_work() as session:
        commands.withdraw_proposal(session, actor_of(session, user, TODAY), proposal, NOW)
