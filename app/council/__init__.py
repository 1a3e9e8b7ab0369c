"""议事: meetings, roll, attendance and quorum, opinions, resolutions."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from sqlalchemy.orm import joinedload

    from app.council import views, words
    from app.council.models import Meeting, Opinion, Topic
    from app.foundation import withholding

    words.register()
    withholding.register(
        withholding.Kind(
            "opinion",
            Opinion,
            ("text",),
            scope=lambda opinion: opinion.topic.scope,
            page=lambda opinion: ("council.detail", {"slug": opinion.topic.meeting.slug}),
            along=(joinedload(Opinion.topic).joinedload(Topic.meeting),),
        )
    )
    withholding.register(
        withholding.Kind(
            "meeting",
            Meeting,
            ("note",),
            scope=lambda meeting: meeting.scope,
            page=lambda meeting: ("council.detail", {"slug": meeting.slug}),
        )
    )
    app.register_blueprint(views.bp)
