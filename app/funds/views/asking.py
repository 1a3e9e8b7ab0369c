"""Pages where finance opens a fund and asks: for money to come in, for a wrong entry to be reversed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import rehearse, submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.funds import commands, queries
from app.funds.commands.asking import is_early
from app.funds.forms import IncomingForm, OpenFundForm, ReversalForm
from app.funds.models import Fund, FundRequest, LedgerEntry
from app.funds.views.blueprint import Answer, bp
from app.street.queries import communities, community_by_slug

Ask = Callable[..., FundRequest]


@bp.route("/open", methods=["GET", "POST"])
@permit(Permission.FUND_APPROPRIATE)
def open_fund() -> Answer:
    session = db.session()
    form = OpenFundForm(year=today().year, name=gettext("党组织服务群众项目经费"))
    form.community.choices = [("", gettext("请选择"))] + [(c.slug, c.name) for c in communities(session)]

    def change(unit: Session) -> Fund:
        community = community_by_slug(unit, form.community.data)
        assert community is not None  # noqa: S101 (the field's own choices)
        return commands.open_fund(unit, current_actor(), community, form.year.data, form.name.data, now())

    fund = submit(form, change)
    if fund is not None:
        flash(gettext("经费已开立，请接着拨入。"), "success")
        return go(url_for(".detail", slug=fund.slug))
    return render_template("funds/open.html", form=form), 422 if form.errors else 200


@bp.route("/<slug>/appropriate", methods=["GET", "POST"])
@permit(Permission.FUND_APPROPRIATE, load=queries.fund_by_slug)
def appropriate(fund: Fund) -> Answer:
    return _ask_in(fund, commands.ask_appropriation, "appropriate", gettext("拨入经费"))


@bp.route("/<slug>/carry-over", methods=["GET", "POST"])
@permit(Permission.FUND_APPROPRIATE, load=queries.fund_by_slug)
def carry_over(fund: Fund) -> Answer:
    return _ask_in(fund, commands.ask_carry_over, "carry_over", gettext("上年结转"))


def _ask_in(fund: Fund, ask: Ask, kind: str, title: str) -> Answer:
    """First the form, which the rules look at at once; then the amount in capitals to read back; then the request."""
    session = db.session()
    form = IncomingForm()
    context = {"fund": fund, "title": title, "kind": kind, "form": form, "previous": None, "early": False}
    if kind == "carry_over":
        context |= {"previous": queries.last_years_fund(session, fund), "early": is_early(fund, now())}
    change = partial(_ask, ask, fund, form)
    good = form.validate_on_submit()
    if good and form.confirmed.data != "yes" and rehearse(form, change):
        return render_template("funds/confirm.html", capitals=capital_yuan(form.amount.data or 0), **context)
    if good and form.confirmed.data == "yes" and (request := submit(form, change)) is not None:
        flash(gettext("已提出，等街道审批确认，确认以后才记入台账。"), "success")
        return go(url_for(".request", slug=request.slug))
    form.seen.data, form.confirmed.data = str(queries.mark(session, fund)), ""
    return render_template("funds/bring_in.html", **context), 422 if form.errors else 200


def _ask(ask: Ask, fund: Fund, form: IncomingForm, session: Session) -> FundRequest:
    seen = whole_number(form.seen.data)
    new = commands.Incoming(form.amount.data or 0, form.document_no.data or "", form.reason.data or "")
    return ask(session, current_actor(), fund, new, now(), seen=-1 if seen is None else seen)


@bp.route("/<slug>/entry/<int(max=999999):seq>/reverse", methods=["GET", "POST"])
@permit(Permission.FUND_APPROPRIATE, load=queries.entry_by_seq)
def reverse(entry: LedgerEntry) -> Answer:
    session = db.session()
    form = ReversalForm()
    request = submit(
        form,
        lambda unit: commands.ask_reversal(unit, current_actor(), entry, form.reason.data or "", now()),
    )
    if request is not None:
        flash(gettext("已提出冲正，等街道审批确认，确认以后才记入台账。"), "success")
        return go(url_for(".request", slug=request.slug))
    return render_template(
        "funds/reverse.html",
        form=form,
        entry=entry,
        fund=entry.fund,
        pair=queries.pair_of(session, entry),
        undone=queries.reversal_of(session, entry),
        waiting=queries.waiting_reversal(session, entry),
    ), 422 if form.errors else 200
