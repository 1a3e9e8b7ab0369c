"""Where the room's pages are hung."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("street", __name__, url_prefix="/street")
