"""How fast passwords may be tried: the sums, and the sums over real rows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.foundation.visitors import network
from app.people import commands
from app.people.models import SignInAttempt, User
from app.people.throttle import ACCOUNT, ADDRESS, SOURCE, Limit, Origin
from tests.factories import NOW

HALL = Origin("10.0.0.0/24")
SECOND = timedelta(seconds=1)


def _account(name: str, phone: str | None = None) -> User:
    with unit_of_work() as session:
        return commands.register_account(
            session, SYSTEM, name, name, NOW, phone=phone, password_hash="not looked at here"
        )


def _fail(name: str, origin: Origin, at: datetime) -> None:
    with unit_of_work() as session:
        commands.begin_sign_in(session, name, origin, at)


def _succeed(name: str, origin: Origin, at: datetime) -> None:
    with unit_of_work() as session:
        attempt = commands.begin_sign_in(session, name, origin, at)
    with unit_of_work() as session:
        assert commands.finish_sign_in(session, attempt, at, 60) is not None


def _wait(name: str, origin: Origin, at: datetime) -> int:
    try:
        _fail(name, origin, at)
    except RuleViolation as violation:
        assert violation.code == "signin.wait"
        return int(str(violation.params["seconds"]))
    return 0


@pytest.mark.parametrize(
    ("failures", "elapsed", "seconds"),
    [(4, 0, 0), (5, 0, 5), (5, 4.5, 1), (5, 5, 0), (6, 0, 10), (8, 0, 40), (9, 0, 60), (500, 0, 60)],
)
def test_the_wait_doubles_up_to_a_minute(failures: int, elapsed: float, seconds: int) -> None:
    limit = Limit(free=5, window=timedelta(minutes=15), first=5, longest=60)
    assert limit.wait(failures, NOW, NOW + timedelta(seconds=elapsed)) == seconds


def test_nobody_waits_longer_than_a_minute() -> None:
    assert max(limit.longest for limit in (SOURCE, ACCOUNT, ADDRESS)) == 60


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("::ffff:203.0.113.9", "203.0.113.0/24"),
        ("2001:db8:1:23ff:4:5:6:7", "2001:db8:1:23ff::/64"),
        ("not an address", "unknown"),
        (None, "unknown"),
    ],
)
def test_an_address_stands_for_its_network(address: str | None, expected: str) -> None:
    assert network(address) == expected


def test_a_hundred_representatives_sign_in_at_once_behind_one_address(app: Flask) -> None:
    for number in range(100):
        _account(f"rep{number}")
    for number in range(100):
        _fail(f"rep{number}", HALL, NOW)
        _fail(f"rep{number}", HALL, NOW)
        _succeed(f"rep{number}", HALL, NOW)


def test_guessing_at_one_account_is_slowed(app: Flask) -> None:
    _account("li")
    tried = sum(not _wait("li", HALL, NOW + n * SECOND) for n in range(600))
    assert tried <= SOURCE.free + 4 + 600 // 60


def test_guessing_from_many_addresses_is_slowed_too(app: Flask) -> None:
    _account("li")
    tried = sum(not _wait("li", Origin(f"10.0.{n}.0/24"), NOW + n * SECOND) for n in range(600))
    assert tried <= ACCOUNT.free + 4 + 600 // 60


def test_trying_one_password_at_many_accounts_is_slowed(app: Flask) -> None:
    at = NOW
    for number in range(ADDRESS.free):
        _fail(f"nobody{number}", HALL, at)
    assert 0 < _wait("nobody-more", HALL, at) <= ADDRESS.longest
    assert _wait("nobody-more", Origin("10.9.9.0/24"), at) == 0


def test_an_unknown_account_waits_like_a_known_one(app: Flask) -> None:
    _account("li")
    waits = [
        [_wait(name, Origin(f"10.1.{i}.0/24"), NOW) for _ in range(8)] for i, name in enumerate(("li", "xx"))
    ]
    assert waits[0] == waits[1]
    assert waits[0][-1] > 0


def test_a_stranger_cannot_lock_out_somebody_in_a_known_browser(app: Flask) -> None:
    user = _account("li", "13800001234")
    for minute in range(120):
        _wait("li", Origin(f"10.2.{minute % 50}.0/24"), NOW + minute * 30 * SECOND)
    later = NOW + 119 * 30 * SECOND + SECOND
    assert _wait("13800001234", Origin("10.3.0.0/24"), later) > 0
    _succeed("li", Origin("10.3.0.0/24", device=f"mark-of-{user.id}"), later)


def test_one_enemy_keeps_nobody_out_of_a_browser_that_is_new(app: Flask) -> None:
    _account("li")
    for minute in range(60):
        _wait("li", Origin("10.2.0.0/24"), NOW + minute * 60 * SECOND)
    _succeed("li", Origin("10.3.0.0/24"), NOW + 3600 * SECOND)


def test_a_success_forgives_the_slips_before_it(app: Flask) -> None:
    _account("li")
    for _ in range(SOURCE.free - 1):
        _fail("li", HALL, NOW)
    _succeed("li", HALL, NOW + SECOND)
    assert [_wait("li", HALL, NOW + 2 * SECOND) for _ in range(SOURCE.free)] == [0] * SOURCE.free


def test_attempts_are_forgotten_after_a_day(app: Flask) -> None:
    _fail("li", HALL, NOW)
    _fail("wang", HALL, NOW + timedelta(days=1, seconds=1))
    assert db.session.scalar(select(func.count(SignInAttempt.id))) == 1


def test_tries_at_the_same_moment_do_not_slip_by_uncounted(app: Flask) -> None:
    _account("li")

    def one(_: int) -> bool:
        with app.app_context():
            try:
                return _wait("li", HALL, NOW) == 0
            finally:
                db.session.remove()

    with ThreadPoolExecutor(8) as pool:
        passed = sum(pool.map(one, range(24)))
    assert passed == SOURCE.free


def test_a_phone_that_two_accounts_share_opens_neither(app: Flask) -> None:
    _account("li", "13800001234")
    with unit_of_work() as session:
        assert commands.begin_sign_in(session, "138 0000 1234", HALL, NOW).password_hash is not None
    _account("wang", "13800001234")
    with unit_of_work() as session:
        assert commands.begin_sign_in(session, "13800001234", HALL, NOW).password_hash is None
        assert commands.begin_sign_in(session, "wang", HALL, NOW).password_hash is not None
