"""A rectification order: given, answered, checked."""

from __future__ import annotations

from flask import render_template
from flask_babel import gettext

from app.delivery import commands
from app.delivery.forms import CheckRectificationForm, OrderRectificationForm, RectificationReportForm
from app.delivery.models import Rectification
from app.delivery.queries.finding import Project, project_by_slug, project_of, rectification_by_slug
from app.delivery.views.blueprint import Answer, bp, done, show
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.street.queries import rules


@bp.get("/rectification/<slug>")
@permit(Permission.CONTRACT_READ, load=rectification_by_slug)
def rectification(found: Rectification) -> str:
    return render_template("delivery/rectification.html", rectification=found, today=today())


@bp.route("/project/<slug>/rectify", methods=["GET", "POST"])
@permit(Permission.RECTIFICATION_ORDER, load=project_by_slug)
def order_rectification(found: Project) -> Answer:
    form = OrderRectificationForm()
    ordered = submit(
        form,
        lambda session: commands.order_rectification(
            session, current_actor(), found.proposal, form.content.data, now()
        ),
    )
    if ordered is not None:
        return done(gettext("整改单已经下达，%(day)s 前办完。", day=ordered.due_on), found.proposal)
    setting = rules(db.session(), found.proposal.community_id)
    return show(
        "order_rectification.html",
        form,
        found=found,
        workdays=setting.number("rectify_within_workdays"),
        source=setting.sources["rectify_within_workdays"],
    )


@bp.route("/rectification/<slug>/report", methods=["GET", "POST"])
@permit(Permission.RECTIFICATION_REPORT, load=rectification_by_slug)
def report_rectification(found: Rectification) -> Answer:
    form = RectificationReportForm(data={"report": found.report})
    reported = submit(
        form,
        lambda session: commands.report_rectification(
            session, current_actor(), found, form.report.data, now()
        ),
    )
    if reported is not None:
        return done(gettext("整改情况已经报送，等街道或社区书记核对。"), found.proposal)
    return show("report_rectification.html", form, rectification=found)


@bp.route("/rectification/<slug>/check", methods=["GET", "POST"])
@permit(Permission.RECTIFICATION_CLOSE, load=rectification_by_slug)
def check_rectification(found: Rectification) -> Answer:
    form = CheckRectificationForm()
    checked = submit(
        form,
        lambda session: (
            commands.close_rectification if form.verdict.data == "close" else commands.return_rectification
        )(session, current_actor(), found, form.note.data, now()),
    )
    if checked is not None:
        closed = form.verdict.data == "close"
        words = gettext("整改已经办结，项目继续执行。") if closed else gettext("已经退回，继续整改。")
        return done(words, found.proposal)
    contract = project_of(db.session(), found.proposal_id).contract
    return show("check_rectification.html", form, rectification=found, contract=contract)
