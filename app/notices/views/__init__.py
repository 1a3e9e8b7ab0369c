"""Pages of the room."""

from __future__ import annotations

from app.notices.views import desk, objections, public
from app.notices.views.blueprint import bp

__all__ = ["bp", "desk", "objections", "public"]
