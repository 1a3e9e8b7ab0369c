"""Whose word a worker takes down: one person once, known again by keys, shown by a mask.

A telephone number or a door is kept only as a key under the installation's secret and as a mask for the desk (PIPL
arts 6, 51): enough to say "this household is counted already", too little to ring or to visit anybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.households import mask_household, normalise_household
from app.domain.names import mask_phone, normalise_phone
from app.foundation.keyed import keyed
from app.people.models import Mandate, User


@dataclass(frozen=True)
class Respondent:
    """A person as the worker knows them: a seat on the roll, a telephone, a household; one or several of these."""

    mandate: Mandate | None = None
    phone: str = ""
    household: str = ""


@dataclass(frozen=True)
class Known:
    """A person made recognisable; ``shown`` is for the desk. At least one of the others is there."""

    user_id: int | None = None
    phone_key: str | None = None
    household_key: str | None = None
    shown: str = ""


def recognise(
    session: Session, purpose: str, community_id: int | None, who: Respondent, today: date
) -> Known:
    """The keys of a person for one ``purpose``; a seat must be of the community (when there is one) and in its term.

    Raises RuleViolation "respondent.nobody", "respondent.elsewhere", "phone.format", "household.format".
    """
    if who.mandate is not None:
        return _seated(session, purpose, community_id, who.mandate, today)
    phone = normalise_phone(who.phone, landline=True) if who.phone.strip() else ""
    household = normalise_household(who.household) if who.household.strip() else ""
    if not phone and not household:
        raise RuleViolation("respondent.nobody", field="phone")
    return Known(
        phone_key=_key(purpose, "phone", phone),
        household_key=_key(purpose, "household", household),
        shown=mask_phone(phone) if phone else mask_household(household),
    )


def recognise_account(session: Session, purpose: str, user_id: int) -> Known:
    """The keys of somebody who speaks from their own account: the account, and its telephone when it has one."""
    phone = folded_phone(session.get_one(User, user_id).phone or "")
    return Known(user_id=user_id, phone_key=_key(purpose, "phone", phone))


def phone_key(purpose: str, phone: str) -> str | None:
    """The key of a number in its one form; ``None`` for none."""
    return _key(purpose, "phone", phone)


def _seated(session: Session, purpose: str, community_id: int | None, mandate: Mandate, today: date) -> Known:
    elsewhere = community_id is not None and mandate.community_id != community_id
    if elsewhere or not mandate.starts_on <= today <= mandate.ends_on:
        raise RuleViolation("respondent.elsewhere", field="representative")
    account = recognise_account(session, purpose, mandate.user_id)
    return Known(account.user_id, account.phone_key, shown=mandate.code)


def _key(purpose: str, kind: str, value: str) -> str | None:
    return keyed(f"respondent {purpose}", f"{kind} {value}") if value else None


def folded_phone(phone: str) -> str:
    """A stored number in its one form; as it stands where it has none."""
    try:
        return normalise_phone(phone, landline=True) if phone else ""
    except RuleViolation:
        return phone
