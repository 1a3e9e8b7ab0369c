"""What changes in recognition, approval and contract."""

from __future__ import annotations

from app.contracts.commands.accounts import follow_account
from app.contracts.commands.amending import (
    NewSupplement,
    change_supplement,
    draft_supplement,
    withdraw_supplement,
)
from app.contracts.commands.announcing import publish_contract
from app.contracts.commands.approving import decide_step
from app.contracts.commands.changing import change_contract
from app.contracts.commands.drafts import NewContract, NewDeliverable, NewInstalment, NewPart
from app.contracts.commands.preparing import prepare_contract
from app.contracts.commands.recognising import recognise_for_community, recognise_for_street
from app.contracts.commands.signing import sign_contract
from app.contracts.commands.supplementing import sign_supplement

__all__ = [
    "NewContract",
    "NewDeliverable",
    "NewInstalment",
    "NewPart",
    "NewSupplement",
    "change_contract",
    "change_supplement",
    "decide_step",
    "draft_supplement",
    "follow_account",
    "prepare_contract",
    "publish_contract",
    "recognise_for_community",
    "recognise_for_street",
    "sign_contract",
    "sign_supplement",
    "withdraw_supplement",
]
