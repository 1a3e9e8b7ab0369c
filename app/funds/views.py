"""Pages of the room."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from app.domain.money import capital_yuan
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go, render
from app.foundation.paging import asked_page
from app.foundation.tables import write_csv
from app.foundation.wording import label
from app.funds import commands, queries
from app.funds.effects import Balance
from app.funds.forms import MovementForm, OpenFundForm
from app.funds.models import Fund, LedgerEntry
from app.street.queries import communities, community_by_slug

bp = Blueprint("funds", __name__, url_prefix="/funds")

Answer = str | tuple[str, int] | BaseResponse


@bp.get("/")
@permit(Permission.FUND_READ)
def index() -> str:
    session = db.session()
    years = queries.years(session)
    newest = years[0] if years else today().year
    year = whole_number(request.args.get("year")) or newest
    rows = queries.fund_rows(session, year)
    return render_template(
        "funds/index.html",
        year=year,
        year_links=[
            {"label": f"{each}", "href": url_for(".index", year=each), "active": each == year}
            for each in years
        ],
        parts=_parts,
        rows=rows,
        total=queries.sum_balances([row.balance for row in rows]),
    )


@bp.get("/<slug>")
@permit(Permission.FUND_READ, load=queries.fund_by_slug)
def detail(fund: Fund) -> str:
    session = db.session()
    return render(
        "funds/detail.html",
        fund=fund,
        balance=fund.balance,
        parts=_parts,
        projects=queries.project_rows(session, fund),
        ledger=queries.ledger_page(session, fund, asked_page()),
        project_url=_project_url,
    )


@bp.get("/<slug>/ledger.csv")
@permit(Permission.FUND_READ, load=queries.fund_by_slug)
def ledger_csv(fund: Fund) -> Response:
    columns = [
        gettext("序号"),
        gettext("时间"),
        gettext("事项"),
        gettext("金额（元）"),
        gettext("之后还可使用（元）"),
        gettext("项目"),
        gettext("凭证号"),
        gettext("说明"),
    ]
    rows = [
        (
            row.entry.seq,
            row.entry.occurred_at,
            label(row.entry.kind, "ledger.kind"),
            _yuan(row.entry.amount_fen),
            _yuan(row.entry.free_fen),
            row.title or row.entry.project_ref,
            row.entry.voucher_no,
            row.entry.note,
        )
        for row in queries.ledger(db.session(), fund)
    ]
    response = Response(write_csv(columns, rows), mimetype="text/csv")
    name = f"{fund.community.code}-{fund.year}-{fund.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


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
    return _bring_in(fund, commands.appropriate, "appropriate", gettext("拨入经费"), gettext("已拨入。"))


@bp.route("/<slug>/carry-over", methods=["GET", "POST"])
@permit(Permission.FUND_APPROPRIATE, load=queries.fund_by_slug)
def carry_over(fund: Fund) -> Answer:
    return _bring_in(fund, commands.carry_over, "carry_over", gettext("上年结转"), gettext("已结转。"))


def _bring_in(fund: Fund, command: Callable[..., LedgerEntry], kind: str, title: str, done: str) -> Answer:
    """First the form, then the amount in capitals to read back, then the change."""
    session = db.session()
    form = MovementForm()
    context = {"fund": fund, "title": title, "kind": kind, "form": form}
    if kind == "carry_over":
        context["previous"] = queries.last_years_fund(session, fund)
    good = form.validate_on_submit()
    if good and form.confirmed.data != "yes":
        return render_template("funds/confirm.html", capitals=capital_yuan(form.amount.data or 0), **context)
    if good and submit(form, partial(_enter, command, fund, form)):
        flash(done, "success")
        return go(url_for(".detail", slug=fund.slug))
    form.seen.data, form.confirmed.data = str(queries.last_seq(session, fund)), ""
    return render_template("funds/bring_in.html", **context), 422 if form.errors else 200


def _enter(
    command: Callable[..., LedgerEntry], fund: Fund, form: MovementForm, session: Session
) -> LedgerEntry:
    seen = whole_number(form.seen.data)
    return command(
        session,
        current_actor(),
        fund,
        form.amount.data,
        now(),
        form.note.data or "",
        seen_seq=-1 if seen is None else seen,
    )


def _parts(balance: Balance) -> list[tuple[str, int, str]]:
    """What a money bar shows of a balance."""
    return [
        (gettext("已支付"), balance.paid_fen, "paid"),
        (gettext("已签约未付"), balance.unpaid_fen, "committed"),
        (gettext("已通过未签"), balance.reserved_fen, "reserved"),
        (gettext("还可使用"), balance.free_fen, "free"),
    ]


def _project_url(ref: str) -> str | None:
    """The project's page, which a room above shows."""
    known = "portal.project" in current_app.view_functions
    return url_for("portal.project", slug=ref) if known else None


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
