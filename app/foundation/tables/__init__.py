"""Tables that enter and leave the house: xlsx and CSV as an office has them."""

from __future__ import annotations

from app.foundation.tables.reading import Line, Sheet, read_sheets
from app.foundation.tables.writing import write_csv

__all__ = ["Line", "Sheet", "read_sheets", "write_csv"]
