"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, what keeps people apart on them, and what notices, answers and new accounts
    of payees mean to contracts.
    """
    from app.contracts import commands, views, words
    from app.contracts.commands import amending, longer_terms
    from app.contracts.queries.separation import acceptance_doers, contract_doers, supplement_doers
    from app.contracts.views.separation import kept_apart
    from app.council.outcomes import on_answer
    from app.notices.outcomes import done_by, show_at
    from app.organisations.outcomes import on_account_confirmed

    words.register()
    on_answer(longer_terms.KIND, longer_terms.term_answered)
    on_answer(amending.KIND, amending.supplement_answered)
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    show_at("supplement", "contracts.supplement")
    on_account_confirmed("contracts", commands.follow_account)
    done_by("contract", contract_doers)
    done_by("acceptance", acceptance_doers)
    done_by("supplement", supplement_doers)
    app.jinja_env.globals.update(kept_apart=kept_apart)
    app.register_blueprint(views.bp)
