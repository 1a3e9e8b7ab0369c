"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, and what notices and new accounts of payees mean to contracts."""
    from app.contracts import commands, views, words
    from app.notices.outcomes import show_at
    from app.organisations.outcomes import on_account_confirmed

    words.register()
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    on_account_confirmed("contracts", commands.follow_account)
    app.register_blueprint(views.bp)
