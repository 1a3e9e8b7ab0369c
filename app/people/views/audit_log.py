"""The audit log, for the auditor."""

from __future__ import annotations

from flask import render_template, request

from app.domain.permissions import Permission
from app.foundation import audit
from app.foundation.database import db
from app.foundation.guard import permit
from app.foundation.paging import asked_page
from app.foundation.wording import label
from app.people.forms import AuditFilterForm
from app.people.queries.audit_log import AuditFilter, audit_actions, audit_head, audit_page
from app.people.views.blueprint import bp


@bp.get("/audit")
@permit(Permission.AUDIT_READ)
def audit_log() -> str:
    session = db.session()
    form = AuditFilterForm(request.args)
    form.offer([(action, action_text(action)) for action in audit_actions(session)])
    wanted = AuditFilter(
        subject=form.subject.data or form.kind.data or "",
        person=(form.person.data or "").strip(),
        project=(form.project.data or "").strip(),
        action=form.action.data or "",
        first=form.first.data,
        last=form.last.data,
    )
    return render_template(
        "people/audit_log.html",
        page=audit_page(session, asked_page(), wanted),
        form=form,
        action_text=action_text,
        kind_text=kind_text,
        head=audit_head(session),
    )


@bp.get("/audit/chain")
@permit(Permission.AUDIT_READ)
def audit_chain() -> str:
    """Walks the whole chain while the reader waits."""
    session = db.session()
    return render_template("people/audit_chain.html", breach=audit.verify(session), head=audit_head(session))


def action_text(action: str) -> str:
    """What an action is called: rooms name theirs as labels of "audit.<room>"."""
    return label(action, f"audit.{action.partition('.')[0]}")


def kind_text(kind: str) -> str:
    """What a kind of record is called, withheld words' kinds included."""
    named = label(kind, "audit.kind")
    return named if named != kind else label(kind, "words.kind")
