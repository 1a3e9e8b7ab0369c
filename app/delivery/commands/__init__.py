"""What changes in delivery."""

from __future__ import annotations

from app.delivery.commands.acceptance import NewAcceptance, record_acceptance, reopen_acceptance
from app.delivery.commands.alerts import raise_due_alerts, schedule_sweep
from app.delivery.commands.closing import close_project
from app.delivery.commands.concluding import close_evaluation
from app.delivery.commands.evaluation import give_score, give_score_for, open_evaluation
from app.delivery.commands.milestones import (
    confirm_milestone,
    report_milestone,
    send_back_milestone,
    start_milestone,
)
from app.delivery.commands.orders import (
    CompletedOrder,
    NewOrder,
    cancel_order,
    complete_order,
    place_order,
)
from app.delivery.commands.payments import approve_payment, record_payment, refuse_payment, request_payment
from app.delivery.commands.planning import plan_milestones, start_delivery
from app.delivery.commands.rectification import (
    close_rectification,
    order_rectification,
    report_rectification,
    return_rectification,
)
from app.delivery.commands.reversing import ask_payment_reversal, confirm_payment_reversal
from app.delivery.commands.tallies import (
    Counted,
    confirm_tally,
    record_tally,
    refuse_tally,
    withdraw_tally,
)
from app.people.respondents import Respondent

__all__ = [
    "CompletedOrder",
    "Counted",
    "NewAcceptance",
    "NewOrder",
    "Respondent",
    "approve_payment",
    "ask_payment_reversal",
    "cancel_order",
    "close_evaluation",
    "close_project",
    "close_rectification",
    "complete_order",
    "confirm_milestone",
    "confirm_payment_reversal",
    "confirm_tally",
    "give_score",
    "give_score_for",
    "open_evaluation",
    "order_rectification",
    "place_order",
    "plan_milestones",
    "raise_due_alerts",
    "record_acceptance",
    "record_payment",
    "record_tally",
    "refuse_payment",
    "refuse_tally",
    "reopen_acceptance",
    "report_milestone",
    "report_rectification",
    "request_payment",
    "return_rectification",
    "schedule_sweep",
    "send_back_milestone",
    "start_delivery",
    "start_milestone",
    "withdraw_tally",
]
