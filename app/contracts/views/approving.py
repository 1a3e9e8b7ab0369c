"""Recognition by street and communities; the three steps of the chain."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contracts import commands, queries
from app.contracts.chain import missing_recognitions
from app.contracts.commands.recognising import asked_term
from app.contracts.forms import DecideForm, HandleForm, LongerTermForm, OpinionForm
from app.contracts.models import Contract
from app.contracts.queries import RecognitionPlace
from app.contracts.terms import term_months
from app.contracts.views.blueprint import bp
from app.contracts.views.reading import chain_context, warnings_of
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.street.models import Community


@bp.route("/<slug>/recognise", methods=["GET", "POST"])
@permit(Permission.RECOGNISE_STREET, load=queries.contract_by_slug)
def recognise_for_street(contract: Contract) -> tuple[str, int] | Response:
    return _recognise(contract, None)


@bp.route("/<slug>/recognise/<community>", methods=["GET", "POST"])
@permit(Permission.RECOGNISE_COMMUNITY, load=queries.recognition_place)
def recognise_for_community(place: RecognitionPlace) -> tuple[str, int] | Response:
    return _recognise(place.contract, place.community)


def _recognise(contract: Contract, community: Community | None) -> tuple[str, int] | Response:
    session = db.session()
    whole = queries.whole_contract(session, contract)
    months = None if community is None else asked_term(whole, community)
    form = (OpinionForm if months is None else LongerTermForm)(data={"revision": contract.revision})
    seen = form.revision.data

    def recognise(session: Session) -> object:
        actor, opinion, revision = current_actor(), form.opinion.data, whole_number(seen)
        if community is None:
            return commands.recognise_for_street(session, actor, contract, opinion, now(), revision)
        longer = isinstance(form, LongerTermForm) and bool(form.longer_term.data)
        return commands.recognise_for_community(
            session, actor, contract, community, opinion, now(), revision, longer_term=longer
        )

    if submit(form, recognise) is None:
        whole = queries.whole_contract(session, contract)
        party = ("street", None) if community is None else ("community", community.id)
        page = render_template(
            "contracts/recognise.html",
            contract=whole,
            months=term_months(whole.starts_on, whole.ends_on),
            community=community,
            form=form,
            asked=months,
            warnings=warnings_of(session, whole),
            waiting=whole.state == "recognition" and party in missing_recognitions(whole),
        )
        return page, 422 if form.errors else 200
    flash(gettext("认定意见已经记下。"), "success")
    return go(url_for("contracts.chain", slug=contract.slug))


@bp.route("/<slug>/handle", methods=["GET", "POST"])
@permit(Permission.CONTRACT_HANDLE, load=queries.contract_by_slug)
def handle(contract: Contract) -> tuple[str, int] | Response:
    return _decide(contract, "handler", HandleForm())


@bp.route("/<slug>/review", methods=["GET", "POST"])
@permit(Permission.CONTRACT_REVIEW, load=queries.contract_by_slug)
def review(contract: Contract) -> tuple[str, int] | Response:
    return _decide(contract, "reviewer", DecideForm())


@bp.route("/<slug>/approve", methods=["GET", "POST"])
@permit(Permission.CONTRACT_APPROVE, load=queries.contract_by_slug)
def approve(contract: Contract) -> tuple[str, int] | Response:
    return _decide(contract, "approver", DecideForm())


def _decide(contract: Contract, step: str, form: HandleForm | DecideForm) -> tuple[str, int] | Response:
    done = submit(
        form,
        lambda session: commands.decide_step(
            session, current_actor(), contract, form.opinion.data, _agreed(form), now(), step
        ),
    )
    if done is None:
        whole = queries.whole_contract(db.session(), contract)
        page = render_template(
            "contracts/decide.html",
            contract=whole,
            months=term_months(whole.starts_on, whole.ends_on),
            form=form,
            step=step,
            warnings=warnings_of(db.session(), whole),
            **chain_context(whole, announced=False),
        )
        return page, 422 if form.errors else 200
    flash(
        gettext("意见已经记下，送到下一步。") if done.decision == "agreed" else gettext("已经退回经办。"),
        "success",
    )
    return go(url_for("contracts.chain", slug=contract.slug))


def _agreed(form: HandleForm | DecideForm) -> bool:
    return not isinstance(form, DecideForm) or form.decision.data == "agreed"
