"""Pages of the room."""

from __future__ import annotations

from app.contracts.views import approving, preparing, reading, signing, supplements
from app.contracts.views.blueprint import bp

__all__ = ["approving", "bp", "preparing", "reading", "signing", "supplements"]
