"""What changes in recognition, approval and contract."""

from __future__ import annotations

from app.contracts.commands.accounts import follow_account
from app.contracts.commands.amending import amend_contract
from app.contracts.commands.announcing import publish_contract
from app.contracts.commands.approving import decide_step
from app.contracts.commands.changing import change_contract
from app.contracts.commands.drafts import NewContract, NewDeliverable, NewInstalment, NewPart
from app.contracts.commands.preparing import prepare_contract
from app.contracts.commands.recognising import recognise_for_community, recognise_for_street
from app.contracts.commands.signing import sign_contract

__all__ = [
    "NewContract",
    "NewDeliverable",
    "NewInstalment",
    "NewPart",
    "amend_contract",
    "change_contract",
    "decide_step",
    "follow_account",
    "prepare_contract",
    "publish_contract",
    "recognise_for_community",
    "recognise_for_street",
    "sign_contract",
]
