"""Uploads handed out so that nothing in them can run here."""

from __future__ import annotations

from flask import Response, abort, current_app, send_file

from app.foundation.files import StoredFile
from app.foundation.settings import Settings


def hand_out(file: StoredFile) -> Response:
    """The file as an attachment under the name people gave it; 404 when the folder has lost it."""
    settings: Settings = current_app.config["SETTINGS"]
    path = settings.uploads / file.relative_path
    if not path.is_file():
        abort(404)
    response = send_file(path, mimetype=file.media_type, as_attachment=True, download_name=file.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
