"""审批签约: recognition, approval chain, contract, amendments."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, what keeps people apart on them, where a notice of a contract leads
    and whose acts it announces."""
    from app.contracts import views, words
    from app.contracts.queries.separation import acceptance_doers, contract_doers
    from app.contracts.views.separation import kept_apart
    from app.notices.outcomes import done_by, show_at

    words.register()
    for kind in ("contract", "acceptance"):
        show_at(kind, "contracts.detail")
    done_by("contract", contract_doers)
    done_by("acceptance", acceptance_doers)
    app.jinja_env.globals.update(kept_apart=kept_apart)
    app.register_blueprint(views.bp)
