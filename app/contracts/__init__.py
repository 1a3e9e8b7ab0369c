"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, and where a notice of a contract leads."""
    from app.contracts import views, words
    from app.contracts.commands import amending, longer_terms
    from app.council.outcomes import on_answer
    from app.notices.outcomes import show_at

    words.register()
    on_answer(longer_terms.KIND, longer_terms.term_answered)
    on_answer(amending.KIND, amending.supplement_answered)
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    show_at("supplement", "contracts.supplement")
    app.register_blueprint(views.bp)
