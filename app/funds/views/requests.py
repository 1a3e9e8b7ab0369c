"""Pages of requests: what waits for the second hand, its answer, and what became of it."""

from __future__ import annotations

from flask import flash, render_template, url_for
from flask import request as web
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.domain.lifecycle import TWO_HANDS, states
from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.funds import commands, queries
from app.funds.commands.asking import is_early
from app.funds.forms import RefusalForm
from app.funds.models import FundRequest
from app.funds.views.blueprint import Answer, bp, url_if


@bp.get("/requests")
@permit(Permission.FUND_REQUEST_READ)
def requests() -> str:
    session = db.session()
    state = web.args.get("state", "waiting")
    if state not in states(TWO_HANDS):
        state = "waiting"
    return render_template(
        "funds/requests.html",
        state=state,
        states=states(TWO_HANDS),
        numbers=queries.numbers(session),
        rows=queries.requests_page(session, state, asked_page()),
    )


@bp.get("/request/<slug>")
@permit(Permission.FUND_REQUEST_READ, load=queries.request_by_slug)
def request(found: FundRequest) -> str:
    return render_template("funds/request.html", **_context(found))


@bp.post("/request/<slug>/confirm")
@permit(Permission.FUND_CONFIRM, load=queries.request_by_slug)
def confirm(found: FundRequest) -> Response:
    perform(
        lambda session: commands.confirm_request(session, current_actor(), found, now()),
        done=gettext("已确认，记入台账。"),
    )
    return go(url_for(".request", slug=found.slug))


@bp.route("/request/<slug>/refuse", methods=["GET", "POST"])
@permit(Permission.FUND_CONFIRM, load=queries.request_by_slug)
def refuse(found: FundRequest) -> Answer:
    form = RefusalForm()

    def change(session: Session) -> bool:
        commands.refuse_request(session, current_actor(), found, form.answer.data or "", now())
        return True

    if submit(form, change):
        flash(gettext("没有同意，理由已经告诉提出的人。"), "success")
        return go(url_for(".request", slug=found.slug))
    return render_template("funds/refuse.html", form=form, **_context(found)), 422 if form.errors else 200


@bp.post("/request/<slug>/withdraw")
@permit(Permission.FUND_APPROPRIATE, load=queries.request_by_slug)
def withdraw(found: FundRequest) -> Response:
    perform(
        lambda session: commands.withdraw_request(session, current_actor(), found, now()),
        done=gettext("已撤回。"),
    )
    return go(url_for(".request", slug=found.slug))


def _context(found: FundRequest) -> dict[str, object]:
    session = db.session()
    return {
        "asked": found,
        "fund": found.fund,
        "entry": queries.entry_under(session, found),
        "reversed": queries.reversed_entry(session, found),
        "early": found.kind == "carry_over" and is_early(found.fund, found.asked_at),
        "capitals": capital_yuan(found.amount_fen),
        "own": found.asked_by_id == current_actor().user_id,
        "payment_url": url_if("delivery.payment", found.subject_ref),
        "confirm_url": url_if("delivery.confirm_reversal", found.subject_ref)
        or url_for(".confirm", slug=found.slug),
    }
