"""Search terms for Chinese text, which has no spaces: overlapping pairs of characters, and whole Latin words.

Both sides are made here, so the database needs no tokenizer of its own and both databases find the same.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""The Han characters, extensions included, as the inside of a regular expression's character class."""

_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")


def fold(text: str) -> str:
    """Fold for comparison: compatibility forms (NFKC), case, and characters that cannot be seen."""
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFKC", seen.casefold())


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
