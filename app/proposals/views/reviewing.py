"""The street's review, and the residents' hall."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.domain.procurement import rating_end
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.organisations.queries import facts_of, track_records
from app.proposals import commands, queries
from app.proposals.commands.findings import findings_of
from app.proposals.content import is_management_fee
from app.proposals.forms import HearingForm, ReviewForm
from app.proposals.models import Proposal
from app.proposals.views.blueprint import bp
from app.street.queries import rules

DECIDE = {
    "passed": commands.pass_review,
    "returned": commands.return_proposal,
    "refused": commands.refuse_proposal,
}


@bp.route("/<slug>/review", methods=["GET", "POST"])
@permit(Permission.PROPOSAL_REVIEW, load=queries.proposal_by_slug)
def review(proposal: Proposal) -> tuple[str, int] | Response:
    if proposal.state != "under_review":
        flash(gettext("这份申报现在不在审核中。"), "error")
        return go(url_for("proposals.detail", slug=proposal.slug))
    form = ReviewForm()
    if submit(form, lambda session: _decide(session, form, proposal)) is None:
        return _review_page(form, proposal), 422 if form.errors else 200
    flash(gettext("审核意见已经记下。"), "success")
    return go(url_for("proposals.detail", slug=proposal.slug))


def _decide(session: Session, form: ReviewForm, proposal: Proposal) -> Proposal:
    return DECIDE[form.result.data](session, current_actor(), proposal, form.reason.data or "", now())


def _review_page(form: ReviewForm, proposal: Proposal) -> str:
    session = db.session()
    organisation, in_force = proposal.organisation, rules(session, proposal.community_id)
    facts = facts_of(session, organisation) if organisation else None
    return render_template(
        "proposals/review.html",
        form=form,
        proposal=proposal,
        organisation=organisation,
        facts=facts,
        rating_end=rating_end(facts, in_force.purchase_limits) if facts else None,
        records=track_records(session, organisation) if organisation else [],
        findings=findings_of(session, proposal, now()),
        like=queries.like_purchases(session, proposal),
        limits=in_force.purchase_limits,
        fee_fen=sum(line.amount_fen for line in proposal.budget_lines if is_management_fee(line.kind)),
        versions=queries.versions(session, proposal),
        today=today(),
    )


@bp.route("/<slug>/hear", methods=["GET", "POST"])
@permit(Permission.PROPOSAL_HEAR, load=queries.proposal_by_slug)
def hear(proposal: Proposal) -> tuple[str, int] | Response:
    if proposal.state != "deliberating":
        flash(gettext("这份申报现在不在议事中。"), "error")
        return go(url_for("proposals.detail", slug=proposal.slug))
    form = HearingForm(data={"on": today()})
    done = submit(
        form,
        lambda session: commands.hear_proposal(
            session, current_actor(), proposal, form.on.data, form.note.data or "", now()
        ),
    )
    if done is None:
        return render_template(
            "proposals/hear.html", form=form, proposal=proposal
        ), 422 if form.errors else 200
    flash(gettext("已经记下，接着可以排进居民代表会议。"), "success")
    return go(url_for("proposals.detail", slug=proposal.slug))
