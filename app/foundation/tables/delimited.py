"""CSV, in the encodings and with the separators that Chinese offices save it with."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Sequence
from itertools import islice

from app.domain.errors import RuleViolation
from app.foundation.tables.reading import Sheet, line_of

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SEPARATORS = ",\t;|，"
_LOOKED_AT = 30


def read(content: bytes) -> Sequence[Sheet]:
    """The one sheet of a CSV file. Raises as read_sheets."""
    text = _decode(content)
    try:
        records = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=False)
        lines = [line_of(number, [c.strip() for c in cells]) for number, cells in enumerate(records, 1)]
    except csv.Error as error:
        raise RuleViolation("table.broken", field="file") from error
    return [Sheet("", [line for line in lines if line is not None])]


def _decode(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise RuleViolation("table.encoding", field="file")


def _separator(text: str) -> str:
    return max(_SEPARATORS, key=lambda separator: _cells(text, separator))


def _cells(text: str, separator: str) -> int:
    records = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return sum(len(record) - 1 for record in islice(records, _LOOKED_AT) if record)
