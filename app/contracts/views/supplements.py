"""Supplements: drafted, recognised, approved, signed; the same people's pages as a contract's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contracts import commands, queries
from app.contracts.chain import STEP_OF_STATE, STEP_OF_WORK, links, missing_recognitions, next_of_supplement
from app.contracts.commands import NewSupplement
from app.contracts.commands.amending import KIND, last_number, taken_fen
from app.contracts.forms import DecideForm, HandleForm, OpinionForm, SignForm, SupplementForm
from app.contracts.models import Amendment, Contract
from app.contracts.views.blueprint import bp
from app.contracts.views.separation import kept_apart
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import BaseForm, perform, submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.notices.queries import notice_of

Answer = tuple[str, int] | Response
CHANGEABLE = ("recognition", "handling")


@bp.route("/<slug>/amend", methods=["GET", "POST"])
@permit(Permission.CONTRACT_AMEND, load=queries.contract_by_slug)
def amend(contract: Contract) -> Answer:
    session = db.session()
    whole = queries.whole_contract(session, contract)
    form = _form(whole)

    def draft(unit: Session) -> Amendment:
        seen = whole_number(form.seen.data)
        new = _new(whole, form)
        return commands.draft_supplement(
            unit, current_actor(), whole, new, now(), -1 if seen is None else seen
        )

    done = submit(form, draft)
    if done is None:
        form.seen.data = str(last_number(session, whole))
        return _writing_page(session, whole, None, form), 422 if form.errors else 200
    flash(gettext("补充合同已经拟好，等认定。签订生效以前不动经费。"), "success")
    return go(url_for(".supplement", slug=done.slug))


@bp.route("/supplements/<slug>/change", methods=["GET", "POST"])
@permit(Permission.CONTRACT_AMEND, load=queries.supplement_by_slug)
def change_supplement(supplement: Amendment) -> Answer:
    session = db.session()
    contract = queries.whole_contract(session, supplement.contract)
    form = _form(contract, supplement)

    def change(unit: Session) -> Amendment:
        seen = whole_number(form.seen.data)
        new = _new(contract, form)
        return commands.change_supplement(
            unit, current_actor(), supplement, new, now(), -1 if seen is None else seen
        )

    if submit(form, change) is None:
        form.seen.data = str(supplement.revision)
        return _writing_page(session, contract, supplement, form), 422 if form.errors else 200
    flash(gettext("补充合同已经改好，请各方重新认定。"), "success")
    return go(url_for(".supplement", slug=supplement.slug))


@bp.post("/supplements/<slug>/withdraw")
@permit(Permission.CONTRACT_AMEND, load=queries.supplement_by_slug)
def withdraw_supplement(supplement: Amendment) -> Response:
    perform(
        lambda unit: commands.withdraw_supplement(unit, current_actor(), supplement, now()),
        done=gettext("补充合同已经撤回，留在记录里。"),
    )
    return go(url_for(".supplement", slug=supplement.slug))


@bp.get("/supplements/<slug>")
@permit(Permission.CONTRACT_READ, load=queries.supplement_by_slug)
def supplement(supplement: Amendment) -> str:
    return _page(supplement)


@bp.route("/supplements/<slug>/recognise", methods=["GET", "POST"])
@permit(Permission.RECOGNISE_STREET, load=queries.supplement_by_slug)
def recognise_supplement_for_street(supplement: Amendment) -> Answer:
    def recognise(unit: Session, form: Any) -> object:
        seen = whole_number(form.revision.data)
        return commands.recognise_for_street(
            unit, current_actor(), supplement, form.opinion.data, now(), -1 if seen is None else seen
        )

    return _recognise(supplement, "street", recognise)


@bp.route("/supplements/<slug>/recognise-for-community", methods=["GET", "POST"])
@permit(Permission.RECOGNISE_COMMUNITY, load=queries.supplement_by_slug)
def recognise_supplement_for_community(supplement: Amendment) -> Answer:
    community = supplement.part.proposal.community

    def recognise(unit: Session, form: Any) -> object:
        seen = whole_number(form.revision.data)
        return commands.recognise_for_community(
            unit,
            current_actor(),
            supplement,
            community,
            form.opinion.data,
            now(),
            -1 if seen is None else seen,
        )

    return _recognise(supplement, "community", recognise)


def _recognise(supplement: Amendment, party: str, recognise: Callable[[Session, Any], object]) -> Answer:
    form = OpinionForm(data={"revision": supplement.revision})
    given = party in {row.party for row in supplement.recognitions}
    waiting = supplement.state == "recognition" and not given
    return _act(supplement, form, f"recognise_for_{party}", waiting, recognise)


@bp.route("/supplements/<slug>/handle", methods=["GET", "POST"])
@permit(Permission.CONTRACT_HANDLE, load=queries.supplement_by_slug)
def handle_supplement(supplement: Amendment) -> Answer:
    return _decide(supplement, "handler", "handle", HandleForm())


@bp.route("/supplements/<slug>/review", methods=["GET", "POST"])
@permit(Permission.CONTRACT_REVIEW, load=queries.supplement_by_slug)
def review_supplement(supplement: Amendment) -> Answer:
    return _decide(supplement, "reviewer", "review", DecideForm())


@bp.route("/supplements/<slug>/approve", methods=["GET", "POST"])
@permit(Permission.CONTRACT_APPROVE, load=queries.supplement_by_slug)
def approve_supplement(supplement: Amendment) -> Answer:
    return _decide(supplement, "approver", "approve", DecideForm())


def _decide(supplement: Amendment, step: str, act: str, form: HandleForm) -> Answer:
    def decide(unit: Session, form: Any) -> object:
        agreed = not isinstance(form, DecideForm) or form.decision.data == "agreed"
        return commands.decide_step(unit, current_actor(), supplement, form.opinion.data, agreed, now(), step)

    return _act(supplement, form, act, STEP_OF_STATE.get(supplement.state) == step, decide)


@bp.route("/supplements/<slug>/sign", methods=["GET", "POST"])
@permit(Permission.CONTRACT_SIGN, load=queries.supplement_by_slug)
def sign_supplement(supplement: Amendment) -> Answer:
    def sign(unit: Session, form: Any) -> object:
        return commands.sign_supplement(unit, current_actor(), supplement, form.signed_on.data, now())

    form = SignForm(data={"signed_on": today()})
    return _act(supplement, form, "sign", supplement.state == "approved", sign)


def _act(
    supplement: Amendment,
    form: BaseForm,
    act: str,
    waiting: bool,
    change: Callable[[Session, Any], object],
) -> Answer:
    """One step: the supplement's page with the step's form, or the page after it was taken."""
    if submit(form, lambda unit: change(unit, form)) is None:
        return _page(
            supplement, form=form if waiting or form.errors else None, act=act
        ), 422 if form.errors else 200
    done = gettext("补充合同已经生效，经费和公告已经更新。") if act == "sign" else gettext("意见已经记下。")
    flash(done, "success")
    return go(url_for(".supplement", slug=supplement.slug))


def _page(supplement: Amendment, form: BaseForm | None = None, act: str = "") -> str:
    session = db.session()
    contract = queries.whole_contract(session, supplement.contract)
    whole = queries.whole_supplement(session, supplement)
    return render_template(
        "contracts/supplement.html",
        contract=contract,
        supplement=whole,
        capitals=capital_yuan(whole.amount_fen),
        links=links(whole),
        missing=missing_recognitions(whole) if whole.waiting else [],
        places={whole.part.proposal.community_id: whole.part.proposal.community},
        next_step=next_of_supplement(whole),
        asked=queries.further_questions(session, KIND, whole.slug),
        notice=notice_of(session, "supplement", whole.slug),
        form=form,
        act=act,
        kept=kept_apart(contract, STEP_OF_WORK[act], whole.slug) if act and form else None,
    )


def _writing_page(
    session: Session, contract: Contract, supplement: Amendment | None, form: SupplementForm
) -> str:
    rules = queries.contract_rules(session, contract.scope.community_ids)
    cap, share = (rules.number(f"supplement_{key}_percent") for key in ("cap", "resolution"))
    cap_fen = contract.original_amount_fen * cap // 100
    changeable = supplement is None or supplement.state in CHANGEABLE
    return render_template(
        "contracts/amend.html",
        contract=contract,
        supplement=supplement,
        form=form,
        percent=cap,
        share=share,
        source=rules.sources["supplement_resolution_percent"],
        taken_fen=contract.amount_fen - contract.original_amount_fen,
        left_fen=cap_fen - taken_fen(session, contract, supplement),
        waiting=[each for each in contract.amendments if each.waiting and each is not supplement],
        open=contract.state == "signed" and changeable,
    )


def _form(contract: Contract, supplement: Amendment | None = None) -> SupplementForm:
    said = {}
    if supplement is not None:
        said = {
            "part": supplement.part.proposal.slug,
            "amount": supplement.amount_fen,
            "reason": supplement.reason,
            "buys": supplement.buys,
        }
    form = SupplementForm(data=said)
    form.part.choices = [(part.proposal.slug, part.proposal.title) for part in contract.parts]
    if len(contract.parts) == 1 and not form.is_submitted():
        form.part.data = contract.parts[0].proposal.slug
    return form


def _new(contract: Contract, form: SupplementForm) -> NewSupplement:
    part = next(part for part in contract.parts if part.proposal.slug == form.part.data)
    return NewSupplement(part, form.amount.data or 0, form.reason.data, form.buys.data)
