"""Pages of the room."""

from __future__ import annotations

from app.funds.views import asking, reading, requests
from app.funds.views.blueprint import bp

__all__ = ["asking", "bp", "reading", "requests"]
