"""Evidence, handed out."""

from __future__ import annotations

from flask import Response

from app.delivery.models import Evidence
from app.delivery.queries.finding import evidence_by_slug
from app.delivery.views.blueprint import bp
from app.domain.permissions import Permission
from app.foundation.downloads import hand_out
from app.foundation.guard import permit


@bp.get("/file/<slug>")
@permit(Permission.EVIDENCE_READ, load=evidence_by_slug)
def file(evidence: Evidence) -> Response:
    return hand_out(evidence.file)
