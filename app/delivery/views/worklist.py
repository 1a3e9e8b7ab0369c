"""What waits for whoever looks, and the projects under way in their area."""

from __future__ import annotations

from collections.abc import Callable

from flask import render_template, url_for

from app.delivery.queries.tasks import Task, tasks_of
from app.delivery.queries.underway import projects_under_way
from app.delivery.views.blueprint import bp
from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.foundation.paging import asked_page

PAGES: dict[str, Callable[[Task], str]] = {
    "plan": lambda task: url_for("delivery.plan", slug=task.project),
    "start": lambda task: url_for("delivery.project", slug=task.project),
    "report_milestone": lambda task: url_for("delivery.report_milestone", slug=task.ref),
    "confirm_milestone": lambda task: url_for("delivery.confirm_milestone", slug=task.ref),
    "open_evaluation": lambda task: url_for("delivery.open_evaluation", slug=task.project),
    "evaluate": lambda task: url_for("delivery.score", slug=task.ref),
    "confirm_tally": lambda task: url_for("delivery.confirm_tally", slug=task.ref),
    "close_evaluation": lambda task: url_for("delivery.close_evaluation", slug=task.ref),
    "order_rectification": lambda task: url_for("delivery.order_rectification", slug=task.project),
    "report_rectification": lambda task: url_for("delivery.report_rectification", slug=task.ref),
    "check_rectification": lambda task: url_for("delivery.check_rectification", slug=task.ref),
    "accept": lambda task: url_for("delivery.accept", slug=task.ref),
    "request_payment": lambda task: url_for("delivery.request_payment", slug=task.project, seq=int(task.ref)),
    "approve_payment": lambda task: url_for("delivery.payment", slug=task.ref),
    "pay": lambda task: url_for("delivery.pay", slug=task.ref),
    "reopen_acceptance": lambda task: url_for("delivery.reopen_acceptance", slug=task.ref),
    "close": lambda task: url_for("delivery.close", slug=task.ref),
    "complete_order": lambda task: url_for("delivery.order", slug=task.ref),
}


def task_url(task: Task) -> str:
    """The page on which a task is done."""
    return PAGES[task.kind](task)


@bp.get("/")
@permit(Permission.SIGNED_IN)
def index() -> str:
    session, actor = db.session(), current_actor()
    return render_template(
        "delivery/index.html",
        tasks=tasks_of(session, actor, today()),
        task_url=task_url,
        projects=projects_under_way(session, actor, asked_page()),
        today=today(),
    )
