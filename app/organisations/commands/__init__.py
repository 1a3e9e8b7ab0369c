"""What changes of organisations."""

from __future__ import annotations

from app.organisations.commands.account_changes import (
    NewAccountChange,
    ask_account_change,
    check_account_change,
    confirm_account_change,
    refuse_account_change,
    waiting_change,
    withdraw_account_change,
)
from app.organisations.commands.accounts import Account, Payee, bind_account, change_bank_account
from app.organisations.commands.admission import (
    admit_organisation,
    reapply,
    refuse_organisation,
    refuse_together,
)
from app.organisations.commands.profile import Profile, change_profile
from app.organisations.commands.registration import (
    NewMember,
    NewOrganisation,
    add_member,
    join_organisation,
    register_organisation,
    register_with_member,
)
from app.organisations.commands.standing import end_status, enter_status, record_track

__all__ = [
    "Account",
    "NewAccountChange",
    "NewMember",
    "NewOrganisation",
    "Payee",
    "Profile",
    "add_member",
    "admit_organisation",
    "ask_account_change",
    "bind_account",
    "change_bank_account",
    "change_profile",
    "check_account_change",
    "confirm_account_change",
    "end_status",
    "enter_status",
    "join_organisation",
    "reapply",
    "record_track",
    "refuse_account_change",
    "refuse_organisation",
    "refuse_together",
    "register_organisation",
    "register_with_member",
    "waiting_change",
    "withdraw_account_change",
]
