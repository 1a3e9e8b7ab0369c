"""Outcomes as JSON, as a table, and in words. Pure: texts in, texts out; ``__main__`` prints them."""

from app.domain.counting.shown.explained import explain
from app.domain.counting.shown.held import held_as_json, held_as_text
from app.domain.counting.shown.json import comparison_as_json, outcome_as_json
from app.domain.counting.shown.refusals import refusal
from app.domain.counting.shown.text import comparison_as_text, outcome_as_text

__all__ = [
    "comparison_as_json",
    "comparison_as_text",
    "explain",
    "held_as_json",
    "held_as_text",
    "outcome_as_json",
    "outcome_as_text",
    "refusal",
]
