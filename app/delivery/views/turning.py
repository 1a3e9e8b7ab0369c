"""Where a turn of a project is taken."""

from __future__ import annotations

from flask import url_for

from app.delivery.queries.finding import Project
from app.delivery.queries.tasks import Task
from app.delivery.turns import Turn
from app.delivery.views.worklist import task_url
from app.domain.permissions import Permission
from app.foundation.guard import can

P = Permission
NEEDED = {
    "plan": P.MILESTONE_PLAN,
    "report_milestone": P.MILESTONE_REPORT,
    "confirm_milestone": P.MILESTONE_CONFIRM,
    "open_evaluation": P.EVALUATION_OPEN,
    "evaluate": P.EVALUATE,
    "close_evaluation": P.EVALUATION_OPEN,
    "order_rectification": P.RECTIFICATION_ORDER,
    "report_rectification": P.RECTIFICATION_REPORT,
    "check_rectification": P.RECTIFICATION_CLOSE,
    "accept": P.ACCEPTANCE_RECORD,
    "request_payment": P.PAYMENT_REQUEST,
    "approve_payment": P.PAYMENT_APPROVE,
    "pay": P.PAYMENT_PAY,
    "reopen_acceptance": P.PROJECT_CLOSE,
    "close": P.PROJECT_CLOSE,
}


def turn_url(turn: Turn, found: Project) -> str | None:
    """The page where the present reader takes a turn; ``None`` when it is not theirs."""
    if turn.kind == "acceptance_notice":
        return url_for("notices.detail", slug=turn.ref)
    if turn.kind not in NEEDED or not can(NEEDED[turn.kind], found):
        return None
    ref = found.contract.slug if turn.kind in ("accept", "reopen_acceptance", "close") else turn.ref
    return task_url(Task(turn.kind, "", "", found.proposal.slug, ref))
