"""Where the room's pages are hung."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("people", __name__)
