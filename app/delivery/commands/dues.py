"""When an instalment becomes due."""

from __future__ import annotations

from datetime import date

from app.contracts.models import ContractPart


def meet_condition(part: ContractPart, condition: str, on: date) -> None:
    """Make a part's instalments with ``condition`` due from a day, those that are not yet."""
    for instalment in part.instalments:
        if instalment.condition == condition and instalment.condition_met_on is None:
            instalment.condition_met_on = on
