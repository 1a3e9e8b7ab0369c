"""Writing: saved as far as it is, submitted when the rules have nothing against it, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.domain.procurement import Finding
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.proposals import commands, queries
from app.proposals.commands.findings import findings_of
from app.proposals.compliance import blocks, warnings
from app.proposals.content import TEXTS, USUAL_KINDS
from app.proposals.filling import (
    chosen_organisation,
    filled_form,
    rearrange_lines,
    show_findings,
    typed,
)
from app.proposals.forms import ProposalForm
from app.proposals.models import EDITABLE_STATES, Proposal
from app.proposals.views.blueprint import bp
from app.street.queries import rules

Page = tuple[str, int]


@bp.route("/<slug>/edit", methods=["GET", "POST"])
@permit(Permission.PROPOSAL_EDIT, load=queries.proposal_by_slug)
def edit(proposal: Proposal) -> Page | Response:
    if proposal.state not in EDITABLE_STATES:
        flash(gettext("这份申报已经送出，现在不能改。"), "error")
        return go(url_for("proposals.detail", slug=proposal.slug))
    form = filled_form(db.session(), current_actor(), proposal)
    if request.method == "GET":
        return _checked(form, proposal) if "check" in request.args else _page(form, proposal)
    if rearrange_lines(form.lines, request.form) or "total" in request.form:
        return _page(form, proposal)
    if submit(form, lambda session: _save(session, form, proposal)) is None:
        return _refused(form, proposal)
    if request.form.get("then") != "submit":
        flash(gettext("草稿已经保存。"), "success")
        return go(url_for("proposals.edit", slug=proposal.slug))
    return _submit(form, proposal)


def _save(session: Any, form: ProposalForm, proposal: Proposal) -> Proposal:
    return commands.change_proposal(
        session,
        current_actor(),
        proposal,
        typed(session, proposal, form),
        now(),
        _seen(form),
        organisation=chosen_organisation(session, form),
    )


def _seen(form: ProposalForm) -> int:
    return whole_number(form.seen_version.data) or 0


def _refused(form: ProposalForm, proposal: Proposal) -> Page:
    if form.errors and not _stale(form, proposal):
        return _page(form, proposal, status=422)
    saved = [(name, getattr(proposal, name)) for name in TEXTS if getattr(proposal, name) != form[name].data]
    form.seen_version.data = str(proposal.version)
    return _page(form, proposal, status=409, saved=saved)


def _stale(form: ProposalForm, proposal: Proposal) -> bool:
    return _seen(form) != proposal.version


def _submit(form: ProposalForm, proposal: Proposal) -> Page | Response:
    if _blocks(proposal):
        return _checked(form, proposal, status=422)
    sent = perform(
        lambda session: commands.submit_proposal(session, current_actor(), proposal, now()),
        done=gettext("已经送到街道，审核结果会写在这一页。"),
    )
    return go(url_for("proposals.detail" if sent else "proposals.edit", slug=proposal.slug))


def _blocks(proposal: Proposal) -> Sequence[Finding]:
    return blocks(findings_of(db.session(), proposal, now()).content)


def _checked(form: ProposalForm, proposal: Proposal, status: int = 200) -> Page:
    form.seen_version.data = str(proposal.version)
    show_findings(form, _blocks(proposal))
    return _page(form, proposal, status=status)


def _page(
    form: ProposalForm,
    proposal: Proposal,
    status: int = 200,
    saved: Sequence[tuple[str, str]] | None = None,
) -> Page:
    session = db.session()
    reviews = queries.reviews(session, proposal) if proposal.state == "returned" else []
    page = render_template(
        "proposals/edit.html",
        form=form,
        proposal=proposal,
        saved=saved,
        submits=proposal.organisation_id in current_actor().organisations(),
        review=reviews[0] if reviews else None,
        warnings=warnings(findings_of(session, proposal, now()).all),
        like=queries.like_purchases(session, proposal),
        limits=rules(session, proposal.community_id).purchase_limits,
        total_fen=sum(part.form.amount.data or 0 for part in form.lines),
        kinds=USUAL_KINDS,
    )
    return page, status


@bp.post("/<slug>/submit")
@permit(Permission.PROPOSAL_EDIT, load=queries.proposal_by_slug)
def submit_draft(proposal: Proposal) -> Response:
    if proposal.state in EDITABLE_STATES and _blocks(proposal):
        flash(gettext("还有几处要改好才能提交。"), "error")
        return redirect(url_for("proposals.edit", slug=proposal.slug, check=1), 303)
    perform(
        lambda session: commands.submit_proposal(session, current_actor(), proposal, now()),
        done=gettext("已经送到街道，审核结果会写在这一页。"),
    )
    return go(url_for("proposals.detail", slug=proposal.slug))


@bp.route("/<slug>/withdraw", methods=["GET", "POST"])
@permit(Permission.PROPOSAL_EDIT, load=queries.proposal_by_slug)
def withdraw(proposal: Proposal) -> str | Response:
    if request.method == "GET":
        return render_template("proposals/withdraw.html", proposal=proposal)
    perform(
        lambda session: commands.withdraw_proposal(session, current_actor(), proposal, now()),
        done=gettext("已经撤回。"),
    )
    return go(url_for("proposals.detail", slug=proposal.slug))


@bp.post("/<slug>/decline")
@permit(Permission.PROPOSAL_EDIT, load=queries.proposal_by_slug)
def decline(proposal: Proposal) -> Response:
    """A member says that the organisation does not take on what a representative drew up in its name."""
    declined = perform(
        lambda session: commands.decline_proposal(session, current_actor(), proposal, now()),
        done=gettext("已经告诉起草的居民代表：你们不承接。"),
    )
    if declined is None:
        return go(url_for("proposals.detail", slug=proposal.slug))
    return go(url_for("proposals.index"))
