"""What is read: the list, a contract, its chain, its paper."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.contracts import queries
from app.contracts.chain import links, missing_recognitions, next_step
from app.contracts.commands.longer_terms import KIND as TERM
from app.contracts.forms import FilterForm
from app.contracts.models import Amendment, Contract, ContractPart
from app.contracts.queries import Wanted
from app.contracts.terms import check_days, check_signing, sign_by, term_months
from app.contracts.views.blueprint import bp
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.database import db
from app.foundation.guard import can, current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.wording import choices, say
from app.notices.queries import notice_of
from app.street.queries import communities


@bp.get("/")
@permit(Permission.PUBLIC)
def index() -> str:
    session, actor = db.session(), current_actor()
    places = communities(session)
    form = FilterForm(request.args)
    form.community.choices = [("", gettext("全部社区")), *((c.slug, c.name) for c in places)]
    form.state.choices = [("", gettext("全部")), *choices("contract.state")]
    community = next((c for c in places if c.slug == form.community.data), None)
    wanted = Wanted(community.id if community else None, form.state.data or "", form.q.data or "")
    return render_template(
        "contracts/index.html",
        form=form,
        wanted=wanted,
        work=queries.work_of(session, actor),
        to_prepare=len(queries.noticed_proposals(session)) if can(Permission.CONTRACT_PREPARE) else 0,
        page=queries.contracts_page(session, actor, wanted, asked_page()),
    )


@bp.get("/<slug>")
@permit(Permission.CONTRACT_READ, load=queries.contract_by_slug)
def detail(contract: Contract) -> str:
    session = db.session()
    whole = queries.whole_contract(session, contract)
    notice = notice_of(session, "contract", whole.slug)
    return render_template(
        "contracts/detail.html",
        contract=whole,
        months=term_months(whole.starts_on, whole.ends_on),
        capitals=capital_yuan(whole.amount_fen),
        notice=notice,
        warnings=warnings_of(session, whole),
        supplements=readable(whole),
        **chain_context(whole, announced=notice is not None),
    )


@bp.get("/<slug>/chain")
@permit(Permission.CONTRACT_READ, load=queries.contract_by_slug)
def chain(contract: Contract) -> str:
    """Who recognised and approved, what waits for whom; opinions only for the office and the communities."""
    session = db.session()
    whole = queries.whole_contract(session, contract)
    deadline = None
    if whole.state == "approved":
        noticed_on = queries.signing_days(session, whole).noticed_on
        deadline = sign_by(noticed_on) if noticed_on else None
    announced = notice_of(session, "contract", whole.slug) is not None
    return render_template(
        "contracts/chain.html",
        contract=whole,
        deadline=deadline,
        months=term_months(whole.starts_on, whole.ends_on),
        warnings=warnings_of(session, whole),
        asked=queries.further_questions(session, TERM, whole.slug),
        **chain_context(whole, announced),
    )


@bp.get("/<slug>/paper")
@permit(Permission.CONTRACT_READ, load=queries.contract_by_slug)
def paper(contract: Contract) -> str:
    """What was signed, and each supplement in force after it, to print."""
    whole = queries.whole_contract(db.session(), contract)
    return render_template(
        "contracts/paper.html",
        contract=whole,
        months=term_months(whole.starts_on, whole.ends_on),
        parts=[_signed(part) for part in whole.parts],
        supplements=[each for each in whole.amendments if each.state == "in_force"],
        capitals=capital_yuan,
    )


def _signed(part: ContractPart) -> dict[str, object]:
    """A part without its supplements."""
    instalments = [i for i in part.instalments if i.amendment_id is None]
    return {
        "proposal": part.proposal,
        "amount_fen": sum(i.amount_fen for i in instalments),
        "instalments": instalments,
    }


def readable(contract: Contract) -> list[Amendment]:
    """The supplements that the reader may see: those in force are everybody's."""
    return [each for each in contract.amendments if can(Permission.CONTRACT_READ, each)]


def warnings_of(session: Session, contract: Contract) -> list[str]:
    """What the rules warn of in a contract as it stands: its term, and the day it was signed."""
    rules = queries.contract_rules(session, contract.scope.community_ids)
    found = check_days(contract.starts_on, contract.ends_on, rules.purchase_limits)
    if contract.signed_on is not None:
        found = [
            *found,
            *check_signing(queries.signing_days(session, contract), contract.signed_on, contract.signed_on),
        ]
    return [say(finding.code, finding.params) for finding in found if finding.severity == "warn"]


def chain_context(contract: Contract, announced: bool) -> dict[str, object]:
    """What the pages say of recognition and approval; the contract must be whole."""
    return {
        "links": links(contract),
        "missing": missing_recognitions(contract),
        "next_step": next_step(contract, announced),
        "places": {part.proposal.community_id: part.proposal.community for part in contract.parts},
    }
