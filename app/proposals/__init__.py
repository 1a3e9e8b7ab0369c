"""项目申报: application, activity plan, budget lines, review."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Open the room: its words and its pages."""
    from sqlalchemy.orm import joinedload

    from app.foundation import withholding
    from app.proposals import compliance, views, words
    from app.proposals.commands.road import find_anew
    from app.proposals.models import Proposal, Review

    words.register()
    app.jinja_env.filters.update(
        finding=words.finding_text, refusal=words.code_text, kept_findings=compliance.from_json
    )
    withholding.register(
        withholding.Kind(
            "proposal",
            Proposal,
            ("outside_reason", "goal", "activities", "schedule", "staffing", "target_group"),
            scope=lambda proposal: proposal.scope,
            page=lambda proposal: ("proposals.detail", {"slug": proposal.slug}),
            changed=find_anew,
        )
    )
    withholding.register(
        withholding.Kind(
            "hearing",
            Proposal,
            ("hearing_note",),
            scope=lambda proposal: proposal.scope,
            page=lambda proposal: ("proposals.detail", {"slug": proposal.slug}),
        )
    )
    withholding.register(
        withholding.Kind(
            "review",
            Review,
            ("reason",),
            scope=lambda review: review.proposal.scope,
            page=lambda review: ("proposals.detail", {"slug": review.proposal.slug}),
            along=(joinedload(Review.proposal),),
        )
    )
    app.register_blueprint(views.bp)
