"""Until when an instalment is paid, and from which day the days are counted.

Source: 保障中小企业款项支付条例 (国务院令第802号, in force 2025-06-01) arts 9, 10, 14; 民法典 art. 201.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

REGULATION, STREET = "regulation", "street"
GROUNDS = (REGULATION, STREET)
MOST_DAYS = 60
"""What a contract may agree on at most where the regulation holds (art. 9)."""


@dataclass(frozen=True)
class PaymentTerms:
    """What a contract says of paying: ``ground`` as GROUNDS, ``days`` to pay, ``acceptance_days`` after its last day.

    The street has ``acceptance_days`` to hold the acceptance.
    """

    ground: str
    days: int
    acceptance_days: int


@dataclass(frozen=True)
class Acceptances:
    """When a contract was first put to acceptance, passed or not, and when it passed."""

    first_held_on: date | None = None
    passed_on: date | None = None


def terms_for(company: bool, whom: str, days: int, acceptance_days: int) -> PaymentTerms:
    """The terms of a new contract. ``whom`` the regulation's clock protects: "companies" alone, or "all" providers.

    Under the regulation the street's ``days`` count up to MOST_DAYS; it protects companies whatever the street says.
    """
    if company or whom == "all":
        return PaymentTerms(REGULATION, min(days, MOST_DAYS), acceptance_days)
    return PaymentTerms(STREET, days, acceptance_days)


def clock_starts(terms: PaymentTerms, condition: str, met_on: date, ends_on: date, held: Acceptances) -> date:
    """The day from which the days of an instalment count; ``ends_on`` is the last day of the contract's term.

    From the day its condition is met. Under the regulation what is due on acceptance counts from the day it passed
    (a notice afterwards is the street's own procedure, art. 14), and from the end of the agreed period where the
    street let that pass without holding one (art. 10).
    """
    if terms.ground == STREET or condition != "accepted":
        return met_on
    agreed = ends_on + timedelta(days=terms.acceptance_days)
    if held.first_held_on is None or held.first_held_on > agreed:
        return min(agreed, met_on)
    return min(held.passed_on or met_on, met_on)


def pay_by(start: date, terms: PaymentTerms) -> date:
    """The last natural day for paying; the day from which is counted is not counted (民法典 art. 201)."""
    return start + timedelta(days=terms.days)
