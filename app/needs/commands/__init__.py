"""What changes of needs."""

from __future__ import annotations

from app.needs.commands.answering import answer_need, record_outcome, reveal_contact
from app.needs.commands.merging import merge_needs
from app.needs.commands.raising import NewNeed, raise_need
from app.needs.commands.seconding import record_second, second_need

__all__ = [
    "NewNeed",
    "answer_need",
    "merge_needs",
    "raise_need",
    "record_outcome",
    "record_second",
    "reveal_contact",
    "second_need",
]
