"""What changes of organisations."""

from __future__ import annotations

from app.organisations.commands.admission import (
    admit_organisation,
    reapply,
    refuse_organisation,
    refuse_together,
)
from app.organisations.commands.profile import Account, Profile, change_bank_account, change_profile
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
    "NewMember",
    "NewOrganisation",
    "Profile",
    "add_member",
    "admit_organisation",
    "change_bank_account",
    "change_profile",
    "end_status",
    "enter_status",
    "join_organisation",
    "reapply",
    "record_track",
    "refuse_organisation",
    "refuse_together",
    "register_organisation",
    "register_with_member",
]
