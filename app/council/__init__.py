"""议事: meetings, roll, attendance and quorum, opinions, resolutions."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.council import views, words
    from app.council.models import Opinion
    from app.foundation import withholding

    words.register()
    withholding.register(
        withholding.Kind(
            "opinion",
            Opinion,
            ("text",),
            scope=lambda opinion: opinion.topic.scope,
            page=lambda opinion: ("council.detail", {"slug": opinion.topic.meeting.slug}),
        )
    )
    app.register_blueprint(views.bp)
