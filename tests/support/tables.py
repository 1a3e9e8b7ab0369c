"""Files as offices have them, made in memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook


def xlsx(rows: Sequence[Sequence[Any]], merged: Sequence[str] = (), title: str = "名册") -> bytes:
    """An xlsx file of one sheet, with merged ranges ("A1:C1")."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_members(content: bytes, members: Mapping[str, bytes]) -> bytes:
    """A zip file with further members, or members of the same name replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            if item.filename not in members:
                new.writestr(item, old.read(item.filename))
        for name, data in members.items():
            new.writestr(name, data)
    return out.getvalue()


def csv_text(rows: Sequence[Sequence[Any]], separator: str = ",") -> str:
    return "\r\n".join(separator.join(map(str, row)) for row in rows) + "\r\n"
