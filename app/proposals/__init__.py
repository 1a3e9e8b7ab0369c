"""项目申报: application, activity plan, budget lines, review."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.proposals import compliance, views, words

    words.register()
    app.jinja_env.filters.update(
        finding=words.finding_text, refusal=words.code_text, kept_findings=compliance.from_json
    )
    app.register_blueprint(views.bp)
