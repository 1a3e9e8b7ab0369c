"""Public words are put aside with a reason, and given back: one way for every kind of them.

That there was something, when, and why its words are withheld stays public; the words stay in a book of their own,
read only on record. A room says what of its own can be withheld (``register``). Kinds that could be withheld to
silence somebody take two people by construction: one asks, another confirms, and until then nothing is hidden.
"""

from __future__ import annotations

from app.foundation.withholding.book import (
    TWO_HANDED,
    WithheldWords,
    WithholdingRequest,
    kept_words,
    standing,
    withheld_among,
)
from app.foundation.withholding.changes import (
    answer_withholding,
    ask_to_withhold,
    restore_words,
    reveal_words,
    withhold_words,
)
from app.foundation.withholding.kinds import Kind, Subject, find, kind_of, kinds, register, subjects

__all__ = [
    "TWO_HANDED",
    "Kind",
    "Subject",
    "WithheldWords",
    "WithholdingRequest",
    "answer_withholding",
    "ask_to_withhold",
    "find",
    "kept_words",
    "kind_of",
    "kinds",
    "register",
    "restore_words",
    "reveal_words",
    "standing",
    "subjects",
    "withheld_among",
    "withhold_words",
]
