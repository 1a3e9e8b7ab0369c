"""An organisation applies, is admitted or refused, and stands on lists or not."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, SYSTEM, Role
from app.domain.procurement import Listing
from app.foundation.database import unit_of_work
from app.foundation.search import refs
from app.organisations import commands, queries
from app.organisations.commands import Account, NewMember, NewOrganisation, Profile
from app.organisations.models import Organisation
from app.people.queries import actor_of, user_by_username
from tests.factories import NOW, TODAY, World, make_street, make_user
from tests.support.organisations import applications, make_organisation, make_uscc

MEMBER = NewMember("zhang", "张联系", "hashed before, and not looked at here")


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def _new(**more: object) -> NewOrganisation:
    values = {"name": "巧手便民维修互助社", "org_type": "service_agency", "uscc": make_uscc(900)}
    return NewOrganisation(**{**values, **more})  # type: ignore[arg-type]


def test_registering_makes_an_account_that_works_at_once(world: World, session: Session) -> None:
    with unit_of_work() as unit:
        organisation = commands.register_with_member(unit, ANYONE, world.street, _new(), MEMBER, NOW)
    assert (organisation.state, organisation.legal_person) == ("applied", True)
    user = user_by_username(session, "zhang")
    assert user is not None and user.password_hash == MEMBER.password_hash
    assert actor_of(session, user, TODAY).organisations() == {organisation.id}
    assert [member.id for member in queries.members(session, organisation, TODAY)] == [user.id]


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"name": " "}, "organisation.name", "name"),
        ({"org_type": "party"}, "organisation.type", "org_type"),
        ({"uscc": ""}, "organisation.uscc_missing", "uscc"),
        ({"uscc": "52119900MJ900001"}, "uscc.length", "uscc"),
        ({"uscc": "52119900MJ90000147"}, "uscc.check_digit", "uscc"),
        ({"rating": "6A", "rating_valid_to": TODAY}, "rating.unknown", "rating"),
        ({"rating": "3A"}, "rating.undated", "rating_valid_to"),
        ({"bank_account": "六二二二"}, "bank.account", "bank_account"),
        ({"phone": "123"}, "phone.format", "phone"),
    ],
)
def test_what_registering_refuses(world: World, more: dict[str, object], code: str, field: str) -> None:
    with unit_of_work() as unit, pytest.raises(RuleViolation) as refused:
        commands.register_organisation(unit, ANYONE, world.street, _new(**more), NOW)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_name_and_a_code_belong_to_one_organisation(world: World) -> None:
    make_organisation("甲中心", uscc=make_uscc(901))
    for more, code in (
        ({"name": " 甲中心 "}, "organisation.name_taken"),
        ({"uscc": f" {make_uscc(901).lower()}"}, "organisation.uscc_taken"),
    ):
        with unit_of_work() as unit, pytest.raises(RuleViolation, match=code):
            commands.register_organisation(unit, ANYONE, world.street, _new(**more), NOW)


def test_a_community_group_needs_no_code_and_is_no_legal_person(world: World, session: Session) -> None:
    group = make_organisation("槐荫里楼门互助队", org_type="community_group", rating=None)
    assert group.uscc is None
    assert not queries.facts_of(session, group).legal_person
    with pytest.raises(IntegrityError), unit_of_work() as unit:
        unit.execute(update(Organisation).values(legal_person=True))


def test_nothing_is_kept_when_the_account_cannot_be(world: World, session: Session) -> None:
    make_user(Role.FINANCE, username="zhang")
    with pytest.raises(RuleViolation, match=r"account\.taken"), unit_of_work() as unit:
        commands.register_with_member(unit, ANYONE, world.street, _new(), MEMBER, NOW)
    assert applications(session) == []


def test_the_street_decides_once_and_gives_its_reason(world: World, session: Session) -> None:
    organisation = make_organisation(admitted=False)
    handler = world.actor(Role.STREET_HANDLER)
    assert session.scalars(refs(session, "organisation", "暖邻")).all() == []
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"reason\.missing"):
        commands.refuse_organisation(unit, handler, organisation, " ", NOW)
    with unit_of_work() as unit:
        commands.refuse_organisation(unit, handler, organisation, "登记证书已过期", NOW)
    assert (organisation.state, organisation.state_reason) == ("refused", "登记证书已过期")
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"state\.wrong"):
        commands.admit_organisation(unit, handler, organisation, NOW)
    with unit_of_work() as unit:
        commands.reapply(unit, SYSTEM, organisation, NOW)
        commands.admit_organisation(unit, handler, organisation, NOW)
    assert (organisation.state, organisation.state_reason) == ("admitted", "")
    assert session.scalars(refs(session, "organisation", "暖邻")).all() == [organisation.slug]


def test_facts_name_each_stay_on_a_list(world: World, session: Session) -> None:
    organisation = make_organisation(rating="3A", rating_valid_to=date(2026, 1, 31))
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        entry = commands.enter_status(
            unit, handler, organisation, "abnormal_list", date(2026, 3, 30), "区民政局名录", NOW
        )
        commands.enter_status(
            unit,
            handler,
            organisation,
            "blacklist",
            date(2024, 1, 1),
            "信用网",
            NOW,
            until=date(2025, 1, 1),
        )
    facts = queries.facts_of(session, organisation)
    assert facts.abnormal_list == (Listing(date(2026, 3, 30)),)
    assert facts.blacklist == (Listing(date(2024, 1, 1), date(2025, 1, 1)),)
    assert (facts.rating, facts.rating_valid_to) == ("3A", date(2026, 1, 31))
    with unit_of_work() as unit:
        commands.end_status(unit, handler, entry, date(2026, 4, 1), NOW)
    assert queries.facts_of(session, organisation).abnormal_list[0].removed_on == date(2026, 4, 1)
    assert [e.stands(date(2026, 4, 1)) for e in organisation.statuses] == [False, False]
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=r"status\.ended"):
        commands.end_status(unit, handler, entry, date(2026, 4, 2), NOW)


@pytest.mark.parametrize(
    ("kind", "source", "until", "code"),
    [
        ("rumour", "某人说", None, "status.kind"),
        ("blacklist", " ", None, "status.source"),
        ("blacklist", "信用网", date(2026, 3, 1), "status.days"),
    ],
)
def test_what_a_status_refuses(world: World, kind: str, source: str, until: date | None, code: str) -> None:
    organisation = make_organisation()
    with unit_of_work() as unit, pytest.raises(RuleViolation, match=code):
        commands.enter_status(unit, SYSTEM, organisation, kind, date(2026, 3, 1), source, NOW, until)


def test_members_change_what_they_may(world: World, session: Session) -> None:
    organisation = make_organisation()
    profile = Profile("便民", "小家电维修", 2015, 3, 1, None, TODAY, "李联系", "010-87654321")
    with unit_of_work() as unit:
        commands.change_profile(unit, SYSTEM, organisation, profile, NOW)
        commands.change_bank_account(
            unit, SYSTEM, organisation, Account("村镇银行", "６２２８ 4800-0011"), NOW
        )
    assert (organisation.intro, organisation.phone) == ("小家电维修", "010-87654321")
    assert (organisation.rating, organisation.rating_valid_to) == (None, None)
    assert organisation.bank_account == "622848000011"
    assert session.scalars(refs(session, "organisation", "家电")).all() == [organisation.slug]
    for account, code in ((Account("", "62284800"), "bank.name"), (Account("村镇银行", ""), "bank.account")):
        with unit_of_work() as unit, pytest.raises(RuleViolation, match=code):
            commands.change_bank_account(unit, SYSTEM, organisation, account, NOW)


def test_joining_twice_makes_one_membership(world: World, session: Session) -> None:
    organisation = make_organisation()
    user = world.user(Role.FINANCE)
    with unit_of_work() as unit:
        first = commands.join_organisation(unit, SYSTEM, organisation, user, NOW)
        again = commands.join_organisation(unit, SYSTEM, organisation, user, NOW)
    assert first.id == again.id


def test_the_newest_note_of_a_project_stands(world: World, session: Session) -> None:
    organisation = make_organisation()
    with unit_of_work() as unit:
        commands.record_track(unit, SYSTEM, organisation, "p1", "evaluation", "4.2 分", NOW)
        commands.record_track(unit, SYSTEM, organisation, "p1", "evaluation", "4.6 分", NOW)
        commands.record_track(unit, SYSTEM, organisation, "p1", "closed", "已结项", NOW)
    records = queries.track_records(session, organisation)
    assert sorted((row.kind, row.summary) for row in records) == [
        ("closed", "已结项"),
        ("evaluation", "4.6 分"),
    ]
