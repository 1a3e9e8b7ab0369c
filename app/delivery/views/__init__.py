"""Pages of the room."""

from __future__ import annotations

from app.delivery.views import (
    acceptance,
    alerts,
    evaluation,
    files,
    milestones,
    orders,
    payments,
    project,
    recording,
    rectification,
    reversing,
    worklist,
)
from app.delivery.views.blueprint import bp

__all__ = [
    "acceptance",
    "alerts",
    "bp",
    "evaluation",
    "files",
    "milestones",
    "orders",
    "payments",
    "project",
    "recording",
    "rectification",
    "reversing",
    "worklist",
]
