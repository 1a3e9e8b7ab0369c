"""What is read of contracts."""

from __future__ import annotations

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
    "ContractRow",
    "RecognitionPlace",
    "Wanted",
    "WorkItem",
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
