"""Search terms for Chinese text, which has no spaces: overlapping pairs of characters, and whole Latin words;
and keys under which numbers of documents are equal.

Both sides of a search are made here, so the database needs no tokenizer of its own and both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

from app.domain.errors import RuleViolation

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The Han characters, extensions included, as the inside of a regular expression's character class."""

_GAP = re.compile(r"(?P<before>[0-9]?)[\W_ー]+(?=(?P<after>[0-9]?))")
_NOUGHTS = re.compile(r"(?<![a-z])o+(?![a-z])")
_FOREIGN = re.compile(rf"[^\W\d_a-z{HAN}ー]")
_NUMERALS = re.compile("[零〇一二三四五六七八九两幺壹贰叁肆伍陆柒捌玖十拾百佰千仟]+")
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")


def fold(text: str) -> str:
    """Fold for comparison: compatibility forms (NFKC), case, and characters that cannot be seen."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen.casefold())


def document_key(number: str) -> str:
    """A key under which two spellings of one document's number are equal; "" where there is no letter or digit.

    ``ＦＫ2026－0100``, ``FK2026-0100`` and ``fk 2026 0100`` are one voucher, ``财〔2026〕3号`` and ``财[2026]3号`` one
    paper. What is no letter and no digit counts only between two digits, where it parts one number from the next:
    ``1-23`` and ``12-3`` stay two. The letter O where a nought would stand is one; noughts in front count, since
    ``A01`` and ``A1`` may be two. Keep the original for display.
    """
    seen = "".join(char for char in fold(number) if not _unseen(char))
    seen = _NOUGHTS.sub(lambda run: "0" * len(run[0]), seen)
    return _GAP.sub(lambda gap: gap["before"] + ("-" if gap["before"] and gap["after"] else ""), seen)


def require_document_letters(number: str, field: str) -> None:
    """Refuse letters that only look like those of a number (Cyrillic, Greek): RuleViolation "document.letters"."""
    seen = "".join(char for char in fold(number) if not _unseen(char))
    if found := _FOREIGN.search(seen):
        raise RuleViolation("document.letters", field=field, letter=found[0])


def _unseen(char: str) -> bool:
    """Marks over a character, and the letters that print nothing (Hangul fillers)."""
    return unicodedata.category(char) in ("Mn", "Me") or char in "\u115f\u1160"


def numerals_as_figures(text: str) -> str:
    """Chinese numbers as figures: "一百零二" and "一〇二" are 102, "十二" is 12.

    Numbers are read up to the thousands (千), figures one by one; "百" after none means one hundred.
    """
    return _NUMERALS.sub(lambda found: _number(found[0]), text)


def _number(text: str) -> str:
    if not any(char in _PLACES for char in text):
        return "".join(str(_numeral(char)) for char in text)
    total = figure = 0
    for char in text:
        if place := _PLACES.get(char):
            total, figure = total + (figure or 1) * place, 0
        else:
            figure = figure * 10 + _numeral(char)
    return str(total + figure)


def _numeral(char: str) -> int:
    return 2 if char == "两" else int(unicodedata.numeric(char))


def bigrams(text: str) -> str:
    """The terms to index for a text, separated by spaces.

    A run of Han characters gives its overlapping pairs, in order, then its single characters for queries of
    one character; Latin words and numbers are whole. Terms hold letters and digits alone, nothing a query
    language could read as a sign.
    """
    terms: list[str] = []
    for run, is_han in _runs(text):
        terms += [*_pairs(run), *run] if is_han else [run]
    return " ".join(terms)


def query_terms(text: str) -> list[str]:
    """The terms a text must all have to answer a query, each once, in order; none for an empty query."""
    terms: list[str] = []
    for run, is_han in _runs(text):
        terms += _pairs(run) if is_han and len(run) > 1 else [run]
    return list(dict.fromkeys(terms))


def _runs(text: str) -> list[tuple[str, bool]]:
    return [(match[0], match["han"] is not None) for match in _RUNS.finditer(fold(text))]


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)]
