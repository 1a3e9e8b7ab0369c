"""What is read of organisations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.domain.policy import STREET_ROLES, Actor
from app.domain.procurement import Listing, OrganisationFacts
from app.foundation import search
from app.foundation.paging import Page, fetch_page
from app.organisations.models import AccountChange, Organisation, StatusEntry, TrackRecord
from app.people.models import Membership, User


@dataclass(frozen=True)
class Wanted:
    """What a list of organisations is narrowed to; empty narrows nothing."""

    text: str = ""
    domain: str = ""
    org_type: str = ""
    rating: str = ""


def organisation_by_slug(session: Session, slug: str) -> Organisation | None:
    return session.scalars(
        select(Organisation).where(Organisation.slug == slug).options(selectinload(Organisation.statuses))
    ).one_or_none()


def organisation_by_code(session: Session, code: str) -> Organisation | None:
    return session.scalars(select(Organisation).where(Organisation.code == code)).one_or_none()


def status_by_slug(session: Session, slug: str) -> StatusEntry | None:
    return session.scalars(
        select(StatusEntry).where(StatusEntry.slug == slug).options(joinedload(StatusEntry.organisation))
    ).one_or_none()


def facts_of(session: Session, organisation: Organisation) -> OrganisationFacts:
    """What the purchase rules need to know of a provider."""
    entries = session.scalars(
        select(StatusEntry).where(StatusEntry.organisation_id == organisation.id).order_by(StatusEntry.since)
    ).all()
    return OrganisationFacts(
        legal_person=organisation.legal_person,
        abnormal_list=_listings(entries, "abnormal_list"),
        blacklist=_listings(entries, "blacklist"),
        rating=organisation.rating,
        rating_valid_to=organisation.rating_valid_to,
    )


def _listings(entries: Sequence[StatusEntry], kind: str) -> tuple[Listing, ...]:
    return tuple(Listing(entry.since, entry.until) for entry in entries if entry.kind == kind)


def admitted(session: Session) -> Sequence[Organisation]:
    """Organisations that may take part, by name."""
    return session.scalars(_with_state("admitted")).all()


def decided_lately(session: Session, limit: int = 20) -> Sequence[Organisation]:
    """The street's latest decisions, newest first."""
    return session.scalars(
        select(Organisation)
        .where(Organisation.decided_at.is_not(None))
        .order_by(Organisation.decided_at.desc())
        .limit(limit)
    ).all()


def organisations_page(session: Session, wanted: Wanted, number: int) -> Page[Organisation]:
    """One page of the admitted organisations: three queries."""
    statement = _with_state("admitted").options(selectinload(Organisation.statuses))
    if wanted.text.strip():
        found = search.refs(session, "organisation", wanted.text)
        statement = statement.where(Organisation.slug.in_(found))
    for column in ("domain", "org_type", "rating"):
        if value := getattr(wanted, column):
            statement = statement.where(getattr(Organisation, column) == value)
    page = fetch_page(session, statement, number)
    return Page([row[0] for row in page.items], page.number, page.total, page.size)


def domains(session: Session) -> Sequence[str]:
    """Fields of work that admitted organisations name."""
    return session.scalars(
        select(Organisation.domain)
        .where(Organisation.state == "admitted", Organisation.domain != "")
        .distinct()
        .order_by(Organisation.domain)
    ).all()


def names_for(session: Session, user: User) -> Sequence[str]:
    """What the organisations of an account are called."""
    return session.scalars(
        select(Organisation.name)
        .join(Membership, Membership.organisation_ref == Organisation.id)
        .where(Membership.user_id == user.id)
    ).all()


def organisations_of(session: Session, ids: frozenset[int]) -> Sequence[Organisation]:
    """Organisations by id: those an actor is a member of."""
    return session.scalars(
        select(Organisation).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    ).all()


def members(session: Session, organisation: Organisation, on: date) -> Sequence[User]:
    """Accounts that act for an organisation on a day."""
    return session.scalars(
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_ref == organisation.id,
            Membership.starts_on <= on,
            or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
            User.active,
        )
        .order_by(User.id)
    ).all()


def accounts_of_it_alone(session: Session, organisation: Organisation) -> Sequence[User]:
    """Accounts that act or acted for an organisation and never for anybody else."""
    for_others = select(Membership.user_id).where(
        Membership.organisation_ref.is_distinct_from(organisation.id)
    )
    members = select(Membership.user_id).where(Membership.organisation_ref == organisation.id)
    return session.scalars(
        select(User).where(User.id.in_(members), User.id.not_in(for_others)).order_by(User.id)
    ).all()


def track_records(session: Session, organisation: Organisation) -> Sequence[TrackRecord]:
    return session.scalars(
        select(TrackRecord)
        .where(TrackRecord.organisation_id == organisation.id)
        .order_by(TrackRecord.recorded_at.desc(), TrackRecord.id.desc())
    ).all()


def account_change_by_slug(session: Session, slug: str) -> AccountChange | None:
    """A request with its organisation, document and people."""
    return session.scalars(
        select(AccountChange)
        .where(AccountChange.slug == slug)
        .options(
            joinedload(AccountChange.organisation),
            joinedload(AccountChange.file),
            joinedload(AccountChange.asked_by),
            joinedload(AccountChange.checked_by),
            joinedload(AccountChange.answered_by),
        )
    ).one_or_none()


def account_changes_page(session: Session, actor: Actor, number: int) -> Page[AccountChange]:
    """The requests an actor may see, those that wait in front, then the newest."""
    statement = select(AccountChange).options(joinedload(AccountChange.organisation))
    if not actor.holds(*STREET_ROLES):
        statement = statement.where(AccountChange.organisation_id.in_(actor.organisations()))
    waiting = AccountChange.state == "waiting"
    page = fetch_page(session, statement.order_by(waiting.desc(), AccountChange.id.desc()), number)
    return Page([row[0] for row in page.items], page.number, page.total, page.size)


def _with_state(state: str) -> Select[Organisation]:
    return select(Organisation).where(Organisation.state == state).order_by(Organisation.name)
