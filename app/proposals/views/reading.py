"""A proposal to read: its text, money, reviews and versions."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext

from app.domain.lifecycle import PROPOSAL, available
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.guard import can, current_actor, permit
from app.foundation.withholding import standing
from app.needs.queries import withheld_titles
from app.proposals import queries
from app.proposals.commands.findings import findings_of
from app.proposals.comparing import compare
from app.proposals.content import is_management_fee
from app.proposals.models import Proposal
from app.proposals.next_steps import next_step
from app.proposals.views.blueprint import bp
from app.street.queries import current_cycle

UNDER_WAY = frozenset({"draft", "returned", "under_review", "objection_upheld"})
"""States in which the findings of the day still matter."""


@bp.get("/<slug>")
@permit(Permission.PROPOSAL_READ, load=queries.proposal_by_slug)
def detail(proposal: Proposal) -> str:
    session = db.session()
    inside = can(Permission.PROPOSAL_EDIT, proposal) or can(Permission.PROPOSAL_REVIEW, proposal)
    looked_at = inside and proposal.state in UNDER_WAY
    return render_template(
        "proposals/detail.html",
        proposal=proposal,
        step=next_step(proposal.state, current_cycle(session, today()), today()),
        actions=available(PROPOSAL, proposal.state, lambda permission: can(permission, proposal)),
        findings=findings_of(session, proposal, now()).all if looked_at else [],
        reviews=queries.reviews(session, proposal),
        versions=queries.versions(session, proposal),
        fee_fen=sum(line.amount_fen for line in proposal.budget_lines if is_management_fee(line.kind)),
        inside=inside,
        submits=proposal.organisation_id in current_actor().organisations(),
    )


@bp.get("/<slug>/versions")
@permit(Permission.PROPOSAL_READ, load=queries.proposal_by_slug)
def versions(proposal: Proposal) -> str:
    kept = {version.number: version for version in queries.versions(db.session(), proposal)}
    newest = max(kept, default=0)
    right = kept.get(request.args.get("right", newest, type=int)) or kept.get(newest)
    before = right.number - 1 if right else 0
    left = (
        kept.get(request.args.get("left", before, type=int))
        or (kept.get(before) if before else None)
        or right
    )
    withheld = withheld_titles(db.session(), proposal.community_id)
    hidden = standing(db.session(), "proposal", proposal.id)
    pairs = (
        compare(left.content, right.content, withheld, hidden.words if hidden else ())
        if left and right
        else []
    )
    return render_template(
        "proposals/versions.html",
        proposal=proposal,
        kept=kept,
        left=left,
        right=right,
        pairs=pairs,
        heading=gettext("版本对照"),
    )
