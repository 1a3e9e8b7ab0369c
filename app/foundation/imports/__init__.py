"""Rows from an office's table into commands: read, shown with every fault, and brought in once confirmed.

A room that imports declares an ``Importer``: its columns, and a function that calls the command for one row.
"""

from __future__ import annotations

from app.foundation.imports.batches import ImportBatch, confirm, keep, preview
from app.foundation.imports.importer import NEW, Importer, Row, Verdict, WholeList
from app.foundation.imports.reading import read_rows

__all__ = [
    "NEW",
    "ImportBatch",
    "Importer",
    "Row",
    "Verdict",
    "WholeList",
    "confirm",
    "keep",
    "preview",
    "read_rows",
]
