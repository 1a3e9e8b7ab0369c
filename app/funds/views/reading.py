"""Pages that everybody may read: the year's funds, one fund, its ledger as a file."""

from __future__ import annotations

from decimal import Decimal

from flask import Response, render_template, request, url_for
from flask_babel import gettext

from app.domain.permissions import Permission
from app.foundation.clock import local_date, today
from app.foundation.database import db
from app.foundation.forms import whole_number
from app.foundation.guard import can, permit
from app.foundation.htmx import render
from app.foundation.paging import asked_page
from app.foundation.tables import write_csv
from app.foundation.wording import label
from app.funds import queries
from app.funds.effects import Balance
from app.funds.models import Fund
from app.funds.queries import EntryRow
from app.funds.views.blueprint import bp, url_if
from app.street.queries import current_year


@bp.get("/")
@permit(Permission.FUND_READ)
def index() -> str:
    session = db.session()
    this_year = current_year(session, today())
    year = whole_number(request.args.get("year")) or this_year
    years = sorted({this_year, *queries.years(session)}, reverse=True)
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
        waiting=queries.waiting_in(session, fund) if can(Permission.FUND_REQUEST_READ, fund) else 0,
        projects=queries.project_rows(session, fund),
        ledger=queries.ledger_page(session, fund, asked_page()),
        project_url=lambda ref: url_if("portal.project", ref),
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
        gettext("文号"),
        gettext("冲正"),
        gettext("经手"),
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
            row.entry.request.document_no if row.entry.request else "",
            _undoing(row),
            _by_whom(row),
        )
        for row in queries.ledger(db.session(), fund)
    ]
    response = Response(write_csv(columns, rows), mimetype="text/csv")
    name = f"{fund.community.code}-{fund.year}-{fund.slug}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _parts(balance: Balance) -> list[tuple[str, int, str]]:
    """What a money bar shows of a balance."""
    return [
        (gettext("已支付"), balance.paid_fen, "paid"),
        (gettext("已签约未付"), balance.unpaid_fen, "committed"),
        (gettext("已通过未签"), balance.reserved_fen, "reserved"),
        (gettext("还可使用"), balance.free_fen, "free"),
    ]


def _by_whom(row: EntryRow) -> str:
    """The posts of the two people behind an entry, with the days."""
    asked = row.entry.request
    if asked is None or asked.answered_at is None:
        return ""
    return gettext(
        "街道财务 %(asked)s 提出，街道审批 %(agreed)s 确认",
        asked=local_date(asked.asked_at),
        agreed=local_date(asked.answered_at),
    )


def _undoing(row: EntryRow) -> str:
    """Which entry this one reverses, or was reversed by."""
    if row.reversed_by is not None:
        return gettext("已由第 %(seq)s 笔冲正", seq=row.reversed_by)
    return gettext("冲正第 %(seq)s 笔", seq=row.other) if row.other else ""


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
