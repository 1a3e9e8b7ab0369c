"""需求: what residents need, who seconds it, what became of it."""

from __future__ import annotations

from flask import Flask

from app.domain.names import mask_name, mask_phone


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from app.foundation import withholding
    from app.needs import views, words
    from app.needs.commands.raising import find_anew
    from app.needs.models import Need

    words.register()
    withholding.register(
        withholding.Kind(
            "need",
            Need,
            ("title", "description", "knot"),
            scope=lambda need: need.scope,
            page=lambda need: ("needs.detail", {"slug": need.slug}),
            changed=find_anew,
        )
    )
    withholding.register(
        withholding.Kind(
            "need_answer",
            Need,
            ("answer",),
            scope=lambda need: need.scope,
            page=lambda need: ("needs.detail", {"slug": need.slug, "_anchor": "answer"}),
        )
    )
    app.jinja_env.filters.update(mask_name=mask_name, mask_phone=mask_phone)
    app.register_blueprint(views.bp)
