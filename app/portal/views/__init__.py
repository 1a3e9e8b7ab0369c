"""Pages of the room."""

from __future__ import annotations

from app.portal.views import downloads, home, projects, search, tasks, withholding
from app.portal.views.blueprint import bp

__all__ = ["bp", "downloads", "home", "projects", "search", "tasks", "withholding"]
