"""Pages of the room."""

from app.voting.views import booth, desk, preparing, public, replacing, trying, wishing
from app.voting.views.blueprint import bp

__all__ = ["booth", "bp", "desk", "preparing", "public", "replacing", "trying", "wishing"]
