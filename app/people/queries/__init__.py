"""What is read of people."""

from __future__ import annotations

from app.people.queries.accounts import (
    SignedIn,
    account_by_slug,
    accounts_page,
    actor_of,
    free_username,
    holders,
    person_by_name_and_phone,
    roles_on,
    signed_in,
    user_by_slug,
    user_by_username,
    user_to_sign_in,
    username_beside,
)
from app.people.queries.appointments import (
    appointment_by_slug,
    appointment_numbers,
    appointments_page,
    waiting_for,
)
from app.people.queries.mandates import (
    RepresentativeRow,
    mandate_by_slug,
    mandate_of,
    mandate_state,
    mandates_on,
    representatives_page,
    seat_role,
    seated_counts,
    successor_of,
)
from app.people.queries.names import also_named, names_of, street_names

__all__ = [
    "RepresentativeRow",
    "SignedIn",
    "account_by_slug",
    "accounts_page",
    "actor_of",
    "also_named",
    "appointment_by_slug",
    "appointment_numbers",
    "appointments_page",
    "free_username",
    "holders",
    "mandate_by_slug",
    "mandate_of",
    "mandate_state",
    "mandates_on",
    "names_of",
    "person_by_name_and_phone",
    "representatives_page",
    "roles_on",
    "seat_role",
    "seated_counts",
    "signed_in",
    "street_names",
    "successor_of",
    "user_by_slug",
    "user_by_username",
    "user_to_sign_in",
    "username_beside",
    "waiting_for",
]
