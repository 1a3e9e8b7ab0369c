"""Until when an instalment is paid: the contract's terms, and how its acceptance went."""

from __future__ import annotations

from datetime import date

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from app.contracts.models import Instalment
from app.delivery.models import Acceptance
from app.domain.payment_terms import Acceptances, clock_starts, pay_by


def pay_by_of(session: Session, instalment: Instalment, met_on: date) -> date:
    """The last day to pay an instalment whose condition was met on a day: one query."""
    contract = instalment.part.contract
    counted = case((Acceptance.annulment == "", Acceptance.accepted_on))
    row = session.execute(
        select(
            func.min(Acceptance.accepted_on), func.max(case((Acceptance.result == "passed", counted)))
        ).where(Acceptance.contract_id == contract.id)
    ).one()
    held = Acceptances(row[0], row[1])
    terms = contract.payment_terms
    return pay_by(clock_starts(terms, instalment.condition, met_on, contract.ends_on, held), terms)
