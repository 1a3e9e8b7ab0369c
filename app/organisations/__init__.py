"""社会组织: registered organisations, status lists, ratings, track record."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.domain.accounts import masked
    from app.foundation import jobs, withholding
    from app.organisations import queries, views, words
    from app.organisations.commands.forgetting import FORGET, FORGET_ORIGIN, forget_origin, forget_refused
    from app.organisations.commands.profile import make_findable
    from app.organisations.models import Organisation
    from app.people.queries import also_named

    words.register()
    jobs.register(FORGET, forget_refused)
    jobs.register(FORGET_ORIGIN, forget_origin)
    also_named(queries.names_for)
    app.jinja_env.filters["masked_account"] = masked
    withholding.register(
        withholding.Kind(
            "organisation",
            Organisation,
            ("intro", "state_reason"),
            scope=lambda organisation: organisation.scope,
            page=lambda organisation: ("organisations.detail", {"slug": organisation.slug}),
            changed=make_findable,
        )
    )
    app.register_blueprint(views.bp)
