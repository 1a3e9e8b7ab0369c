"""Pages of the room."""

from __future__ import annotations

from app.organisations.views import accounts, admissions, members, public
from app.organisations.views.blueprint import bp

__all__ = ["accounts", "admissions", "bp", "members", "public"]
