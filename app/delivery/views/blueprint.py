"""The room's blueprint and what its views share."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms import FieldList

from app.foundation.forms import BaseForm
from app.foundation.htmx import go
from app.proposals.models import Proposal

bp = Blueprint("delivery", __name__, url_prefix="/delivery")

Answer = str | tuple[str, int] | Response


def show(template: str, form: BaseForm, **context: object) -> tuple[str, int]:
    """A form's page; 422 when it holds errors."""
    return render_template(f"delivery/{template}", form=form, **context), 422 if form.errors else 200


def done(words: str, proposal: Proposal) -> Response:
    """Tell what was done on the project's page."""
    flash(words, "success")
    return go(project_url(proposal))


def project_url(proposal: Proposal) -> str:
    return url_for("delivery.project", slug=proposal.slug)


def url_if(endpoint: str, slug: str) -> str | None:
    """The address of another room's page; ``None`` where that room has none."""
    return url_for(endpoint, slug=slug) if endpoint in current_app.view_functions else None


def lines_changed(field: FieldList, name: str) -> bool:
    """Answer the buttons that add or take away a line of a form without a script."""
    if request.form.get(f"add_{name}"):
        if len(field.entries) < field.max_entries:
            field.append_entry()
        return True
    index = request.form.get(f"remove_{name}", type=int)
    if index is None:
        return False
    if 0 <= index < len(field.entries) and len(field.entries) > 1:
        kept = [entry.data for number, entry in enumerate(field.entries) if number != index]
        while field.entries:
            field.pop_entry()
        for data in kept:
            field.append_entry(data)
    return True
