"""实施评价: milestones, acceptance, payments, evaluation, rectification, alerts, assisted orders."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, its daily job, and what the ending of an acceptance notice means."""
    from app.delivery import views, words
    from app.delivery.commands.acceptance import acceptance_ended
    from app.delivery.commands.alerts import SWEEP, sweep
    from app.foundation import jobs
    from app.notices.outcomes import on_end

    words.register()
    jobs.register(SWEEP, sweep)
    on_end("acceptance", acceptance_ended)
    app.register_blueprint(views.bp)
