"""What was found, made visible: pieces of a text that answer a query, and the lines around the first. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import Markup, escape

from app.domain.text import query_terms

AROUND = 60


def marked(text: str, query: str) -> Markup:
    """The text with what answers the query marked, everything else escaped."""
    pattern = _pattern(query)
    if pattern is None:
        return escape(text)
    out, end = Markup(), 0
    for hit in pattern.finditer(text):
        out += escape(text[end : hit.start()]) + Markup("<mark>") + escape(hit[0]) + Markup("</mark>")
        end = hit.end()
    return out + escape(text[end:])


def excerpt(text: str, query: str) -> str:
    """The text around its first hit; its beginning when there is none."""
    pattern = _pattern(query)
    hit = pattern.search(text) if pattern else None
    middle = hit.start() if hit else 0
    start = max(0, middle - AROUND)
    end = min(len(text), middle + 2 * AROUND)
    return ("…" if start else "") + text[start:end].strip() + ("…" if end < len(text) else "")


def _pattern(query: str) -> re.Pattern[str] | None:
    """Runs of overlapping terms: 助餐点 is found as 助餐 and 餐点, and marked whole where it stands whole."""
    terms: Sequence[str] = sorted(query_terms(query), key=len, reverse=True)
    if not terms:
        return None
    whole = [re.escape(part) for part in sorted(query.split(), key=len, reverse=True) if part]
    return re.compile("|".join([*whole, *map(re.escape, terms)]), re.IGNORECASE)
