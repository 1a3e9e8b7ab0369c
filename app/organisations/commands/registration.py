"""An organisation comes to the hall, with its first member and others after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain import uscc
from app.domain.account_names import outsiders_account_name, shown_name
from app.domain.accounts import account_number
from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.organisations.commands.forgetting import forget_origin_later
from app.organisations.commands.profile import checked_rating
from app.organisations.models import COMMUNITY_GROUP, ORG_TYPES, Organisation
from app.people import commands as people
from app.people.models import Membership, User
from app.street.models import Community, Street


@dataclass(frozen=True)
class NewOrganisation:
    """``org_type`` is one of ORG_TYPES; a community group needs no code and is no legal person."""

    name: str
    org_type: str
    uscc: str = ""
    domain: str = ""
    intro: str = ""
    founded_year: int | None = None
    full_time_staff: int = 0
    certified_social_workers: int = 0
    rating: str | None = None
    rating_valid_to: date | None = None
    contact_name: str = ""
    phone: str = ""
    bank_name: str = ""
    bank_account: str = ""
    code: str | None = None


@dataclass(frozen=True)
class NewMember:
    """An account to be made for a member; the password chosen there comes hashed (people.hash_password)."""

    username: str
    display_name: str
    password_hash: str
    phone: str = ""


def register_organisation(
    session: Session, actor: Actor, street: Street, new: NewOrganisation, now: datetime
) -> Organisation:
    """Enter an organisation that applies to the street.

    Raises RuleViolation "organisation.name", "organisation.type", "organisation.name_taken",
    "organisation.uscc_missing", "organisation.uscc_taken", "rating.unknown", "rating.undated", "bank.account",
    "phone.format" and those of domain.uscc.
    """
    name = new.name.strip()
    if not name:
        raise RuleViolation("organisation.name", field="name")
    if new.org_type not in ORG_TYPES:
        raise RuleViolation("organisation.type", field="org_type")
    code = _checked_code(new)
    lock(session, street)
    _require_new(session, street, name, code)
    checked_rating(new.rating, new.rating_valid_to)
    organisation = Organisation(
        street_id=street.id,
        code=new.code,
        name=name,
        org_type=new.org_type,
        legal_person=new.org_type != COMMUNITY_GROUP,
        uscc=code,
        domain=new.domain.strip(),
        intro=new.intro.strip(),
        founded_year=new.founded_year,
        full_time_staff=new.full_time_staff,
        certified_social_workers=new.certified_social_workers,
        rating=new.rating or None,
        rating_valid_to=new.rating_valid_to,
        contact_name=new.contact_name.strip(),
        phone=normalise_phone(new.phone, landline=True) if new.phone.strip() else "",
        bank_name=new.bank_name.strip(),
        bank_account=account_number(new.bank_account),
        applied_at=now,
    )
    session.add(organisation)
    session.flush()
    audit.record(session, actor, "organisations.register", f"organisation:{organisation.slug}", now)
    return organisation


def register_with_member(
    session: Session,
    actor: Actor,
    street: Street,
    new: NewOrganisation,
    member: NewMember,
    now: datetime,
    came_from: str | None = None,
) -> Organisation:
    """Register an organisation and make its first member's account. ``came_from`` is today's key of the network.

    Raises RuleViolation "name.signs", "name.official" for what would be taken for an office, and as
    register_organisation and add_member.
    """
    official = _official_names(session, street)
    new = replace(
        new,
        name=shown_name(new.name, "name", official),
        contact_name=shown_name(new.contact_name, "contact_name", official),
    )
    organisation = register_organisation(session, actor, street, new, now)
    organisation.applied_from = came_from
    if came_from is not None:
        forget_origin_later(session, organisation, now)
    add_member(session, actor, organisation, member, now)
    return organisation


def add_member(
    session: Session, actor: Actor, organisation: Organisation, member: NewMember, now: datetime
) -> User:
    """Make an account for a member.

    Raises RuleViolation "account.taken", "phone.format", "name.signs", "name.official" and those of
    domain.account_names.outsiders_account_name.
    """
    user = people.register_account(
        session,
        actor,
        outsiders_account_name(member.username),
        shown_name(member.display_name, "display_name"),
        now,
        password_hash=member.password_hash,
        phone=normalise_phone(member.phone) if member.phone.strip() else None,
    )
    join_organisation(session, actor, organisation, user, now)
    return user


def join_organisation(
    session: Session, actor: Actor, organisation: Organisation, user: User, now: datetime
) -> Membership:
    """Make an account a member of an organisation; once, however often it is asked."""
    member = session.scalars(
        select(Membership).where(
            Membership.user_id == user.id,
            Membership.organisation_ref == organisation.id,
            Membership.ends_on.is_(None) | (Membership.ends_on >= local_date(now)),
        )
    ).first()
    if member is not None:
        return member
    return people.grant_role(
        session, actor, user, Role.ORGANISATION_MEMBER, now, organisation_ref=organisation.id
    )


def _official_names(session: Session, street: Street) -> list[str]:
    """What the street and its communities are called, with the district before it and without."""
    communities = session.scalars(select(Community.name).where(Community.street_id == street.id))
    names = [street.name, *communities]
    return [*names, *(f"{street.district}{name}" for name in names)]


def _checked_code(new: NewOrganisation) -> str | None:
    if uscc.normalise(new.uscc):
        return uscc.check(new.uscc)
    if new.org_type != COMMUNITY_GROUP:
        raise RuleViolation("organisation.uscc_missing", field="uscc")
    return None


def _require_new(session: Session, street: Street, name: str, code: str | None) -> None:
    """Names and codes of admitted organisations are public, so saying that they are taken tells nothing; whoever else
    applied with them is for the street to see (waiting.doubts)."""
    here = select(Organisation.id).where(
        Organisation.street_id == street.id, Organisation.state == "admitted"
    )
    if session.scalars(here.where(Organisation.name == name)).first() is not None:
        raise RuleViolation("organisation.name_taken", field="name")
    if code and session.scalars(here.where(Organisation.uscc == code)).first() is not None:
        raise RuleViolation("organisation.uscc_taken", field="uscc")
