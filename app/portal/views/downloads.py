"""Open tables: projects and funds as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from flask import Response, request, url_for
from flask_babel import gettext

from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.forms import whole_number
from app.foundation.guard import permit
from app.foundation.tables import write_csv
from app.foundation.wording import label
from app.funds.queries import fund_rows
from app.portal.queries.projects import all_projects
from app.portal.views.blueprint import bp
from app.portal.views.projects import filter_form, wanted
from app.street.queries import communities, current_year


@bp.get("/projects.csv")
@permit(Permission.PUBLIC)
def projects_csv() -> Response:
    session = db.session()
    columns = [
        gettext("编号"),
        gettext("项目"),
        gettext("社区"),
        gettext("承接组织"),
        gettext("类别"),
        gettext("金额（元）"),
        gettext("服务人数"),
        gettext("期限（月）"),
        gettext("状态"),
        gettext("附议户数"),
        gettext("最近变化"),
        gettext("网页"),
    ]
    rows = (
        (
            row.code,
            row.title,
            row.community,
            row.organisation,
            row.category or gettext("目录外"),
            _yuan(row.amount_fen),
            row.people_served,
            row.months,
            label(row.state, "proposal.state"),
            row.heat,
            row.changed_at,
            url_for("portal.project", slug=row.slug, _external=True),
        )
        for row in all_projects(session, wanted(filter_form(session, communities(session))))
    )
    return _file("projects.csv", columns, rows)


@bp.get("/funds.csv")
@permit(Permission.FUND_READ)
def funds_csv() -> Response:
    session = db.session()
    year = whole_number(request.args.get("year")) or current_year(session, today())
    columns = [
        gettext("年度"),
        gettext("社区"),
        gettext("经费"),
        gettext("拨入（元）"),
        gettext("上年结转（元）"),
        gettext("结转下年（元）"),
        gettext("已支付（元）"),
        gettext("已签约未付（元）"),
        gettext("已通过未签（元）"),
        gettext("还可使用（元）"),
    ]
    rows = (
        (
            year,
            row.community,
            row.name,
            *(
                _yuan(fen)
                for fen in (
                    row.balance.appropriated_fen,
                    row.balance.carried_over_fen,
                    row.balance.carried_out_fen,
                    row.balance.paid_fen,
                    row.balance.unpaid_fen,
                    row.balance.reserved_fen,
                    row.balance.free_fen,
                )
            ),
        )
        for row in fund_rows(session, year)
    )
    return _file(f"funds-{year}.csv", columns, rows)


def _file(name: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    response = Response(write_csv(columns, rows), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)
