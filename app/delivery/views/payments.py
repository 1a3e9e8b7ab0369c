"""Payments: asked for, approved, paid; every amount said twice before money moves."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.contracts.queries import account_in_force
from app.contracts.queries.separation import steps_about
from app.delivery import commands
from app.delivery.forms import PayForm, RefusePaymentForm
from app.delivery.models import Payment
from app.delivery.queries import payments as queries
from app.delivery.queries.finding import DueInstalment, instalment_by_seq, payment_by_slug
from app.delivery.queries.reversing import reversal_of
from app.delivery.views.blueprint import Answer, bp, project_url, show, url_if
from app.domain.lifecycle import PAYMENT, states
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, rehearse, submit, whole_number
from app.foundation.guard import can, current_actor, permit
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
    live = queries.live_payment(db.session(), instalment)
    if live is not None and request.method == "GET":
        flash(gettext("这一期已经申请过了，这是它的付款。"), "info")
        return go(url_for("delivery.payment", slug=live.slug))
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
    steps = steps_about(db.session(), found.slug)
    return render_template("delivery/payment.html", steps=steps, **payment_context(found))


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
    return show("refuse_payment.html", form, **payment_context(found))


@bp.route("/payment/<slug>/pay", methods=["GET", "POST"])
@permit(Permission.PAYMENT_PAY, load=payment_by_slug)
def pay(found: Payment) -> Answer:
    """First what the voucher says, which the rules look at at once; then all of it to read back; then the change."""
    if found.state != "approved" and request.method == "GET":
        flash(gettext("这笔付款现在不能付，看它走到了哪里。"), "info")
        return go(url_for("delivery.payment", slug=found.slug))
    context = payment_context(found)
    form = PayForm(data={"paid_on": today(), "account": context["version"]})
    seen = whole_number(form.account.data)
    good = form.validate_on_submit()

    def record(session: Session) -> Payment:
        return commands.record_payment(
            session, current_actor(), found, form.voucher_no.data, form.paid_on.data, now(), seen
        )

    if good and form.confirmed.data != "yes" and rehearse(form, record):
        return render_template("delivery/confirm_payment.html", form=form, **context)
    if good and form.confirmed.data == "yes" and submit(form, record) is not None:
        flash(gettext("付款已经记入台账。"), "success")
        return go(url_for("delivery.payment", slug=found.slug))
    context = payment_context(found)
    form.confirmed.data, form.account.data = "", str(context["version"])
    return show("pay.html", form, **context)


def payment_context(found: Payment) -> dict[str, object]:
    session, part = db.session(), found.instalment.part
    account = account_in_force(session, part.contract)
    return {
        "payment": found,
        "instalment": found.instalment,
        "proposal": part.proposal,
        "contract": part.contract,
        "organisation": part.contract.organisation,
        "account": found if found.state in ("paid", "reversed") else account,
        "version": account.number,
        "whole_number": can(Permission.PAYMENT_PAY, found) or can(Permission.PAYMENT_REQUEST, found),
        "capitals": capital_yuan(found.amount_fen),
        "due_on": found.due_on,
        "contract_url": url_if("contracts.detail", slug=part.contract.slug),
        "today": today(),
        "reversal": reversal_of(db.session(), found),
        "request_url": lambda slug: url_if("funds.request", slug=slug),
    }
