"""What the room's codes and values are called."""

from __future__ import annotations


def register() -> None:
    """Tell the foundation the room's words."""
