"""Pages of the room."""

from __future__ import annotations

from app.street.views import cycles, directory, places, settings, workdays
from app.street.views.blueprint import bp

__all__ = ["bp", "cycles", "directory", "places", "settings", "workdays"]
