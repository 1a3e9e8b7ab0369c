"""What an organisation says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.names import normalise_phone
from app.domain.policy import Actor
from app.foundation import audit, search
from app.foundation.database import lock
from app.organisations.models import RATINGS, Organisation


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


def checked_rating(rating: str | None, valid_to: date | None) -> None:
    """Raise RuleViolation "rating.unknown", or "rating.undated": a rating lapses, so it needs its last day."""
    if not rating:
        return
    if rating not in RATINGS:
        raise RuleViolation("rating.unknown", field="rating")
    if valid_to is None:
        raise RuleViolation("rating.undated", field="rating_valid_to")


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
