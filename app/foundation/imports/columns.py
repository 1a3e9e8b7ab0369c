"""What a column of an import is called and how its cells are read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from flask_babel import LazyString

from app.domain.errors import RuleViolation
from app.domain.money import parse_yuan
from app.domain.names import normalise_phone

Parse = Callable[[str], Any]

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?(?:[ T]0{1,2}:00(?::00)?)?")
_MONTH = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_SERIAL = re.compile(r"[2-7]\d{4}")
_SERIAL_START = date(1899, 12, 30)
_YES = frozenset({"是", "有", "√", "✓", "✔", "y", "yes", "true", "1"})
_NO = frozenset({"", "否", "无", "没有", "不是", "×", "✗", "-", "—", "n", "no", "false", "0"})


@dataclass(frozen=True)
class Column:
    """A column: ``key`` in the row's values, ``title`` as people are told it.

    ``heads`` are what offices print above it, first the one of the template; ``parse`` raises RuleViolation for
    a text that cannot be read; an empty cell gives ``empty`` without being parsed, or is a fault when
    ``required``.
    """

    key: str
    title: LazyString
    heads: tuple[str, ...]
    parse: Parse
    required: bool = False
    empty: Any = None
    hint: LazyString | str = ""

    @property
    def also(self) -> tuple[str, ...]:
        """Further heads worth telling people; those of our own exports are left out."""
        return tuple(head for head in self.heads[1:] if not head.isascii())


def folded(text: str) -> str:
    """Full-width letters and digits made plain, invisible characters gone."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf").strip()


def text(most: int) -> Parse:
    """A text of at most ``most`` characters. Violations "cell.long", "cell.characters"."""

    def parse(value: str) -> str:
        kept = " ".join(value.split())
        if len(kept) > most:
            raise RuleViolation("cell.long", most=most)
        if "\ufffd" in kept or not all(c.isprintable() or c == "\u200d" for c in kept):
            raise RuleViolation("cell.characters")
        return kept

    return parse


def code(most: int) -> Parse:
    """A code: as text, with full-width letters and digits made plain and without spaces."""
    read = text(most)
    return lambda value: read("".join(folded(value).split()))


def phone(value: str) -> str:
    """A mobile number or a line with its area code. Violations "phone.format", "phone.rounded"."""
    if re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", folded(value)):
        raise RuleViolation("phone.rounded")
    return normalise_phone(value, landline=True)


def day(month: Literal["first", "last"] | None = None) -> Parse:
    """A day: 2024-03-20, 2024/3/20, 2024.3.20, 2024年3月20日, 20240320 or a spreadsheet's serial number.

    With ``month``, "2024年3月" is the first or last day of the month. Violations "cell.day", "cell.no_such_day".
    """

    def parse(value: str) -> date:
        plain = folded(value)
        if found := _DAY.fullmatch(plain) or _COMPACT.fullmatch(plain):
            return _date(*map(int, found.groups()))
        if month and (found := _MONTH.fullmatch(plain)):
            return _month_end(*map(int, found.groups()), last=month == "last")
        if _SERIAL.fullmatch(plain):
            return _SERIAL_START + timedelta(days=int(plain))
        raise RuleViolation("cell.day")

    return parse


def _date(year: int, month: int, of_month: int) -> date:
    try:
        return date(year, month, of_month)
    except ValueError as error:
        raise RuleViolation("cell.no_such_day") from error


def _month_end(year: int, month: int, *, last: bool) -> date:
    first = _date(year, month, 1)
    return _date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) if last else first


def yes_no(*more_yes: str, no: tuple[str, ...] = ()) -> Parse:
    """True or false from what offices write. Violation "cell.yes_no"."""

    def parse(value: str) -> bool:
        plain = folded(value).casefold()
        if plain in _YES or plain in more_yes:
            return True
        if plain in _NO or plain in no:
            return False
        raise RuleViolation("cell.yes_no")

    return parse


def whole_number(least: int, most: int) -> Parse:
    """A whole number, thousands separators allowed. Violation "cell.number"."""

    def parse(value: str) -> int:
        plain = folded(value).replace(",", "")
        if not re.fullmatch(r"\d{1,12}", plain) or not least <= int(plain) <= most:
            raise RuleViolation("cell.number", least=least, most=most)
        return int(plain)

    return parse


def money(value: str) -> int:
    """Yuan as fen. Raises as app.domain.money.parse_yuan."""
    return parse_yuan(value)


def choice(values: Mapping[str, str]) -> Parse:
    """One of a list: what an office writes → the value. Violation "cell.choice" names what is allowed."""

    def parse(value: str) -> str:
        found = values.get(folded(value))
        if found is None:
            raise RuleViolation("cell.choice", allowed="、".join(dict.fromkeys(values)))
        return found

    return parse
