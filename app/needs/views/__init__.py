"""Pages of the room."""

from __future__ import annotations

from app.needs.views import desk, reading, telling
from app.needs.views.blueprint import bp

__all__ = ["bp", "desk", "reading", "telling"]
