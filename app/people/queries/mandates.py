"""Representatives and their mandates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from app.domain.names import mask_phone
from app.domain.policy import Role
from app.foundation.paging import Page, fetch_page
from app.people.models import Mandate, Membership, User


@dataclass(frozen=True)
class RepresentativeRow:
    """A mandate for a list; the phone is masked."""

    slug: str
    code: str
    name: str
    stairwell: str
    age_band: str
    access_preference: str
    party_member: bool
    phone: str
    starts_on: date
    ends_on: date
    ended_because: str

    def state(self, on: date) -> str:
        return mandate_state(self.starts_on, self.ends_on, on)


def mandate_state(starts_on: date, ends_on: date, on: date) -> str:
    """A label of "mandate.state": coming, seated or over."""
    return "coming" if on < starts_on else "seated" if on <= ends_on else "over"


def mandates_on(session: Session, community_id: int, on: date) -> Sequence[Mandate]:
    """A community's representatives on a day, in the order of their codes."""
    return session.scalars(
        select(Mandate)
        .where(Mandate.community_id == community_id, Mandate.starts_on <= on, Mandate.ends_on >= on)
        .order_by(Mandate.code)
    ).all()


def mandate_of(session: Session, user_id: int, community_id: int, on: date) -> Mandate | None:
    """The mandate a person holds in a community on a day."""
    return session.scalars(
        select(Mandate).where(
            Mandate.user_id == user_id,
            Mandate.community_id == community_id,
            Mandate.starts_on <= on,
            Mandate.ends_on >= on,
        )
    ).first()


def mandate_by_slug(session: Session, slug: str) -> Mandate | None:
    """A mandate with its person, community and the mandate it replaces."""
    return session.scalars(
        select(Mandate)
        .where(Mandate.slug == slug)
        .options(joinedload(Mandate.user), joinedload(Mandate.community), joinedload(Mandate.replaces))
    ).one_or_none()


def successor_of(session: Session, mandate: Mandate) -> Mandate | None:
    """The mandate that took a seat over."""
    return session.scalars(select(Mandate).where(Mandate.replaces_id == mandate.id)).first()


def seat_role(session: Session, mandate: Mandate) -> Membership | None:
    """The role that came with a mandate."""
    return session.scalars(
        select(Membership).where(
            Membership.user_id == mandate.user_id,
            Membership.community_id == mandate.community_id,
            Membership.role == Role.REPRESENTATIVE,
            Membership.starts_on == mandate.starts_on,
        )
    ).first()


def seated_counts(session: Session, on: date) -> dict[int, int]:
    """How many representatives each community (by id) has on a day."""
    rows = session.execute(
        select(Mandate.community_id, func.count())
        .where(Mandate.starts_on <= on, Mandate.ends_on >= on)
        .group_by(Mandate.community_id)
    ).all()
    return {community_id: count for community_id, count in rows}


def representatives_page(
    session: Session, community_id: int, number: int, on: date, *, text: str = "", over: bool = False
) -> Page[RepresentativeRow]:
    """A community's representatives by code, those in or before their term or (``over``) those past it."""
    person = aliased(User)
    statement = (
        select(Mandate, person.phone)
        .join(person, Mandate.user_id == person.id)
        .where(Mandate.community_id == community_id, Mandate.ends_on < on if over else Mandate.ends_on >= on)
        .order_by(Mandate.code)
    )
    if text:
        statement = statement.where(
            or_(*(c.contains(text, autoescape=True) for c in (Mandate.name, Mandate.code, Mandate.stairwell)))
        )
    found = fetch_page(session, statement, number)
    return Page(
        [_row(mandate, phone) for mandate, phone in found.items], found.number, found.total, found.size
    )


def _row(mandate: Mandate, phone: str | None) -> RepresentativeRow:
    return RepresentativeRow(
        slug=mandate.slug,
        code=mandate.code,
        name=mandate.name,
        stairwell=mandate.stairwell,
        age_band=mandate.age_band,
        access_preference=mandate.access_preference,
        party_member=mandate.party_member,
        phone=mask_phone(phone) if phone else "",
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
        ended_because=mandate.ended_because,
    )
