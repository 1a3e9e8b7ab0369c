"""Whether a ballot can be cast as marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.errors import RuleViolation
from app.voting.manifest import RESOLUTION_CHOICES

Choices = dict[str, Any]


def read_choices(kind: str, keys: Sequence[str], marked: Mapping[str, Any]) -> Choices:
    """The ballot as it is stored, in the order of the options.

    On resolutions every option needs for, against or abstain; on an allocation any options, or none, are marked.
    Raises RuleViolation "ballot.unknown_option", "ballot.choice", "ballot.incomplete" (field: the first option
    without a mark).
    """
    if not set(marked) <= set(keys):
        raise RuleViolation("ballot.unknown_option")
    if kind == "resolution":
        return {key: _resolution_choice(key, marked.get(key)) for key in keys}
    if any(mark != 1 for mark in marked.values()):
        raise RuleViolation("ballot.choice")
    return {key: 1 for key in keys if key in marked}


def _resolution_choice(key: str, choice: object) -> str:
    if choice in (None, ""):
        raise RuleViolation("ballot.incomplete", field=key)
    if choice not in RESOLUTION_CHOICES:
        raise RuleViolation("ballot.choice", field=key)
    return str(choice)
