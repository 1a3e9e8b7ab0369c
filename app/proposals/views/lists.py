"""The work list: mine, my community's, to review."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext

from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.wording import choices
from app.proposals.next_steps import next_step
from app.proposals.queries.worklist import tab_counts, worklist_page
from app.proposals.views.blueprint import bp
from app.street.queries import current_cycle


@bp.get("/")
@permit(Permission.PROPOSAL_READ)
def index() -> str:
    session, actor = db.session(), current_actor()
    counts = tab_counts(session, actor)
    tab = request.args.get("list", "")
    if tab not in counts:
        tab = next((name for name, count in counts.items() if count), next(iter(counts), "mine"))
    state = request.args.get("state", "")
    day = today()
    cycle = current_cycle(session, day)
    return render_template(
        "proposals/index.html",
        tab=tab,
        tabs=counts,
        names=_names(),
        state=state,
        states=choices("proposal.state"),
        page=worklist_page(session, actor, tab, asked_page(), state),
        step=lambda of: next_step(of, cycle, day),
    )


def _names() -> dict[str, str]:
    return {
        "mine": gettext("我的申报"),
        "community": gettext("本社区的申报"),
        "review": gettext("待审核"),
        "street": gettext("全街道"),
    }
