"""The blueprint that the room's pages stand on."""

from __future__ import annotations

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("needs", __name__, url_prefix="/needs")

Answer = str | tuple[str, int] | Response
