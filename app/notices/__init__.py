"""公示: public notice for a set period, objections, answers."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, its job, what the ending of a result means and whose act it is."""
    from sqlalchemy.orm import joinedload

    from app.foundation import jobs, withholding
    from app.notices import views, words
    from app.notices.commands.ending import end_due
    from app.notices.commands.publishing import END_DUE
    from app.notices.models import Objection
    from app.notices.outcomes import done_by, on_end, result_ended, result_makers, show_at

    words.register()
    for name, column in (("objection", "text"), ("objection_answer", "answer")):
        withholding.register(
            withholding.Kind(
                name,
                Objection,
                (column,),
                scope=lambda objection: objection.scope,
                page=lambda objection: (
                    "notices.detail",
                    {"slug": objection.notice.slug, "_anchor": "objections"},
                ),
                along=(joinedload(Objection.notice),),
            )
        )
    jobs.register(END_DUE, end_due)
    on_end("result", result_ended)
    show_at("result", "proposals.detail")
    done_by("result", result_makers)
    app.register_blueprint(views.bp)
