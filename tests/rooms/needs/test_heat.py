"""What counts of a need's seconds: known people, a household once; the anonymous and the imported stand apart."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, SYSTEM, Actor, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.needs import commands, queries
from app.needs.models import Need, NeedSupport
from app.people.models import User
from app.people.respondents import Respondent
from tests.factories import NOW, World, actor_for, make_representative, make_street
from tests.support.needs import make_need, warm
from tests.support.people import Sign, page, submit

PHONE, HOME = "13812345678", "3号楼2单元501"


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def need(world: World) -> Need:
    return make_need(world.north, mentions=5)


def _second(need: Need, actor: Actor = ANYONE, visitor: str | None = None) -> NeedSupport:
    with unit_of_work() as unit:
        return commands.second_need(unit, actor, need, NOW, visitor_key=visitor)


def _record(world: World, need: Need, channel: str = "phone", **who: object) -> NeedSupport:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        return commands.record_second(unit, worker, need, Respondent(**who), channel, NOW)  # type: ignore[arg-type]


def _counts(need: Need) -> tuple[int, int, int, int]:
    return need.heat, need.signed_in, need.recorded, need.anonymous


def _reachable(user: User, phone: str) -> Actor:
    with unit_of_work() as unit:
        unit.get_one(User, user.id).phone = phone
    return actor_for(user)


def test_browsers_without_cookies_move_nothing(app: Flask, world: World, need: Need) -> None:
    liked = warm(make_need(world.south, "想要送餐"), 2)
    for _ in range(40):
        submit(app.test_client(), f"/needs/{need.slug}/second")
    db.session.rollback()
    assert _counts(need) == (0, 0, 0, 40)
    listed = page(app.test_client().get("/needs/"))
    assert [row.get_text(strip=True) for row in listed.select(".row__title")] == [liked.title, need.title]
    shown = page(app.test_client().get(f"/needs/{need.slug}")).get_text(" ", strip=True)
    assert "另有40 次匿名附议、5 次导入的提及，不算在内，也不影响排序" in shown


def test_an_account_and_a_browser_second_once(world: World, need: Need) -> None:
    resident = world.actor(Role.RESIDENT, world.north)
    _second(need, resident)
    _second(need, visitor="a browser")
    for actor, browser in ((resident, None), (ANYONE, "a browser")):
        with pytest.raises(RuleViolation, match="already_seconded"):
            _second(need, actor, browser)
    with pytest.raises(RuleViolation, match="unknown_visitor"):
        _second(need)
    assert (need.mentions, _counts(need)) == (5, (1, 1, 0, 1))


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"phone": PHONE}, {"phone": "+86 138-1234-5678"}),
        ({"household": HOME}, {"household": "三号楼二单元五零一"}),
        ({"household": HOME, "phone": PHONE}, {"household": "3-2-501", "phone": "13900000000"}),
        ({"household": HOME, "phone": PHONE}, {"phone": PHONE, "household": "9-9-901"}),
    ],
)
def test_a_worker_takes_one_household_down_once(
    world: World, need: Need, first: dict[str, object], again: dict[str, object]
) -> None:
    _record(world, need, **first)
    with pytest.raises(RuleViolation, match="already_seconded"):
        _record(world, need, **again)
    assert _counts(need) == (1, 0, 1, 0)


def test_a_worker_must_name_somebody_of_this_community(world: World, need: Need) -> None:
    elsewhere = make_representative(world.south, 1)
    for who, code in (
        ({}, "respondent.nobody"),
        ({"mandate": elsewhere}, "respondent.elsewhere"),
        ({"phone": "12"}, "phone.format"),
        ({"household": "三号楼"}, "household.format"),
    ):
        with pytest.raises(RuleViolation, match=code):
            _record(world, need, **who)
    with pytest.raises(RuleViolation, match=r"need\.channel"):
        _record(world, need, "online", phone=PHONE)
    assert _counts(need) == (0, 0, 0, 0)


@pytest.mark.parametrize("by", ["phone", "seat"])
@pytest.mark.parametrize("online_first", [True, False])
def test_online_and_by_telephone_is_once(world: World, need: Need, by: str, online_first: bool) -> None:
    mandate = make_representative(world.north, 1)
    actor = _reachable(mandate.user, PHONE)
    who: dict[str, object] = {"phone": PHONE} if by == "phone" else {"mandate": mandate}
    acts = [lambda: _second(need, actor), lambda: _record(world, need, **who)]
    for act in acts if online_first else reversed(acts):
        if need.heat == 0:
            act()
        else:
            with pytest.raises(RuleViolation, match="already_seconded"):
                act()
    assert need.heat == 1
    assert queries.has_seconded(db.session(), need, actor.user_id, None)


def test_who_raised_it_counts_when_known(world: World) -> None:
    resident = world.actor(Role.RESIDENT, world.north)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    own = make_need(world.north, "自己说的", actor=resident)
    told = make_need(world.north, "打电话说的", actor=worker, channel="phone", contact_phone=PHONE)
    nameless = make_need(world.north, "没留电话", actor=worker, channel="phone")
    anonymous = make_need(world.north, "没登录", actor=ANYONE, contact_phone=PHONE)
    assert [_counts(each)[:3] for each in (own, told, nameless, anonymous)] == [
        (1, 1, 0),
        (1, 0, 1),
        (0, 0, 0),
        (0, 0, 0),
    ]
    with pytest.raises(RuleViolation, match=r"need\.own"):
        _second(own, resident)
    with pytest.raises(RuleViolation, match=r"need\.own"):
        _record(world, told, phone=PHONE)


def test_an_organisations_account_has_no_household(world: World, need: Need) -> None:
    with pytest.raises(RuleViolation, match=r"need\.organisation"):
        _second(need, world.actor(Role.ORGANISATION_MEMBER, organisation_ref=1))


def test_merging_counts_nobody_twice(world: World, session: Session) -> None:
    both = world.actor(Role.RESIDENT, world.north)
    target = make_need(world.north, "楼道照明", mentions=63)
    source = make_need(world.north, "三号院灯又不亮", mentions=9)
    for need in (target, source):
        _second(need, both)
        _second(need, visitor="both")
        _record(world, need, household=HOME)
    _second(source, visitor="only here")
    _record(world, source, phone=PHONE)
    with unit_of_work() as unit:
        commands.merge_needs(unit, SYSTEM, source, target, NOW)
    assert (target.mentions, _counts(target)) == (72, (3, 1, 2, 2))
    assert (source.state, source.merged_into_id, source.moved_seconds) == ("merged", target.id, 2)
    moved = session.scalars(select(NeedSupport).where(NeedSupport.moved_from_id == source.id)).all()
    assert {row.need_id for row in moved} == {target.id}
    with pytest.raises(RuleViolation, match=r"need\.merged"):
        _second(source, visitor="late")


def test_whoever_raised_the_target_is_not_counted_again(world: World) -> None:
    resident = world.actor(Role.RESIDENT, world.north)
    target = make_need(world.north, "甲", actor=resident)
    source = make_need(world.north, "乙")
    _second(source, resident)
    with unit_of_work() as unit:
        commands.merge_needs(unit, SYSTEM, source, target, NOW)
    assert (target.heat, source.moved_seconds) == (1, 0)


ACTS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["account", "browser", "phone", "door", "merge"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=ACTS)
def test_heat_is_always_the_number_of_different_people(
    world: World, session: Session, acts: list[tuple[int, str, int]]
) -> None:
    needs = [make_need(world.north, f"第{n}件") for n in range(3)]
    people = [world.actor(role, world.north) for role in (Role.RESIDENT, Role.SECRETARY, Role.SUPERVISOR)]
    for place, how, who in acts:
        try:
            if how == "account":
                _second(needs[place], people[who % 3])
            elif how == "browser":
                _second(needs[place], visitor=str(who))
            elif how == "merge":
                with unit_of_work() as unit:
                    commands.merge_needs(unit, SYSTEM, needs[place], needs[who % 3], NOW)
            else:
                named = {"phone": f"1380000000{who}"} if how == "phone" else {"household": f"1-1-{who + 1}"}
                _record(world, needs[place], **named)
        except RuleViolation:
            continue
    for need in needs:
        rows = session.scalars(select(NeedSupport).where(NeedSupport.need_id == need.id)).all()
        known = {(row.user_id, row.phone_key, row.household_key) for row in rows if row.visitor_key is None}
        assert need.heat == len(known)
        assert need.anonymous == len({row.visitor_key for row in rows if row.visitor_key})


def test_no_number_and_no_door_is_kept(world: World, need: Need, session: Session) -> None:
    _record(world, need, phone=PHONE, household=HOME)
    row = session.scalars(select(NeedSupport)).one()
    kept = " ".join(str(value) for value in vars(row).values())
    assert "12345678" not in kept and "501" not in row.shown and row.shown == "138****5678"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "needs.record_second")).one()
    assert entry.detail == {"channel": "phone", "roll": None}


def test_the_desk_names_whose_it_is_and_only_the_desk_reads_it(
    world: World, need: Need, sign: Sign, client: FlaskClient
) -> None:
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    url = f"/needs/{need.slug}"
    wrong = submit(worker, f"{url}/record-second", {"channel": "phone"})
    assert wrong.status_code == 422
    assert "至少写一样" in page(wrong).select_one("#phone-error").get_text()  # type: ignore[union-attr]
    asked = {"channel": "phone", "representative": "", "phone": PHONE, "household": "3-2-501"}
    assert "138****5678" in submit(worker, f"{url}/record-second", asked).get_data(as_text=True)
    assert "已经附议过" in submit(worker, f"{url}/record-second", asked).get_data(as_text=True)
    seen = client.get(url).get_data(as_text=True)
    assert "5678" not in seen and "占 100%" in page(client.get(url)).get_text(" ", strip=True)
    assert "138****5678" in sign.client_of(world.user(Role.AUDITOR)).get(url).get_data(as_text=True)


def test_the_database_keeps_the_heat_right(need: Need) -> None:
    for change in ({"recorded": 9}, {"anonymous": -1}, {"state": "merged"}, {"severity": 0}):
        with pytest.raises(IntegrityError), unit_of_work() as unit:
            unit.execute(update(Need).values(**change))
