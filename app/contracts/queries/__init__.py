"""What is read of contracts."""

from __future__ import annotations

from app.contracts.queries.accounts import AccountInForce, account_in_force
from app.contracts.queries.finding import (
    Asked,
    RecognitionPlace,
    approved_on,
    contract_by_code,
    contract_by_slug,
    contract_of_proposal,
    contract_rules,
    further_questions,
    recognition_place,
    signing_days,
    supplement_by_slug,
    whole_contract,
    whole_supplement,
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
    "Asked",
    "ContractRow",
    "RecognitionPlace",
    "Wanted",
    "WorkItem",
    "account_in_force",
    "approved_on",
    "contract_by_code",
    "contract_by_slug",
    "contract_of_proposal",
    "contract_rules",
    "contracts_page",
    "further_questions",
    "noticed_proposals",
    "recognition_place",
    "signing_days",
    "supplement_by_slug",
    "whole_contract",
    "whole_supplement",
    "work_of",
]
