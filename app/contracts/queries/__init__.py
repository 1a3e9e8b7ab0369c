"""What is read of contracts."""

from __future__ import annotations

from app.contracts.queries.accounts import AccountInForce, account_in_force
from app.contracts.queries.finding import (
    RecognitionPlace,
    contract_by_code,
    contract_by_slug,
    contract_of_proposal,
    contract_rules,
    recognition_place,
    signing_days,
    whole_contract,
)
from app.contracts.queries.lists import (
    ContractRow,
    Wanted,
    WorkItem,
    contracts_page,
    noticed_proposals,
    work_of,
)

__all__ = [
    "AccountInForce",
    "ContractRow",
    "RecognitionPlace",
    "Wanted",
    "WorkItem",
    "account_in_force",
    "contract_by_code",
    "contract_by_slug",
    "contract_of_proposal",
    "contract_rules",
    "contracts_page",
    "noticed_proposals",
    "recognition_place",
    "signing_days",
    "whole_contract",
    "work_of",
]
