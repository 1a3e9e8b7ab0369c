"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, and what notices, answers and new accounts of payees mean to contracts."""
    from app.contracts import commands, views, words
    from app.contracts.commands import amending, longer_terms
    from app.council.outcomes import on_answer
    from app.notices.outcomes import show_at
    from app.organisations.outcomes import on_account_confirmed

    words.register()
    on_answer(longer_terms.KIND, longer_terms.term_answered)
    on_answer(amending.KIND, amending.supplement_answered)
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    show_at("supplement", "contracts.supplement")
    on_account_confirmed("contracts", commands.follow_account)
    app.register_blueprint(views.bp)
