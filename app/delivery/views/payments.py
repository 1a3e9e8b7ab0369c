"""Payments: asked for, approved, paid; every amount said twice before money moves."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.contracts.queries.separation import steps_of_payment
from app.delivery import commands
from app.delivery.forms import PayForm, RefusePaymentForm
from app.delivery.models import Payment
from app.delivery.queries import payments as queries
from app.delivery.queries.finding import DueInstalment, instalment_by_seq, payment_by_slug
from app.delivery.views.blueprint import Answer, bp, project_url, show, url_if
from app.domain.lifecycle import PAYMENT, states
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page


@bp.get("/payments")
@permit(Permission.PAYMENT_READ)
def payments() -> str:
    session, actor = db.session(), current_actor()
    usual = "approved" if actor.holds(Role.FINANCE) else "requested"
    state = request.args.get("state", usual)
    if state not in states(PAYMENT):
        state = usual
    return render_template(
        "delivery/payments.html",
        state=state,
        states=states(PAYMENT),
        sums=queries.sums(session, actor),
        rows=queries.payments_page(session, actor, state, asked_page()),
        contract_url=lambda slug: url_if("contracts.detail", slug=slug),
        today=today(),
    )


@bp.route("/project/<slug>/request/<int(max=999):seq>", methods=["GET", "POST"])
@permit(Permission.PAYMENT_REQUEST, load=instalment_by_seq)
def request_payment(found: DueInstalment) -> Answer:
    instalment = found.instalment
    if request.method == "POST":
        perform(
            lambda session: commands.request_payment(session, current_actor(), instalment, now()),
            done=gettext("付款申请已经提交。"),
        )
        return go(project_url(instalment.part.proposal))
    return render_template(
        "delivery/request_payment.html",
        instalment=instalment,
        part=instalment.part,
        capitals=capital_yuan(instalment.amount_fen),
    )


@bp.get("/payment/<slug>")
@permit(Permission.PAYMENT_READ, load=payment_by_slug)
def payment(found: Payment) -> str:
    steps = steps_of_payment(db.session(), found.slug)
    return render_template("delivery/payment.html", steps=steps, **_context(found))


@bp.post("/payment/<slug>/approve")
@permit(Permission.PAYMENT_APPROVE, load=payment_by_slug)
def approve_payment(found: Payment) -> Response:
    perform(
        lambda session: commands.approve_payment(session, current_actor(), found, now()),
        done=gettext("已经同意，等财务付款。"),
    )
    return go(url_for("delivery.payment", slug=found.slug))


@bp.route("/payment/<slug>/refuse", methods=["GET", "POST"])
@permit(Permission.PAYMENT_APPROVE, load=payment_by_slug)
def refuse_payment(found: Payment) -> Answer:
    form = RefusePaymentForm()
    refused = submit(
        form,
        lambda session: commands.refuse_payment(session, current_actor(), found, form.reason.data, now()),
    )
    if refused is not None:
        flash(gettext("没有同意，理由已经告诉组织。"), "success")
        return go(url_for("delivery.payment", slug=found.slug))
    return show("refuse_payment.html", form, **_context(found))


@bp.route("/payment/<slug>/pay", methods=["GET", "POST"])
@permit(Permission.PAYMENT_PAY, load=payment_by_slug)
def pay(found: Payment) -> Answer:
    """First what the voucher says, then all of it to read back, then the change."""
    form = PayForm(data={"paid_on": today()})
    good = form.validate_on_submit()
    if good and form.confirmed.data != "yes":
        return render_template("delivery/confirm_payment.html", form=form, **_context(found))
    paid = submit(
        form,
        lambda session: commands.record_payment(
            session, current_actor(), found, form.voucher_no.data, form.paid_on.data, now()
        ),
    )
    if paid is not None:
        flash(gettext("付款已经记入台账。"), "success")
        return go(url_for("delivery.payment", slug=found.slug))
    form.confirmed.data = ""
    return show("pay.html", form, **_context(found))


def _context(found: Payment) -> dict[str, object]:
    part = found.instalment.part
    return {
        "payment": found,
        "instalment": found.instalment,
        "proposal": part.proposal,
        "contract": part.contract,
        "organisation": part.contract.organisation,
        "account": masked_account(part.contract.organisation.bank_account),
        "capitals": capital_yuan(found.amount_fen),
        "due_on": queries.due_day(db.session(), found, part.proposal.community_id),
        "contract_url": url_if("contracts.detail", slug=part.contract.slug),
        "today": today(),
    }


def masked_account(account: str) -> str:
    """A bank account's last four digits: enough to compare, not enough to use."""
    return f"**** **** {account[-4:]}" if len(account) > 4 else ""
