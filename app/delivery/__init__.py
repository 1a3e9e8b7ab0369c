"""实施评价: milestones, acceptance, payments, evaluation, rectification, alerts, assisted orders."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words, its pages, its daily job, and what endings and changes of earlier rooms mean here."""
    from sqlalchemy.orm import joinedload, selectinload

    from app.contracts.models import Contract, ContractPart
    from app.delivery import views, words
    from app.delivery.commands.acceptance import acceptance_ended
    from app.delivery.commands.alerts import SWEEP, sweep
    from app.delivery.commands.payees import send_back_payments
    from app.delivery.models import (
        Acceptance,
        Evaluation,
        EvaluationAnswer,
        Milestone,
        RecipientOpinion,
        Rectification,
    )
    from app.foundation import jobs, withholding
    from app.notices.outcomes import on_end
    from app.organisations.outcomes import on_account_confirmed

    words.register()

    def place(acceptance: Acceptance) -> dict[str, str]:
        return {"slug": acceptance.contract.parts[0].proposal.slug, "_anchor": "acceptance"}

    its_parts = (selectinload(Contract.parts).joinedload(ContractPart.proposal),)
    withholding.register(
        withholding.Kind(
            "comment",
            EvaluationAnswer,
            ("comment",),
            scope=lambda answer: answer.evaluation.scope,
            page=lambda answer: ("delivery.evaluation", {"slug": answer.evaluation.slug}),
            along=(joinedload(EvaluationAnswer.evaluation).joinedload(Evaluation.proposal),),
        )
    )
    withholding.register(
        withholding.Kind(
            "recipient_opinion",
            RecipientOpinion,
            ("text",),
            scope=lambda opinion: opinion.acceptance.scope,
            page=lambda opinion: ("delivery.project", place(opinion.acceptance)),
            along=(
                joinedload(RecipientOpinion.acceptance).joinedload(Acceptance.contract).options(*its_parts),
            ),
        )
    )
    withholding.register(
        withholding.Kind(
            "milestone",
            Milestone,
            ("report", "remark"),
            scope=lambda milestone: milestone.scope,
            page=lambda milestone: ("delivery.milestone", {"slug": milestone.slug}),
            along=(
                joinedload(Milestone.part).options(
                    joinedload(ContractPart.proposal), joinedload(ContractPart.contract)
                ),
            ),
        )
    )
    withholding.register(
        withholding.Kind(
            "acceptance",
            Acceptance,
            ("opinion", "annulment"),
            scope=lambda acceptance: acceptance.scope,
            page=lambda acceptance: ("delivery.project", place(acceptance)),
            along=(joinedload(Acceptance.contract).options(*its_parts),),
        )
    )
    withholding.register(
        withholding.Kind(
            "rectification",
            Rectification,
            ("content", "report", "closing_note"),
            scope=lambda rectification: rectification.scope,
            page=lambda rectification: ("delivery.rectification", {"slug": rectification.slug}),
            along=(joinedload(Rectification.proposal),),
        )
    )
    jobs.register(SWEEP, sweep)
    on_end("acceptance", acceptance_ended)
    on_account_confirmed("delivery", send_back_payments)
    app.register_blueprint(views.bp)
