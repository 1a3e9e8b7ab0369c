"""表决: rounds, roll, ballots, closing and counting."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.foundation import withholding
    from app.people.seats import keep_seated
    from app.voting import views, words
    from app.voting.models import Round
    from app.voting.queries import open_until

    words.register()
    keep_seated(open_until)
    app.jinja_env.filters.update(round_text=words.round_words)
    withholding.register(
        withholding.Kind(
            "round",
            Round,
            ("close_reason",),
            scope=lambda round: round.scope,
            page=lambda round: ("voting.detail", {"slug": round.slug}),
        )
    )
    app.register_blueprint(views.bp)
