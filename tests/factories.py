"""A small street to test in, made through the commands.

``make_street`` is the start of most tests; every ``make_*`` runs inside a unit of work of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import func, select

from app.domain.policy import SYSTEM, Actor, Role
from app.foundation.clock import local_date
from app.foundation.database import db, unit_of_work
from app.people import commands as people
from app.people.models import Mandate, User
from app.people.queries import actor_of
from app.street import commands as streets
from app.street.models import Community, DirectoryItem, Street

NOW = datetime(2026, 4, 9, 2, 0, tzinfo=UTC)
TODAY = local_date(NOW)
TERM = (date(2024, 1, 1), date(2029, 12, 31))
SOURCE = "测试设置"

RULES: Mapping[str, Any] = {
    "quorum": {"numerator": 1, "denominator": 2, "strict": True, "of": "roll"},
    "majority": {"numerator": 1, "denominator": 2, "strict": True, "of": "present"},
    "counting_modes": ["hall", "online", "home_visit", "phone"],
    "notice_period": {"number": 7, "kind": "natural"},
    "objection_answer_days": 3,
    "instalment_percents": [50, 30, 20],
    "instalment_conditions": ["signed", "midterm_passed", "accepted"],
    "rectify_below_tenths": 35,
    "rectify_within_workdays": 20,
    "least_answers_told": 5,
    "evaluation_days": 3,
    "management_fee_cap_percent": 10,
    "term_warn_months": 12,
    "term_max_months": 36,
    "longer_term_recognition": "resolution",
    "supplement_cap_percent": 10,
    "supplement_resolution_percent": 5,
    "splitting_threshold_fen": 100_000_000,
    "rating_policy": "valid_if_ever_rated",
    "rating_valid_years": 5,
    "payment_overdue_days": 30,
    "payment_regulation": "all",
    "acceptance_days": 30,
    "need_unanswered_days": 90,
    "negative_list": ["办公经费", "人员工资补贴", "应由物业承担的费用"],
    "tie_rule": ["least_cost", "id"],
}


@dataclass
class World:
    """A founded street with two communities (N1 north, S1 south), rules and a directory item."""

    street: Street
    north: Community
    south: Community
    item: DirectoryItem
    people: dict[str, User] = field(default_factory=dict)

    def user(
        self, role: Role, community: Community | None = None, organisation_ref: int | None = None
    ) -> User:
        """The one account with exactly this role and area, made when first asked for."""
        key = f"{role}-{community.code if community else ''}-{organisation_ref or ''}"
        if key not in self.people:
            self.people[key] = make_user(role, community, organisation_ref, key)
        return self.people[key]

    def actor(
        self, role: Role, community: Community | None = None, organisation_ref: int | None = None
    ) -> Actor:
        return actor_for(self.user(role, community, organisation_ref))


def make_street() -> World:
    with unit_of_work() as session:
        street = streets.found_street(session, SYSTEM, "风尚街道", NOW)
        for zone in ("北片", "南片"):
            streets.add_zone(session, SYSTEM, street, zone, "", NOW)
        north = streets.add_community(
            session, SYSTEM, street, streets.NewCommunity("N1", "槐荫里社区", "北片"), NOW
        )
        south = streets.add_community(
            session, SYSTEM, street, streets.NewCommunity("S1", "和风家园社区", "南片"), NOW
        )
        for key, value in RULES.items():
            streets.set_rule(session, SYSTEM, street, key, value, SOURCE, NOW)
        item = streets.NewDirectoryItem("5.01", 5, "文化教育体育服务", "群众文化")
        streets.import_directory(session, SYSTEM, street, [item], NOW)
        listed = session.scalars(select(DirectoryItem)).one()
    return World(street, north, south, listed)


def make_user(
    role: Role, community: Community | None = None, organisation_ref: int | None = None, username: str = ""
) -> User:
    with unit_of_work() as session:
        name = username or f"{role}-{session.scalar(select(func.count(User.id)))}"
        user = people.register_account(session, SYSTEM, name, name, NOW)
        people.grant_role(
            session,
            SYSTEM,
            user,
            role,
            NOW,
            community=community,
            organisation_ref=organisation_ref,
            starts_on=TERM[0],
        )
    return user


def make_representative(community: Community, number: int) -> Mandate:
    """The representative ``number`` of a community, with an account and a mandate in force."""
    code = f"{community.code}-R{number:02d}"
    with unit_of_work() as session:
        user = people.register_account(session, SYSTEM, code, f"代表{number}", NOW)
        return people.seat_representative(
            session, SYSTEM, community, user, code, NOW, starts_on=TERM[0], ends_on=TERM[1]
        )


def actor_for(user: User, on: date = TODAY) -> Actor:
    return actor_of(db.session(), user, on)
