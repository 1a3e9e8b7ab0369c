"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, and where a notice of a contract leads."""
    from app.contracts import views, words
    from app.notices.outcomes import show_at

    words.register()
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    app.register_blueprint(views.bp)
