"""Pages of a payment that was wrong: finance asks for its reversal, an approver agrees."""

from __future__ import annotations

from flask import abort, flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.delivery import commands
from app.delivery.forms import ReversePaymentForm
from app.delivery.models import Payment
from app.delivery.queries.finding import payment_by_slug
from app.delivery.queries.reversing import reversal_of
from app.delivery.views.blueprint import Answer, bp, show
from app.delivery.views.payments import payment_context
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go


@bp.route("/payment/<slug>/reverse", methods=["GET", "POST"])
@permit(Permission.PAYMENT_PAY, load=payment_by_slug)
def reverse_payment(found: Payment) -> Answer:
    form = ReversePaymentForm()
    asked = submit(
        form,
        lambda session: commands.ask_payment_reversal(
            session, current_actor(), found, form.reason.data or "", now()
        ),
    )
    if asked is not None:
        flash(gettext("已提出冲正，等街道审批确认，确认以后才记入台账。"), "success")
        return go(url_for("delivery.payment", slug=found.slug))
    return show("reverse_payment.html", form, **payment_context(found))


@bp.post("/payment/<slug>/confirm-reversal")
@permit(Permission.FUND_CONFIRM, load=payment_by_slug)
def confirm_reversal(found: Payment) -> Response:
    asked = reversal_of(db.session(), found)
    if asked is None:
        abort(404)
    perform(
        lambda session: commands.confirm_payment_reversal(session, current_actor(), found, asked, now()),
        done=gettext("已确认，付款冲正记入台账。"),
    )
    return go(url_for("delivery.payment", slug=found.slug))
