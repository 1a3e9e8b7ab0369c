"""Pages of the room."""

from __future__ import annotations

from app.fair.views import arranging, marks, offerings, public
from app.fair.views.blueprint import bp

__all__ = ["arranging", "bp", "marks", "offerings", "public"]
