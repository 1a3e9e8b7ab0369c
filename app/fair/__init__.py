"""推介会: offerings, booths, talks, questions and interest marks."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from sqlalchemy.orm import joinedload

    from app.domain.policy import Scope
    from app.fair import views, words
    from app.fair.commands.offerings import find_anew
    from app.fair.models import Interest, Offering, Question
    from app.foundation import withholding

    words.register()
    withholding.register(
        withholding.Kind(
            "question",
            Question,
            ("text", "answer"),
            scope=lambda question: Scope.of(question.community_id, public=True),
            page=lambda question: ("fair.offering", {"slug": question.offering.slug, "_anchor": "questions"}),
            along=(joinedload(Question.offering),),
        )
    )
    withholding.register(
        withholding.Kind(
            "offering",
            Offering,
            ("summary", "outside_reason", "target_group"),
            scope=lambda offering: offering.scope,
            page=lambda offering: ("fair.offering", {"slug": offering.slug}),
            changed=find_anew,
        )
    )
    withholding.register(
        withholding.Kind(
            "interest",
            Interest,
            ("note",),
            scope=lambda interest: Scope.of(interest.community_id),
            page=lambda interest: ("fair.offering", {"slug": interest.offering.slug}),
            along=(joinedload(Interest.offering),),
        )
    )
    app.register_blueprint(views.bp)
