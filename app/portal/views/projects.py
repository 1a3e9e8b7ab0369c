"""The list of projects, and the page of one."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.permissions import Permission
from app.foundation.clock import now, today
from app.foundation.database import db
from app.foundation.guard import can, permit
from app.foundation.paging import asked_page
from app.portal.ahead import ahead
from app.portal.forms import ProjectFilterForm
from app.portal.next_step import next_step
from app.portal.queries.project import project_of, public_project
from app.portal.queries.projects import Wanted, categories, projects_page
from app.portal.timeline import travelled
from app.portal.views.blueprint import bp
from app.proposals.models import Proposal
from app.street.models import Community
from app.street.queries import communities


@bp.get("/projects")
@permit(Permission.PUBLIC)
def projects() -> str:
    session = db.session()
    form = filter_form(session, communities(session))
    return render_template(
        "portal/projects.html",
        form=form,
        page=projects_page(session, wanted(form), asked_page()),
        asked=request.args.to_dict(),
    )


@bp.get("/projects/<slug>")
@permit(Permission.PROPOSAL_READ, load=public_project)
def project(proposal: Proposal) -> str:
    record = project_of(db.session(), proposal)
    contract = record.contract
    step = next_step(record, now())
    return render_template(
        "portal/project.html",
        project=record,
        proposal=proposal,
        contract=contract,
        events=travelled(
            record, with_contract=contract is not None and can(Permission.CONTRACT_READ, contract)
        ),
        step=step,
        ahead=ahead(record, step),
        today=today(),
    )


def filter_form(session: Session, places: Sequence[Community]) -> ProjectFilterForm:
    """The filters as asked for; a value that is not a choice narrows nothing."""
    form = ProjectFilterForm(request.args)
    form.community.choices = [("", gettext("不限")), *((each.slug, each.name) for each in places)]
    listed = [(str(number), name or gettext("目录外")) for number, name in categories(session)]
    form.category.choices = [("", gettext("不限")), *listed]
    form.validate()
    for field in (form.community, form.category, form.group, form.sort):
        if field.errors:
            field.data, field.errors = field.default or "", []
    return form


def wanted(form: ProjectFilterForm) -> Wanted:
    return Wanted(
        text=(form.q.data or "")[:100],
        community=form.community.data or "",
        category=int(form.category.data) if form.category.data else None,
        group=form.group.data or "",
        rating=bool(form.rating.data),
        sort=form.sort.data or "newest",
    )
