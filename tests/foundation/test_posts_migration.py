"""Who took which step, and in which post, is read from older records."""

from __future__ import annotations

from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.domain import separation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import db, unit_of_work
from app.people.commands import end_role
from app.people.models import User
from app.proposals.commands import draft_proposal
from tests.factories import NOW, TODAY, make_street
from tests.support.delivery import NOTICE_OVER, close, make_accepted, make_delivering, pay_instalment
from tests.support.migrations import rows
from tests.support.proposals import make_applicant, make_proposal

STEPS = (
    "SELECT contract_id, subject_ref, step, user_id, post, CAST(taken_at AS TEXT) FROM purchase_step"
    " ORDER BY contract_id, taken_at, step, user_id, subject_ref"
)


def test_who_took_which_step_is_read_from_the_records_and_the_log(session_gone: None) -> None:
    world = make_street()
    contract = make_delivering(world)
    make_accepted(world, contract)
    for seq in (1, 2, 3):
        pay_instalment(world, contract, seq, NOTICE_OVER)
    close(world, contract)
    db.session.remove()
    taken = rows(STEPS)
    assert {row[2] for row in taken} == set(separation.STEPS) - {"supplementer"}
    downgrade(revision="0005")
    upgrade()
    assert rows(STEPS) == taken


def test_how_a_proposal_was_made_is_read_from_its_makers_posts_that_day(session_gone: None) -> None:
    world = make_street()
    who = make_applicant(world)
    own = make_proposal(world, "draft", applicant=who, title="组织自己的")
    representative = world.actor(Role.REPRESENTATIVE, world.north)
    with unit_of_work() as unit:
        draft_proposal(
            unit, representative, world.north, who.content(title="代表起草的"), NOW, who.organisation
        )
        unit.get_one(User, own.prepared_by_id).memberships[0].ends_on = TODAY
    db.session.remove()
    downgrade(revision="0005")
    upgrade()
    assert rows("SELECT title, made_as FROM proposal ORDER BY id") == [
        ("组织自己的", "organisation_member"),
        ("代表起草的", "representative"),
    ]


def test_posts_that_overlap_already_stay_and_can_be_ended(session_gone: None) -> None:
    world = make_street()
    ref = world.user(Role.ADMINISTRATOR).id
    db.session.remove()
    downgrade(revision="0005")
    with db.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO membership (user_id, role, starts_on, granted_by)"
                " VALUES (:user, 'auditor', '2025-01-01', 'x')"
            ),
            {"user": ref},
        )
    upgrade()
    with unit_of_work() as unit:
        account = unit.get_one(User, ref)
        held = next(row for row in account.memberships if row.role == "auditor")
        end_role(unit, SYSTEM, account, held.id, NOW)
    assert rows("SELECT count(*) FROM membership WHERE ends_on IS NOT NULL") == [(1,)]
