"""What an organisation says of itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import Actor
from app.foundation import audit, search
from app.foundation.database import lock
from app.organisations.models import RATINGS, Organisation

_ACCOUNT = re.compile(r"[0-9]{6,32}")


@dataclass(frozen=True)
class Profile:
    """What a member may change; name, kind and code stay as the street admitted them."""

    domain: str
    intro: str
    founded_year: int | None
    full_time_staff: int
    certified_social_workers: int
    rating: str | None
    rating_valid_to: date | None
    contact_name: str
    phone: str


@dataclass(frozen=True)
class Account:
    """Where an organisation is paid."""

    bank_name: str
    bank_account: str


def change_profile(
    session: Session, actor: Actor, organisation: Organisation, profile: Profile, now: datetime
) -> Organisation:
    """Change the profile. Raises RuleViolation "rating.unknown", "rating.undated", "phone.format"."""
    lock(session, organisation)
    checked_rating(profile.rating, profile.rating_valid_to)
    organisation.domain = profile.domain.strip()
    organisation.intro = profile.intro.strip()
    organisation.founded_year = profile.founded_year
    organisation.full_time_staff = profile.full_time_staff
    organisation.certified_social_workers = profile.certified_social_workers
    organisation.rating = profile.rating or None
    organisation.rating_valid_to = profile.rating_valid_to if profile.rating else None
    organisation.contact_name = profile.contact_name.strip()
    organisation.phone = normalise_phone(profile.phone, landline=True) if profile.phone.strip() else ""
    make_findable(session, organisation)
    session.flush()
    audit.record(session, actor, "organisations.change_profile", f"organisation:{organisation.slug}", now)
    return organisation


def change_bank_account(
    session: Session, actor: Actor, organisation: Organisation, account: Account, now: datetime
) -> Organisation:
    """Change where the organisation is paid. Raises RuleViolation "bank.name", "bank.account"."""
    lock(session, organisation)
    if not account.bank_name.strip():
        raise RuleViolation("bank.name", field="bank_name")
    number = checked_bank_account(account.bank_account)
    if not number:
        raise RuleViolation("bank.account", field="bank_account")
    organisation.bank_name, organisation.bank_account = account.bank_name.strip(), number
    session.flush()
    audit.record(
        session, actor, "organisations.change_bank_account", f"organisation:{organisation.slug}", now
    )
    return organisation


def checked_rating(rating: str | None, valid_to: date | None) -> None:
    """Raise RuleViolation "rating.unknown", or "rating.undated": a rating lapses, so it needs its last day."""
    if not rating:
        return
    if rating not in RATINGS:
        raise RuleViolation("rating.unknown", field="rating")
    if valid_to is None:
        raise RuleViolation("rating.undated", field="rating_valid_to")


def checked_bank_account(text: str) -> str:
    """The digits of an account number, empty for none. Raises RuleViolation "bank.account"."""
    folded = unicodedata.normalize("NFKC", text)
    number = "".join(char for char in folded if not char.isspace() and char != "-")
    if number and not _ACCOUNT.fullmatch(number):
        raise RuleViolation("bank.account", field="bank_account")
    return number


def make_findable(session: Session, organisation: Organisation) -> None:
    """Put an admitted organisation into the search index, and no other."""
    if organisation.state != "admitted":
        search.forget(session, "organisation", organisation.slug)
        return
    search.index(
        session,
        "organisation",
        organisation.slug,
        organisation.name,
        organisation.intro,
        organisation.domain,
    )
