"""公示: public notice for a set period, objections, answers."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, its job, what the ending of a result means and whose act it is."""
    from app.foundation import jobs
    from app.notices import views, words
    from app.notices.commands.ending import end_due
    from app.notices.commands.publishing import END_DUE
    from app.notices.outcomes import done_by, on_end, result_ended, result_makers, show_at

    words.register()
    jobs.register(END_DUE, end_due)
    on_end("result", result_ended)
    show_at("result", "proposals.detail")
    done_by("result", result_makers)
    app.register_blueprint(views.bp)
