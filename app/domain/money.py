"""Amounts of money: always a whole number of fen (1 yuan = 100 fen), read, written and divided exactly."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from fractions import Fraction

from app.domain.errors import RuleViolation

MAX_FEN = 10**13
"""The largest amount accepted or written, in fen (100 billion yuan): far above any fund, within 64 bits."""

_AMOUNT = re.compile(
    r"[¥]?\s*(?P<sign>[-−]?)(?P<yuan>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<decimals>[0-9]+))?\s*元?"
)
_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("亿", "万", "")


def parse_yuan(text: str) -> int:
    """Read an amount typed in yuan ("1,234.50", "￥１２３４元") and return it in fen.

    Full-width characters are folded (NFKC); thousands separators must stand where they belong.
    Raises ``RuleViolation``: ``money.format`` (not a plain decimal number, as ``1e3`` or ``3²``),
    ``money.decimals`` (more than two decimals), ``money.range`` (below zero or above ``MAX_FEN``).
    """
    match = _AMOUNT.fullmatch(_fold(text))
    if match is None:
        raise RuleViolation("money.format")
    decimals = match["decimals"] or ""
    if len(decimals) > 2:
        raise RuleViolation("money.decimals", maximum=2)
    digits = match["yuan"].replace(",", "").lstrip("0")
    if match["sign"] or len(digits) > len(str(MAX_FEN)):
        raise _out_of_range()
    return _in_range(int(digits + decimals.ljust(2, "0")))


def format_yuan(fen: int, *, plain: bool = False) -> str:
    """Write fen as yuan: "1,234.50", and "1,234" when whole; ``plain`` leaves the commas out."""
    yuan, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    whole = str(yuan) if plain else f"{yuan:,}"
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"


def capital_yuan(fen: int) -> str:
    """Write fen in capital numerals (大写金额), beginning with 人民币 and leaving no gap after it.

    Source: 正确填写票据和结算凭证的基本规定 (annex 1 of 支付结算办法), items 1 to 4. Where item 4(3) lets a
    writer choose, the first of its forms is taken: no 零 between 万 and 仟, but 零 before 角 after a yuan
    place of 0. 整 follows 元 only. Raises ``RuleViolation`` ``money.range`` below zero or above ``MAX_FEN``.
    """
    yuan, rest = divmod(_in_range(fen), 100)
    jiao, single = divmod(rest, 10)
    if not rest:
        return f"人民币{_capital_integer(yuan) or '零'}元整"
    text = f"人民币{_capital_integer(yuan)}元" if yuan else "人民币"
    if yuan and (not jiao or yuan % 10 == 0):
        text += "零"
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    return f"{text}{_DIGITS[single]}分" if single else text


def split_by_percent(total_fen: int, percents: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Divide an amount into instalments by percent; the parts add up to the total exactly.

    Every instalment but the last is rounded down to a whole fen and the last takes the remainder, so nothing
    is ever paid ahead of its percentage. Raises ``RuleViolation`` ``money.percents`` unless the percents are
    all above zero and add up to 100, ``money.range`` for a total outside 0 to ``MAX_FEN``.
    """
    _in_range(total_fen)
    if sum(percents) != 100 or any(percent <= 0 for percent in percents):
        raise RuleViolation("money.percents", total=str(sum(percents)))
    early = tuple(int(total_fen * Fraction(percent) // 100) for percent in percents[:-1])
    return (*early, total_fen - sum(early))


def largest_remainder(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Divide a whole number by weights, exactly, by Hamilton's method of largest remainders.

    Each part is its exact share rounded down or up; what is left after rounding down goes, one each, to the
    largest remainders, the earlier position first where remainders are equal. Raises ``RuleViolation``
    ``money.weights`` when a weight is negative or all are zero, ``money.range`` for a negative total.
    """
    whole = sum(weights)
    if total < 0:
        raise _out_of_range()
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise RuleViolation("money.weights")
    parts = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(parts)), key=lambda i: (-(total * weights[i] % whole), i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return tuple(parts)


def _fold(text: str) -> str:
    if any(unicodedata.category(char) == "No" for char in text):
        raise RuleViolation("money.format")
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if unicodedata.category(char) != "Cf").strip()


def _in_range(fen: int) -> int:
    if not 0 <= fen <= MAX_FEN:
        raise _out_of_range()
    return fen


def _out_of_range() -> RuleViolation:
    return RuleViolation("money.range", minimum=0, maximum=MAX_FEN)


def _capital_integer(yuan: int) -> str:
    """Whole yuan in capitals, "" for 0; zeros between two digits become one 零, save at a section's end."""
    text, gap = "", False
    for section, unit in zip((yuan // 10**8, yuan // 10**4 % 10**4, yuan % 10**4), _SECTIONS, strict=True):
        for digit, place in zip(map(int, f"{section:04d}"), _PLACES, strict=True):
            if digit:
                text += ("零" if gap and text else "") + _DIGITS[digit] + place
            gap = digit == 0
        text += unit if section else ""
        gap = section == 0
    return text
