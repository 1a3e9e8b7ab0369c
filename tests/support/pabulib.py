"""The format's own checker, asked about a text."""

from __future__ import annotations

import contextlib
import io
from typing import Any

from pabulib.checker import Checker


def errors(text: str) -> dict[str, Any]:
    """What the checker calls an error, by kind; none where the file is good."""
    with contextlib.redirect_stdout(io.StringIO()):
        results = Checker().process_files([text])
    (found,) = (
        one["results"]["errors"] for key, one in results.items() if key not in ("metadata", "summary")
    )
    return dict(found)
