"""What changes of needs."""

from __future__ import annotations

from app.needs.commands.answering import answer_need, record_outcome, reveal_contact
from app.needs.commands.merging import merge_needs
from app.needs.commands.raising import NewNeed, raise_need, second_need
from app.needs.commands.withholding import restore_need, reveal_words, withhold_need

__all__ = [
    "NewNeed",
    "answer_need",
    "merge_needs",
    "raise_need",
    "record_outcome",
    "restore_need",
    "reveal_contact",
    "reveal_words",
    "second_need",
    "withhold_need",
]
