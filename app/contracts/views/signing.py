"""Signing, announcing."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.contracts import commands, queries
from app.contracts.forms import SignForm
from app.contracts.models import Contract
from app.contracts.terms import check_signing, sign_by, term_months
from app.contracts.views.blueprint import bp
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.wording import say


@bp.route("/<slug>/sign", methods=["GET", "POST"])
@permit(Permission.CONTRACT_SIGN, load=queries.contract_by_slug)
def sign(contract: Contract) -> tuple[str, int] | Response:
    form = SignForm(data={"signed_on": today()})
    done = submit(
        form,
        lambda session: commands.sign_contract(
            session, current_actor(), contract, form.signed_on.data, now()
        ),
    )
    if done is None:
        return _sign_page(contract, form), 422 if form.errors else 200
    flash(gettext("合同已经签订，经费已经落到合同上。请发布合同公告。"), "success")
    return go(url_for("contracts.detail", slug=contract.slug))


def _sign_page(contract: Contract, form: SignForm) -> str:
    session = db.session()
    whole = queries.whole_contract(session, contract)
    waiting = whole.state == "approved"
    days = queries.signing_days(session, whole) if waiting else None
    findings = check_signing(days, today(), today()) if days else []
    return render_template(
        "contracts/sign.html",
        contract=whole,
        form=form,
        months=term_months(whole.starts_on, whole.ends_on),
        capitals=capital_yuan(whole.amount_fen),
        waiting=waiting,
        days=days,
        deadline=sign_by(days.noticed_on) if days and days.noticed_on else None,
        warnings=[say(finding.code, finding.params) for finding in findings if finding.severity == "warn"],
    )


@bp.post("/<slug>/publish")
@permit(Permission.CONTRACT_SIGN, load=queries.contract_by_slug)
def publish(contract: Contract) -> Response:
    """Post the notice of a signed contract."""
    perform(
        lambda session: commands.publish_contract(session, current_actor(), contract, now()),
        done=gettext("合同公告已经发布。"),
    )
    return go(url_for("contracts.detail", slug=contract.slug))
