"""What changes at the fair."""

from __future__ import annotations

from app.fair.commands.arrangement import NewFair, NewTalk, assign_booth, open_fair, schedule_talk
from app.fair.commands.marks import answer_question, ask_question, mark_interest, withdraw_interest
from app.fair.commands.offerings import (
    NewOffering,
    change_offering,
    list_again,
    list_offering,
    take_capacity,
    withdraw_offering,
)

__all__ = [
    "NewFair",
    "NewOffering",
    "NewTalk",
    "answer_question",
    "ask_question",
    "assign_booth",
    "change_offering",
    "list_again",
    "list_offering",
    "mark_interest",
    "open_fair",
    "schedule_talk",
    "take_capacity",
    "withdraw_interest",
    "withdraw_offering",
]
