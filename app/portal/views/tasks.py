"""My tasks."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from flask import g, render_template

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.portal import links
from app.portal.queries.tasks import LISTED, Task
from app.portal.queries.tasks import tasks as tasks_of
from app.portal.views.blueprint import bp
from app.portal.words import ROOMS


@bp.get("/tasks")
@permit(Permission.SIGNED_IN)
def tasks() -> str:
    found = tasks_of(db.session(), current_actor(), now())
    g.tasks_count = sum({task.kind: task.total for task in found}.values())
    return render_template(
        "portal/tasks.html",
        groups=_by_room(found),
        total=g.tasks_count,
        more={task.kind: task.total - LISTED for task in found if task.total > LISTED},
        entries=links.entries(current_actor()),
        today=today(),
    )


def _by_room(found: Sequence[Task]) -> list[tuple[str, int, list[Task]]]:
    """Tasks by room in the order of the road, with how many each room has."""
    order = list(ROOMS)
    rows = sorted(found, key=lambda task: order.index(task.room))
    grouped = [(room, list(tasks)) for room, tasks in groupby(rows, key=lambda task: task.room)]
    return [(room, sum({t.kind: t.total for t in tasks}.values()), tasks) for room, tasks in grouped]
