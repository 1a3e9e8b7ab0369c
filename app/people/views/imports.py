"""Importing representatives: upload, look, confirm."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import redirect, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.imports import ImportBatch, confirm, preview
from app.foundation.imports.pages import faults_file, keep_upload, template_file
from app.people.forms import ImportForm
from app.people.representatives_import import REPRESENTATIVES
from app.people.views.blueprint import bp
from app.street.models import Community
from app.street.queries import community_by_slug


def batch_by_slug(session: Session, slug: str) -> ImportBatch | None:
    """An upload of representatives."""
    return ImportBatch.find(session, REPRESENTATIVES.kind, slug)


@bp.route("/people/communities/<slug>/representatives/import", methods=["GET", "POST"])
@permit(Permission.REPRESENTATIVES_IMPORT, load=community_by_slug)
def import_representatives(community: Community) -> Response | str | tuple[str, int]:
    form = ImportForm()
    batch = keep_upload(form, REPRESENTATIVES, community.id)
    if batch is not None:
        return redirect(url_for(".imported_representatives", slug=batch.slug), 303)
    page = render_template(
        "people/import.html", community=community, form=form, columns=REPRESENTATIVES.columns
    )
    return (page, 422) if form.is_submitted() else page


@bp.get("/people/representatives/template.xlsx")
@permit(Permission.REPRESENTATIVES_IMPORT)
def representatives_template() -> FileResponse:
    return template_file(REPRESENTATIVES, gettext("居民代表名册模板"))


@bp.get("/people/imports/<slug>")
@permit(Permission.REPRESENTATIVES_IMPORT, load=batch_by_slug)
def imported_representatives(batch: ImportBatch) -> Response | str:
    session = db.session()
    community = session.get_one(Community, batch.area)
    seen = preview(session, REPRESENTATIVES, batch) if batch.readable else None
    return render_template(
        "people/import_preview.html", batch=batch, community=community, seen=seen, importer=REPRESENTATIVES
    )


@bp.get("/people/imports/<slug>/faults.csv")
@permit(Permission.REPRESENTATIVES_IMPORT, load=batch_by_slug)
def import_faults(batch: ImportBatch) -> FileResponse:
    return faults_file(db.session(), REPRESENTATIVES, batch)


@bp.post("/people/imports/<slug>/confirm")
@permit(Permission.REPRESENTATIVES_IMPORT, load=batch_by_slug)
def confirm_import(batch: ImportBatch) -> Response:
    perform(
        lambda session: confirm(session, current_actor(), REPRESENTATIVES, batch, now()),
        done=gettext("名册已导入。"),
    )
    return go(url_for(".imported_representatives", slug=batch.slug))
