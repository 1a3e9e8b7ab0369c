"""Numbers as .pb files write them, read exactly."""

from __future__ import annotations

import re
from fractions import Fraction

DECIMAL = re.compile(r"[0-9]{1,24}(?:[.,][0-9]{0,12})?(?:[eE]\+?[0-9]{1,2})?")
SIGNED = re.compile(rf"-?{DECIMAL.pattern}")
MOST = 10**24


def decimal(text: str, *, signed: bool = False) -> Fraction | None:
    """The number a cell holds, ``None`` when it holds none. A comma is read as a decimal point."""
    if not (SIGNED if signed else DECIMAL).fullmatch(text):
        return None
    number = Fraction(text.replace(",", ".").replace(".e", "e").replace(".E", "E").rstrip("."))
    return number if abs(number) <= MOST else None


def whole(text: str) -> int | None:
    """The whole number a cell holds ("3" or "3.0"), ``None`` when it holds none."""
    number = decimal(text, signed=True)
    return int(number) if number is not None and number.denominator == 1 else None


def common_unit(numbers: list[Fraction]) -> int:
    """The least power of ten that makes all of these decimal numbers whole."""
    unit = 1
    while any((number * unit).denominator != 1 for number in numbers):
        unit *= 10
    return unit


def printed(amount: int, unit: int) -> str:
    """An amount of the smallest unit as a decimal number, without needless zeros; ``unit`` is a power of
    ten.
    """
    sign, (whole_part, rest) = "-" * (amount < 0), divmod(abs(amount), unit)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0") if unit > 1 else ""
    return f"{sign}{whole_part}.{digits}" if digits else f"{sign}{whole_part}"
