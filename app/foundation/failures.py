"""What a person sees when something cannot be: one plain page for each case."""

from __future__ import annotations

from flask import Flask, render_template
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from app.domain.errors import RuleViolation
from app.foundation.database import db
from app.foundation.wording import refusal_text

PAGES = frozenset({400, 403, 404, 409, 413, 429, 500})


def init_app(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code == 405:
            code = 404
        return _page(code) if code in PAGES else error

    @app.errorhandler(CSRFError)
    def _csrf(error: CSRFError) -> tuple[str, int]:
        return _page(400, expired=True)

    @app.errorhandler(RuleViolation)
    def _refused(violation: RuleViolation) -> tuple[str, int]:
        return _page(409, reason=refusal_text(violation))

    @app.errorhandler(StaleDataError)
    def _stale(error: StaleDataError) -> tuple[str, int]:
        return _page(409, reason=refusal_text(RuleViolation("form.stale")))

    @app.errorhandler(500)
    def _broken(error: Exception) -> tuple[str, int]:
        db.session.rollback()
        return _page(500)


def _page(code: int, **context: object) -> tuple[str, int]:
    return render_template(f"errors/{code}.html", **context), code
