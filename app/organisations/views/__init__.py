"""Pages of the room."""

from __future__ import annotations

from app.organisations.views import admissions, members, public
from app.organisations.views.blueprint import bp

__all__ = ["admissions", "bp", "members", "public"]
