"""A household by building, unit and door: one form to compare it by, and a mask to show it."""

from __future__ import annotations

import re
from itertools import zip_longest

from app.domain.errors import RuleViolation
from app.domain.text import HAN, fold, numerals_as_figures

_PART = re.compile(
    r"(?P<part>[a-z]?[0-9]+[a-z]?|[a-z]|[甲乙丙丁戊己庚辛东西南北中](?=单元|座))(?P<floor>\s*[层楼])?"
)
_WITHIN = re.compile(r"号楼|[栋幢座]|单元|门")
_LETTER_FIGURES = re.compile(r"(?<=[0-9])[ol]+(?=[0-9ol]|$)|(?<![a-z0-9])[ol]+(?=[0-9])")
_STRANGE = re.compile(rf"[a-z]{{2}}|[^\W\d_a-z{HAN}]")
_LEAST_PARTS, _MOST_PARTS, _MOST_DIGITS = 2, 4, 5


def normalise_household(text: str) -> str:
    """Building, unit and door: "3号楼2单元501", "３－２－501" and "三号楼二门五百零一" are all "3-2-501".

    Between two and four parts, a yard or a missing unit included; a part may have a letter ("A座", "3a"). The floor
    goes where the door's number begins with it ("5层501"). Raises RuleViolation "household.format", also for words
    and for letters that only look Latin.
    """
    plain = _LETTER_FIGURES.sub(
        lambda found: found[0].translate(str.maketrans("ol", "01")), numerals_as_figures(fold(text))
    )
    if _STRANGE.search(plain):
        raise RuleViolation("household.format", field="household")
    parts = _without_floor(plain)
    if not _LEAST_PARTS <= len(parts) <= _MOST_PARTS or max(map(len, parts)) > _MOST_DIGITS:
        raise RuleViolation("household.format", field="household")
    return "-".join(re.sub(r"0*([0-9]+)", r"\1", part) for part in parts)


def _without_floor(text: str) -> list[str]:
    """The parts but for a floor that the door names again; "楼" is one only inside a building."""
    found = list(_PART.finditer(text))
    kept = []
    for match, following in zip_longest(found, found[1:]):
        place = (match["floor"] or "").strip()
        inside = place == "层" or (place == "楼" and _WITHIN.search(text[: match.start()]))
        again = following is not None and following["part"].lstrip("0").startswith(match["part"].lstrip("0"))
        if not (inside and again and len(following["part"]) > len(match["part"])):
            kept.append(match["part"])
    return kept


def mask_household(household: str) -> str:
    """A household in its normal form with its door but for the first figure hidden: "3-2-5**"."""
    place, _, door = household.rpartition("-")
    shown = door[0] if len(door) > 1 else ""
    return f"{place}-{shown}{'*' * (len(door) - len(shown))}"
