"""Alerts: what is late or low, and where to go to put it right."""

from __future__ import annotations

from flask import render_template, request, url_for

from app.delivery.models import Alert
from app.delivery.queries.alerts import alerts_page, told
from app.delivery.views.blueprint import bp, url_if
from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.wording import say


@bp.get("/alerts")
@permit(Permission.ALERT_READ)
def alerts() -> str:
    session, resolved = db.session(), request.args.get("state") == "resolved"
    rows = alerts_page(session, current_actor(), resolved=resolved, number=asked_page())
    named = told(session, rows.items)
    return render_template(
        "delivery/alerts.html",
        resolved=resolved,
        rows=rows,
        sentence=lambda alert: say(f"alert.{alert.kind}", named[alert.id]),
        alert_url=alert_url,
        today=today(),
    )


def alert_url(alert: Alert) -> str | None:
    """Where the subject of an alert is put right."""
    if alert.kind == "need_unanswered":
        return url_if("needs.detail", slug=alert.subject_ref)
    if alert.kind == "acceptance_objected":
        return url_if("notices.detail", slug=alert.subject_ref)
    endpoint = {
        "milestone_late": "delivery.milestone",
        "payment_overdue": "delivery.payment",
        "evaluation_low": "delivery.evaluation",
        "rectification_late": "delivery.rectification",
    }[alert.kind]
    return url_for(endpoint, slug=alert.subject_ref)
