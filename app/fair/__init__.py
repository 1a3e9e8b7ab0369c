"""推介会: offerings, booths, talks, questions and interest marks."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.domain.policy import Scope
    from app.fair import views, words
    from app.fair.models import Question
    from app.foundation import withholding

    words.register()
    withholding.register(
        withholding.Kind(
            "question",
            Question,
            ("text", "answer"),
            scope=lambda question: Scope.of(question.community_id, public=True),
            page=lambda question: ("fair.offering", {"slug": question.offering.slug, "_anchor": "questions"}),
        )
    )
    app.register_blueprint(views.bp)
