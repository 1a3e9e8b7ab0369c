"""What is on a community's roll before an import, in a number of queries that grows only with its chunks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.account_names import seat_account_name
from app.domain.names import comparison_key
from app.people.models import Mandate, User
from app.street.models import Community

CHUNK = 500
Person = tuple[str, str]


@dataclass(frozen=True)
class Roll:
    """The mandates of a community by code and by person, the accounts of the people to come, names taken."""

    community: Community
    by_code: Mapping[str, Mandate]
    by_person: Mapping[Person, Mandate]
    by_name: Mapping[str, Mandate]
    accounts: Mapping[Person, User]
    usernames: frozenset[str]


def person_of(name: str, phone: str | None, stairwell: str) -> Person:
    """Who a row means: the name as folded for comparison, with the phone, or without one the stairwell."""
    return comparison_key(name), phone or f"@{stairwell}"


def load_roll(session: Session, community_id: int, values: Sequence[Mapping[str, Any]]) -> Roll:
    """Everything a judgement of rows with these values looks at."""
    community = session.get_one(Community, community_id)
    mandates = session.scalars(
        select(Mandate)
        .where(Mandate.community_id == community_id)
        .options(joinedload(Mandate.user))
        .order_by(Mandate.starts_on, Mandate.id)
    ).all()
    phones = {str(row["phone"]) for row in values if row["phone"]}
    wanted = {seat_account_name(community.code, str(row["code"])) for row in values if row["code"]}
    return Roll(
        community,
        {mandate.code: mandate for mandate in mandates},
        {person_of(m.name, m.user.phone, m.stairwell): m for m in mandates},
        {comparison_key(mandate.name): mandate for mandate in mandates},
        _accounts(session, phones),
        _taken(session, wanted),
    )


def _accounts(session: Session, phones: set[str]) -> dict[Person, User]:
    found = {}
    for chunk in _chunks(phones):
        for user in session.scalars(select(User).where(User.phone.in_(chunk)).order_by(User.id.desc())):
            found[person_of(user.display_name, user.phone, "")] = user
    return found


def _taken(session: Session, usernames: set[str]) -> frozenset[str]:
    taken: set[str] = set()
    for chunk in _chunks(usernames):
        taken.update(session.scalars(select(User.username).where(User.username.in_(chunk))))
    return frozenset(taken)


def _chunks(values: set[str]) -> Iterator[list[str]]:
    remaining = iter(sorted(values))
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk
