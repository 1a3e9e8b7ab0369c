"""实施评价: milestones, acceptance, payments, evaluation, rectification, alerts, assisted orders."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, its daily job, and what endings and changes of earlier rooms mean here."""
    from app.delivery import views, words
    from app.delivery.commands.acceptance import acceptance_ended
    from app.delivery.commands.alerts import SWEEP, sweep
    from app.delivery.commands.payees import send_back_payments
    from app.delivery.models import EvaluationAnswer, RecipientOpinion
    from app.foundation import jobs, withholding
    from app.notices.outcomes import on_end
    from app.organisations.outcomes import on_account_confirmed

    words.register()
    withholding.register(
        withholding.Kind(
            "comment",
            EvaluationAnswer,
            ("comment",),
            scope=lambda answer: answer.evaluation.scope,
            page=lambda answer: ("delivery.evaluation", {"slug": answer.evaluation.slug}),
        )
    )
    withholding.register(
        withholding.Kind(
            "recipient_opinion",
            RecipientOpinion,
            ("text",),
            scope=lambda opinion: opinion.acceptance.scope,
            page=lambda opinion: ("contracts.detail", {"slug": opinion.acceptance.contract.slug}),
        )
    )
    jobs.register(SWEEP, sweep)
    on_end("acceptance", acceptance_ended)
    on_account_confirmed("delivery", send_back_payments)
    app.register_blueprint(views.bp)
