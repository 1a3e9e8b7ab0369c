"""What changes in a fund."""

from __future__ import annotations

from app.funds.commands.answering import (
    confirm_payment_reversal,
    confirm_request,
    refuse_request,
    withdraw_request,
)
from app.funds.commands.asking import (
    Incoming,
    ask_appropriation,
    ask_carry_over,
    ask_reversal,
    hold_for_reversal,
)
from app.funds.commands.moving import commit, pay, release_commitment, release_reservation, reserve
from app.funds.commands.opening import open_fund

__all__ = [
    "Incoming",
    "ask_appropriation",
    "ask_carry_over",
    "ask_reversal",
    "commit",
    "confirm_payment_reversal",
    "confirm_request",
    "hold_for_reversal",
    "open_fund",
    "pay",
    "refuse_request",
    "release_commitment",
    "release_reservation",
    "reserve",
    "withdraw_request",
]
