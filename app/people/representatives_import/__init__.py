"""Representatives from an office's table: the columns, how rows are matched, and the command for one row."""

from __future__ import annotations

from app.foundation.imports import Importer
from app.people.representatives_import.applying import apply
from app.people.representatives_import.columns import COLUMNS
from app.people.representatives_import.judging import judge

REPRESENTATIVES = Importer("representatives", COLUMNS, apply, judge)

__all__ = ["REPRESENTATIVES"]
