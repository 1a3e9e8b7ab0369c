"""A project under contract: its page, its plan, its beginning and its close."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import render_template, request
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.contracts.models import Contract, ContractPart
from app.delivery import commands
from app.delivery.commands.closing import require_closable
from app.delivery.forms import PlanForm
from app.delivery.models import Milestone
from app.delivery.queries.finding import Project, project_by_slug, signed_contract
from app.delivery.queries.page import project_page
from app.delivery.turns import turns
from app.delivery.views.blueprint import Answer, bp, done, lines_changed, project_url, show, url_if
from app.delivery.views.turning import turn_url
from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.wording import refusal_text
from app.funds.queries import ProjectMoney, project_money
from app.notices.queries import notice_of


@bp.get("/project/<slug>")
@permit(Permission.CONTRACT_READ, load=project_by_slug)
def project(found: Project) -> str:
    page = project_page(db.session(), found)
    return render_template(
        "delivery/project.html",
        page=page,
        found=found,
        facts=page.facts,
        turns=turns(page.facts, today()),
        turn_url=turn_url,
        today=today(),
        contract_url=url_if("contracts.detail", slug=found.contract.slug),
        road_url=url_if("portal.project", slug=found.proposal.slug),
        notice_url=url_if("notices.detail", slug=page.facts.notice.slug) if page.facts.notice else None,
    )


@bp.route("/project/<slug>/plan", methods=["GET", "POST"])
@permit(Permission.MILESTONE_PLAN, load=project_by_slug)
def plan(found: Project) -> Answer:
    page = project_page(db.session(), found)
    form = PlanForm(data={"milestones": _template(found, page.facts.milestones)})
    if not lines_changed(form.milestones, "milestones"):
        saved = submit(
            form,
            lambda session: commands.plan_milestones(
                session,
                current_actor(),
                found.part,
                [(line.form.name.data, line.form.due_on.data) for line in form.milestones],
                now(),
            ),
        )
        if saved is not None:
            return done(gettext("里程碑已经定好。"), found.proposal)
    return show("plan.html", form, found=found)


def _template(found: Project, known: Sequence[Milestone]) -> list[dict[str, object]]:
    """What was planned already; else the start, the middle and the end of the term to begin from."""
    rows = [{"name": row.name, "due_on": row.due_on} for row in known]
    if rows:
        return rows
    first, last = found.contract.starts_on, found.contract.ends_on
    middle = first + (last - first) / 2
    return [
        {"name": gettext("启动与需求复核"), "due_on": min(first + timedelta(days=31), last)},
        {"name": gettext("中期服务与自评"), "due_on": max(middle, min(first + timedelta(days=31), last))},
        {"name": gettext("结项与验收"), "due_on": last},
    ]


@bp.post("/contract/<slug>/start")
@permit(Permission.MILESTONE_PLAN, load=signed_contract)
def start(contract: Contract) -> Response:
    perform(
        lambda session: commands.start_delivery(session, current_actor(), contract, now()),
        done=gettext("项目开始执行。"),
    )
    return go(project_url(contract.parts[0].proposal))


@bp.route("/contract/<slug>/close", methods=["GET", "POST"])
@permit(Permission.PROJECT_CLOSE, load=signed_contract)
def close(contract: Contract) -> Answer:
    if request.method == "POST":
        perform(
            lambda session: commands.close_project(session, current_actor(), contract, now()),
            done=gettext("项目已经结项，没有用完的钱回到了经费里。"),
        )
        return go(project_url(contract.parts[0].proposal))
    return render_template(
        "delivery/close.html",
        contract=contract,
        parts=_closing(contract),
        refusal=_why_not(contract),
        notice=notice_of(db.session(), "acceptance", contract.slug),
    )


def _why_not(contract: Contract) -> str | None:
    """Why a contract cannot be closed yet."""
    try:
        require_closable(db.session(), contract)
    except RuleViolation as violation:
        return refusal_text(violation)
    return None


def _closing(contract: Contract) -> list[tuple[ContractPart, ProjectMoney]]:
    """Each part with its money: a contract has few parts."""
    session = db.session()
    return [(part, project_money(session, part.proposal.slug)) for part in contract.parts]
