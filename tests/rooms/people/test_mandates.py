"""Mandates: ended with a reason, taken over, phones shown on record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.people import commands
from app.people.models import Mandate, User
from app.people.queries import actor_of, mandates_on
from app.portal.queries.tasks import tasks
from tests.factories import NOW, TERM, TODAY, World, actor_for, make_representative, make_street
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries

LAST = date(2026, 6, 30)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def secretary(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.SECRETARY, world.north))


def representative(world: World, number: int = 1, phone: str = "13800001234") -> Mandate:
    mandate = make_representative(world.north, number)
    with unit_of_work() as session:
        user = session.get_one(User, mandate.user_id)
        commands.change_details(session, SYSTEM, user, user.display_name, phone, NOW)
    return mandate


@pytest.fixture
def in_april(app: object) -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def test_a_mandate_ends_with_its_role_and_another_takes_the_seat(
    in_april: None, world: World, secretary: FlaskClient
) -> None:
    mandate = representative(world)
    where = f"/people/representatives/{mandate.slug}"
    answer = submit(secretary, f"{where}/end", {"last_day": "2023-01-01", "reason": ""})
    assert answer.status_code == 422 and page(answer).select_one("#reason-error")
    answer = submit(secretary, f"{where}/end", {"last_day": "2023-01-01", "reason": "搬离"})
    assert "最后一天要在" in page(answer).select_one("#last_day-error").get_text()
    yesterday = (TODAY - timedelta(days=1)).isoformat()
    answer = submit(secretary, f"{where}/end", {"last_day": yesterday, "reason": "本人辞去"})
    assert "不能早于今天" in page(answer).select_one("#last_day-error").get_text()
    submit(secretary, f"{where}/end", {"last_day": LAST.isoformat(), "reason": "本人辞去"})
    user = db.session.get_one(User, mandate.user_id)
    assert actor_of(db.session(), user, LAST).holds(Role.REPRESENTATIVE)
    assert not actor_of(db.session(), user, date(2026, 7, 1)).holds(Role.REPRESENTATIVE)
    successor = {
        "name": "赵 强",
        "phone": "139-0000-5678",
        "code": "N1-R38",
        "starts_on": "2026-06-30",
        "ends_on": TERM[1].isoformat(),
    }
    answer = submit(secretary, f"{where}/replace", successor)
    assert page(answer).select_one("#starts_on-error")
    submit(secretary, f"{where}/replace", {**successor, "starts_on": "2026-07-15"})
    assert [m.code for m in mandates_on(db.session(), world.north.id, date(2026, 7, 10))] == []
    (seated,) = mandates_on(db.session(), world.north.id, date(2026, 7, 15))
    assert (seated.code, seated.user.phone, seated.replaces_id) == ("N1-R38", "13900005678", mandate.id)
    text = secretary.get(where).get_data(as_text=True)
    assert "赵 强" in text and "本人辞去" in text
    again = submit(secretary, f"{where}/replace", {**successor, "code": "N1-R39", "starts_on": "2026-08-01"})
    assert again.status_code == 422 and "已经补选过" in again.get_data(as_text=True)


def test_a_mandate_ends_once(world: World) -> None:
    mandate = representative(world)
    for code in (None, "mandate.ended"):
        try:
            with unit_of_work() as session:
                commands.end_mandate(session, SYSTEM, mandate, LAST, "辞去", NOW)
            assert code is None
        except RuleViolation as violation:
            assert violation.code == code


def test_nobody_is_unseated_by_a_corrected_term(world: World) -> None:
    mandate, over = representative(world), representative(world, 2)
    with unit_of_work() as session:
        over.starts_on, over.ends_on = date(2020, 1, 1), date(2020, 12, 31)
        commands.change_representative(session, SYSTEM, over, {"ends_on": date(2021, 6, 30)}, NOW)
        commands.change_representative(session, SYSTEM, mandate, {"ends_on": TODAY}, NOW)
    tomorrow = TODAY + timedelta(days=1)
    for changes in (
        {"ends_on": TODAY - timedelta(days=1)},
        {"starts_on": tomorrow, "ends_on": tomorrow},
    ):
        with pytest.raises(RuleViolation, match=r"mandate\.unseated"), unit_of_work() as session:
            commands.change_representative(session, SYSTEM, mandate, changes, NOW)
    with pytest.raises(RuleViolation, match=r"mandate\.over"), unit_of_work() as session:
        commands.end_mandate(session, SYSTEM, over, date(2021, 1, 1), "辞去", NOW)


def test_the_representative_is_told_that_the_mandate_ends(in_april: None, world: World, sign: Sign) -> None:
    mandate, secretary = representative(world), world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        commands.end_mandate(session, secretary, mandate, LAST, "搬离", NOW)
    client = sign.client_of(mandate.user)
    told = page(client.get("/")).select_one(".notice--warn").get_text()
    assert "您的代表任期被提前结束" in told and "告诉审计" in told
    assert "代表离任" in page(client.get("/account")).get_text()
    kinds = [task.kind for task in tasks(db.session(), actor_for(mandate.user), NOW)]
    assert "people.mandate_ended" in kinds
    later = NOW + timedelta(days=15)
    assert "people.mandate_ended" not in [
        task.kind for task in tasks(db.session(), actor_for(mandate.user), later)
    ]


def test_a_person_known_by_name_and_phone_keeps_their_account(world: World) -> None:
    first, second = representative(world, 1, "13800001111"), representative(world, 2, "13800002222")
    with unit_of_work() as session:
        commands.end_mandate(session, SYSTEM, second, LAST, "辞去", NOW)
        new = commands.NewRepresentative(
            "代 表1", "N1-R40", date(2030, 1, 1), date(2034, 12, 31), "13800001111"
        )
        seated = commands.replace_representative(session, SYSTEM, second, new, NOW)
    assert seated.user_id == first.user_id


def test_one_person_does_not_sit_twice_at_once(world: World) -> None:
    mandate = representative(world)
    with pytest.raises(RuleViolation) as caught, unit_of_work() as session:
        user = session.get_one(User, mandate.user_id)
        commands.seat_representative(
            session, SYSTEM, world.north, user, "N1-R99", NOW, starts_on=TERM[0], ends_on=TERM[1]
        )
    assert caught.value.code == "mandate.seated"


def test_a_phone_is_shown_for_a_purpose_and_on_record(world: World, secretary: FlaskClient) -> None:
    mandate = representative(world)
    where = f"/people/representatives/{mandate.slug}"
    for shown in (
        secretary.get(where),
        secretary.get(f"/people/communities/{world.north.slug}/representatives"),
    ):
        assert "138****1234" in shown.get_data(as_text=True)
        assert "13800001234" not in shown.get_data(as_text=True)
    without = submit(secretary, f"{where}/phone")
    assert without.status_code == 422 and "13800001234" not in without.get_data(as_text=True)
    assert "13800001234" in submit(secretary, f"{where}/phone", {"purpose": "vote"}).get_data(as_text=True)
    (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "people.reveal_phone")).all()
    assert entry.detail == {"purpose": "vote"} and entry.subject == f"mandate:{mandate.slug}"


def test_representatives_are_hidden_from_everybody_else(
    world: World, client: FlaskClient, sign: Sign
) -> None:
    mandate = representative(world)
    roll, one = (
        f"/people/communities/{world.north.slug}/representatives",
        f"/people/representatives/{mandate.slug}",
    )
    assert client.get(roll).status_code == client.get(one).status_code == 302
    other = sign.client_of(world.user(Role.SECRETARY, world.south))
    assert other.get(roll).status_code == other.get(one).status_code == 404
    assert submit(other, f"{one}/phone", {"purpose": "vote"}).status_code == 404
    auditor = sign.client_of(world.user(Role.AUDITOR))
    assert auditor.get(one).status_code == 200
    assert submit(auditor, f"{one}/phone", {"purpose": "vote"}).status_code in (403, 404)
    worker = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    assert worker.get(f"{one}/end").status_code in (403, 404)


def test_the_index_leads_a_secretary_to_their_own_roll(
    world: World, secretary: FlaskClient, sign: Sign
) -> None:
    answer = secretary.get("/people/representatives")
    assert answer.headers["Location"].endswith(f"{world.north.slug}/representatives")
    auditor = sign.client_of(world.user(Role.AUDITOR))
    text = auditor.get("/people/representatives").get_data(as_text=True)
    assert "槐荫里社区" in text and "和风家园社区" in text


def test_the_roll_is_searched_and_asks_the_same_whatever_there_is(
    world: World, secretary: FlaskClient
) -> None:
    where = f"/people/communities/{world.north.slug}/representatives"
    representative(world, 1)
    secretary.get(where)
    counts = []
    for more in (30, 0):
        with count_queries() as log:
            secretary.get(where)
        counts.append(log.count)
        for number in range(2, 2 + more):
            make_representative(world.north, number)
    assert counts[0] == counts[1], log
    found = page(secretary.get(f"{where}?q=代表17")).select_one("#results").get_text()
    assert "代表17" in found and "代表3" not in found
