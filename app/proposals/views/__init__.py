"""Pages of the room."""

from __future__ import annotations

from app.proposals.views import drafting, editing, lists, reading, reviewing
from app.proposals.views.blueprint import bp

__all__ = ["bp", "drafting", "editing", "lists", "reading", "reviewing"]
