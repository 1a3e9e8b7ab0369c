"""Pages of the room."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.domain.permissions import Permission
from app.foundation.guard import permit

bp = Blueprint("portal", __name__)


@bp.get("/")
@permit(Permission.PUBLIC)
def home() -> str:
    return render_template("portal/home.html")


@bp.get("/tasks")
@permit(Permission.SIGNED_IN)
def tasks() -> str:
    return render_template("portal/tasks.html")


@bp.get("/search")
@permit(Permission.PUBLIC)
def search() -> str:
    return render_template("portal/search.html")
