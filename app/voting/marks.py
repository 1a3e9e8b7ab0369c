"""Between the marks on a page and the choices of a ballot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from app.voting.models import Round, RoundOption

PICK = "pick"


def field_of(option: RoundOption) -> str:
    """The name of a question's radios: keys may hold what a field's name may not."""
    return f"o{option.position}"


def marks_from(round: Round, posted: MultiDict[str, str]) -> dict[str, Any]:
    """What was marked, by option key, unchecked."""
    if round.is_resolution:
        named = {option.key: posted.get(field_of(option), "") for option in round.options}
        return {key: choice for key, choice in named.items() if choice}
    picked = set(posted.getlist(PICK))
    known = {str(option.position): option.key for option in round.options}
    return {known.get(pick, pick): 1 for pick in picked}


def hidden_fields(round: Round, marks: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The marks carried along unseen from the page that reads them back."""
    marked = [option for option in round.options if option.key in marks]
    if round.is_resolution:
        return [(field_of(option), str(marks[option.key])) for option in marked]
    return [(PICK, str(option.position)) for option in marked]


@dataclass(frozen=True)
class ReadBack:
    """One line of the page that reads a ballot back."""

    option: RoundOption
    choice: str


def read_back(round: Round, marks: Mapping[str, Any]) -> Sequence[ReadBack]:
    """Every question with its answer; of an allocation, the options chosen."""
    return [ReadBack(option, str(marks[option.key])) for option in round.options if option.key in marks]
