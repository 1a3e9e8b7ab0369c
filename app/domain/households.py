"""A household by building, unit and door: one form to compare it by, and a mask to show it."""

from __future__ import annotations

import re

from app.domain.errors import RuleViolation
from app.domain.text import fold

_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十]+")
_NUMBER = re.compile(r"[0-9]+")
_LEAST_PARTS, _MOST_PARTS, _MOST_DIGITS = 2, 4, 5


def normalise_household(text: str) -> str:
    """Building, unit and door as numbers: "3号楼2单元501", "３－２－501" and "三号楼二门501" are all "3-2-501".

    Between two and four numbers, a yard or a missing unit included. Raises RuleViolation "household.format".
    """
    numbers = _NUMBER.findall(_CHINESE.sub(lambda found: str(_number(found[0])), fold(text)))
    if not _LEAST_PARTS <= len(numbers) <= _MOST_PARTS or max(map(len, numbers)) > _MOST_DIGITS:
        raise RuleViolation("household.format", field="household")
    return "-".join(str(int(number)) for number in numbers)


def mask_household(household: str) -> str:
    """A household in its normal form with its door but for the first figure hidden: "3-2-5**"."""
    place, _, door = household.rpartition("-")
    shown = door[0] if len(door) > 1 else ""
    return f"{place}-{shown}{'*' * (len(door) - len(shown))}"


def _number(text: str) -> int:
    """A number below 100 written with 十, or figures written one by one: "十二" and "一二" are 12."""
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[char]) for char in text))
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
