"""The room's blueprint and what its views share."""

from __future__ import annotations

from flask import Blueprint, current_app, url_for
from werkzeug.wrappers import Response

bp = Blueprint("funds", __name__, url_prefix="/funds")

Answer = str | tuple[str, int] | Response


def url_if(endpoint: str, slug: str | None) -> str | None:
    """The address of a page that a room above shows; ``None`` where there is none."""
    known = endpoint in current_app.view_functions and slug
    return url_for(endpoint, slug=slug) if known else None
