"""The guidance directory: everybody reads it, an administrator brings in a new one."""

from __future__ import annotations

from itertools import groupby

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
from app.street import queries
from app.street.directory_import import DIRECTORY
from app.street.forms import DirectoryImportForm
from app.street.views.blueprint import bp


def batch_by_slug(session: Session, slug: str) -> ImportBatch | None:
    """An upload of a directory."""
    return ImportBatch.find(session, DIRECTORY.kind, slug)


@bp.get("/directory")
@permit(Permission.PUBLIC)
def directory() -> str:
    items = queries.directory(db.session())
    grouped = groupby(items, key=lambda item: (item.category_number, item.category))
    categories = [(number, name, list(members)) for (number, name), members in grouped]
    return render_template("street/directory.html", categories=categories, count=len(items))


@bp.route("/directory/import", methods=["GET", "POST"])
@permit(Permission.STREET_CONFIGURE)
def import_directory() -> Response | str | tuple[str, int]:
    form = DirectoryImportForm()
    batch = keep_upload(form, DIRECTORY, None)
    if batch is not None:
        return redirect(url_for(".imported_directory", slug=batch.slug), 303)
    page = render_template("street/import_directory.html", form=form, columns=DIRECTORY.columns)
    return (page, 422) if form.is_submitted() else page


@bp.get("/directory/template.xlsx")
@permit(Permission.STREET_CONFIGURE)
def directory_template() -> FileResponse:
    return template_file(DIRECTORY, gettext("指导性目录模板"))


@bp.get("/directory/imports/<slug>")
@permit(Permission.STREET_CONFIGURE, load=batch_by_slug)
def imported_directory(batch: ImportBatch) -> str:
    seen = preview(db.session(), DIRECTORY, batch) if batch.readable else None
    return render_template("street/imported_directory.html", batch=batch, seen=seen, importer=DIRECTORY)


@bp.get("/directory/imports/<slug>/faults.csv")
@permit(Permission.STREET_CONFIGURE, load=batch_by_slug)
def directory_faults(batch: ImportBatch) -> FileResponse:
    return faults_file(db.session(), DIRECTORY, batch)


@bp.post("/directory/imports/<slug>/confirm")
@permit(Permission.STREET_CONFIGURE, load=batch_by_slug)
def confirm_directory(batch: ImportBatch) -> Response:
    perform(
        lambda session: confirm(session, current_actor(), DIRECTORY, batch, now()),
        done=gettext("目录已更新。"),
    )
    return go(url_for(".imported_directory", slug=batch.slug))
