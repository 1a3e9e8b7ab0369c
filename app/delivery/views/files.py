"""Evidence, handed out so that nothing in it can run here."""

from __future__ import annotations

from flask import Response, abort, current_app, send_file

from app.delivery.models import Evidence
from app.delivery.queries.finding import evidence_by_slug
from app.delivery.views.blueprint import bp
from app.domain.permissions import Permission
from app.foundation.guard import permit
from app.foundation.settings import Settings


@bp.get("/file/<slug>")
@permit(Permission.EVIDENCE_READ, load=evidence_by_slug)
def file(evidence: Evidence) -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.uploads / evidence.file.relative_path
    if not path.is_file():
        abort(404)
    response = send_file(
        path, mimetype=evidence.file.media_type, as_attachment=True, download_name=evidence.file.name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
