"""Pages of the room."""

from __future__ import annotations

from app.people.views import (
    accounts,
    appointments,
    audit_log,
    imports,
    own_account,
    representatives,
    signing_in,
)
from app.people.views.blueprint import bp

__all__ = [
    "accounts",
    "appointments",
    "audit_log",
    "bp",
    "imports",
    "own_account",
    "representatives",
    "signing_in",
]
