"""What changes of people."""

from __future__ import annotations

from app.people.commands.accounts import (
    change_details,
    deactivate_account,
    end_role,
    erase_account,
    grant_role,
    reactivate_account,
    register_account,
)
from app.people.commands.appointments import (
    ask_appointment,
    confirm_appointment,
    refuse_appointment,
    withdraw_appointment,
)
from app.people.commands.mandates import (
    NewRepresentative,
    change_representative,
    end_mandate,
    replace_representative,
    reveal_phone,
    seat_representative,
)
from app.people.commands.passwords import (
    change_password,
    hash_password,
    least_length,
    password_matches,
    reset_password,
)
from app.people.commands.posts import end_founding
from app.people.commands.sessions import end_session, start_session, token_hash
from app.people.commands.signing_in import Attempt, begin_sign_in, finish_sign_in, pass_attempt

__all__ = [
    "Attempt",
    "NewRepresentative",
    "ask_appointment",
    "begin_sign_in",
    "change_details",
    "change_password",
    "change_representative",
    "confirm_appointment",
    "deactivate_account",
    "end_founding",
    "end_mandate",
    "end_role",
    "end_session",
    "erase_account",
    "finish_sign_in",
    "grant_role",
    "hash_password",
    "least_length",
    "pass_attempt",
    "password_matches",
    "reactivate_account",
    "refuse_appointment",
    "register_account",
    "replace_representative",
    "reset_password",
    "reveal_phone",
    "seat_representative",
    "start_session",
    "token_hash",
    "withdraw_appointment",
]
