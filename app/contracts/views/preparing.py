"""Preparing a contract: choose proposals, write the text; change it while it may be changed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contracts import commands, queries
from app.contracts.commands import NewContract, NewDeliverable, NewInstalment, NewPart
from app.contracts.forms import ContractForm, resized
from app.contracts.models import Contract
from app.contracts.prefill import first_text
from app.contracts.terms import check_days
from app.contracts.views.blueprint import bp
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.wording import say
from app.proposals.models import Proposal
from app.street.queries import calendar

CHANGEABLE = ("recognition", "handling")


@bp.get("/prepare")
@permit(Permission.CONTRACT_PREPARE)
def prepare() -> str:
    """Choose one or more noticed proposals of one organisation."""
    waiting = queries.noticed_proposals(db.session())
    groups = [(who, list(own)) for who, own in groupby(waiting, key=lambda p: p.organisation)]
    return render_template("contracts/prepare.html", groups=groups)


@bp.route("/prepare/text", methods=["GET", "POST"])
@permit(Permission.CONTRACT_PREPARE)
def draft() -> tuple[str, int] | Response:
    """Write the contract of the chosen proposals (``?proposal=…``, once each)."""
    session = db.session()
    asked = request.args.getlist("proposal")
    chosen = [p for p in queries.noticed_proposals(session) if p.slug in asked]
    if not chosen or len({p.organisation_id for p in chosen}) > 1:
        flash(gettext("请选一个或几个项目，要是同一家组织的。"), "error")
        return redirect(url_for("contracts.prepare"), 303)
    rules = queries.contract_rules(session, {p.community_id for p in chosen})
    first = first_text(chosen, rules, calendar(session), today())
    form = ContractForm(data=_data(first))
    if request.method == "POST" and resized(form, request.form):
        return _page(form, chosen, None), 200
    contract = submit(
        form,
        lambda unit: commands.prepare_contract(unit, current_actor(), _filled(form, chosen), now()),
    )
    if contract is None:
        return _page(form, chosen, None), 422 if form.errors else 200
    flash(gettext("合同已经拟好，编号 %(code)s，等三方认定。", code=contract.code), "success")
    return go(url_for("contracts.chain", slug=contract.slug))


@bp.route("/<slug>/change", methods=["GET", "POST"])
@permit(Permission.CONTRACT_PREPARE, load=queries.contract_by_slug)
def change(contract: Contract) -> tuple[str, int] | Response:
    whole = queries.whole_contract(db.session(), contract)
    chosen = [part.proposal for part in whole.parts]
    form = ContractForm(data=_data(_said(whole)))
    if request.method == "POST" and resized(form, request.form):
        return _page(form, chosen, whole), 200
    done = submit(form, lambda session: _change(session, whole, form, chosen))
    if done is None:
        return _page(form, chosen, whole), 422 if form.errors else 200
    flash(gettext("合同已经改好，请街道和社区重新认定。"), "success")
    return go(url_for("contracts.chain", slug=whole.slug))


def _change(session: Session, contract: Contract, form: ContractForm, chosen: Sequence[Proposal]) -> Contract:
    return commands.change_contract(session, current_actor(), contract, _filled(form, chosen), now())


def _page(form: ContractForm, chosen: Sequence[Proposal], contract: Contract | None) -> str:
    return render_template(
        "contracts/draft.html",
        form=form,
        proposals={proposal.slug: proposal for proposal in chosen},
        contract=contract,
        payee=chosen[0].organisation,
        fixed=contract is not None and contract.state not in CHANGEABLE,
        warnings=_warnings(form, chosen),
        voted=_voted(chosen, contract),
        longer_by=queries.contract_rules(db.session(), {p.community_id for p in chosen}).text(
            "longer_term_recognition"
        ),
    )


def _voted(chosen: Sequence[Proposal], contract: Contract | None) -> Sequence[tuple[str, int]]:
    """(project, months that its representatives passed), for each project."""
    if contract is None:
        return [(proposal.title, proposal.months) for proposal in chosen]
    return [(part.proposal.title, part.voted_months) for part in contract.parts]


def _warnings(form: ContractForm, chosen: Sequence[Proposal]) -> Sequence[str]:
    """Warnings on the days as they stand in the form."""
    if not form.starts_on.data or not form.ends_on.data:
        return []
    rules = queries.contract_rules(db.session(), {p.community_id for p in chosen})
    found = check_days(form.starts_on.data, form.ends_on.data, rules.purchase_limits)
    return [say(finding.code, finding.params) for finding in found if finding.severity == "warn"]


def _filled(form: ContractForm, chosen: Sequence[Proposal]) -> NewContract:
    parts = {entry.form.proposal.data: entry.form for entry in form.parts.entries}
    return NewContract(
        title=form.title.data,
        kind=form.kind.data,
        content=form.content.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        parts=[_part(proposal, parts[proposal.slug]) for proposal in chosen if proposal.slug in parts],
        deliverables=[NewDeliverable(**line.form.data) for line in form.deliverables.entries],
        quality=form.quality.data,
        settlement=form.settlement.data,
        breach=form.breach.data,
        term_reason=form.term_reason.data or "",
    )


def _part(proposal: Proposal, part: Any) -> NewPart:
    instalments = [
        NewInstalment(line.form.amount.data, line.form.condition.data) for line in part.instalments.entries
    ]
    return NewPart(proposal, part.amount.data, instalments)


def _said(contract: Contract) -> NewContract:
    """What a contract says now."""
    return NewContract(
        title=contract.title,
        kind=contract.kind,
        content=contract.content,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        parts=[
            NewPart(
                part.proposal,
                part.amount_fen,
                [NewInstalment(i.amount_fen, i.condition) for i in part.instalments],
            )
            for part in contract.parts
        ],
        deliverables=[NewDeliverable(d.description, d.quantity, d.unit) for d in contract.deliverables],
        quality=contract.quality,
        settlement=contract.settlement,
        breach=contract.breach,
        term_reason=contract.term_reason,
    )


def _data(new: NewContract) -> dict[str, Any]:
    """A contract as the form takes it."""
    return {
        "title": new.title,
        "kind": new.kind,
        "content": new.content,
        "starts_on": new.starts_on,
        "ends_on": new.ends_on,
        "quality": new.quality,
        "settlement": new.settlement,
        "breach": new.breach,
        "term_reason": new.term_reason,
        "deliverables": [
            {"description": d.description, "quantity": d.quantity, "unit": d.unit} for d in new.deliverables
        ],
        "parts": [
            {
                "proposal": part.proposal.slug,
                "amount": part.amount_fen,
                "instalments": [{"amount": i.amount_fen, "condition": i.condition} for i in part.instalments],
            }
            for part in new.parts
        ],
    }
