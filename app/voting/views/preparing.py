"""Preparing a round."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask import flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.council.models import Meeting
from app.council.queries import meeting_by_slug
from app.council.rule_words import majority_words, quorum_words
from app.domain.permissions import Permission
from app.foundation.clock import local, now, today
from app.foundation.database import db
from app.foundation.formatting import money
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.wording import label
from app.funds.models import Fund
from app.street.models import Community
from app.street.queries import community_by_slug, rules
from app.voting import commands, queries
from app.voting.commands import NewAllocation, NewOption
from app.voting.forms import AllocationForm, ClosingForm
from app.voting.models import Round
from app.voting.views.blueprint import Answer, bp


@bp.route("/prepare/resolution/<slug>", methods=["GET", "POST"])
@permit(Permission.ROUND_PREPARE, load=meeting_by_slug)
def prepare_resolution(meeting: Meeting) -> Answer:
    later = local(now() + timedelta(hours=2))
    form = ClosingForm(data={"closes_on": later.date(), "closes_time": later.time()})

    def change(unit: Session) -> Round:
        return commands.prepare_resolution_round(
            unit, current_actor(), meeting, form.closes_at, now(), early_close=form.early_close.data
        )

    round = submit(form, change)
    if round is not None:
        return go(url_for(".detail", slug=round.slug))
    page = render_template(
        "voting/prepare_resolution.html",
        form=form,
        meeting=meeting,
        topics=[each for each in meeting.topics if each.undecided],
        quorum_text=quorum_words(meeting.quorum, meeting.roll_size, meeting.needed),
        majority_text=majority_words(meeting.majority),
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/prepare/allocation/<slug>", methods=["GET", "POST"])
@permit(Permission.ROUND_PREPARE, load=community_by_slug)
def prepare_allocation(community: Community) -> Answer:
    session = db.session()
    settings = rules(session, community.id)
    funds = {fund.slug: fund for fund in queries.funds_to_share(session, community.id, today().year)}
    form = AllocationForm()
    form.fund.choices = [("", gettext("不指定")), *((slug, _fund_text(fund)) for slug, fund in funds.items())]
    if not _lines_changed(form):
        fund = funds.get(form.fund.data or "")
        round = submit(form, lambda unit: _prepare(unit, community, form, settings.texts("tie_rule"), fund))
        if round is not None:
            flash(gettext("这一轮准备好了，核对以后开始投票。"), "success")
            return go(url_for(".detail", slug=round.slug))
    page = render_template(
        "voting/prepare_allocation.html",
        form=form,
        community=community,
        ties=[label(each, "round.tie") for each in settings.texts("tie_rule")],
        tie_source=settings.sources["tie_rule"],
    )
    return page, 422 if form.errors else 200


def _fund_text(fund: Fund) -> str:
    return str(
        gettext(
            "%(year)s 年 %(name)s，还可使用 %(free)s",
            year=fund.year,
            name=fund.name,
            free=money(fund.free_fen),
        )
    )


def _lines_changed(form: AllocationForm) -> bool:
    """Whether a line was asked for or dropped without a script: the form is shown again with it."""
    if f"add_{form.options.name}" in request.form:
        form.options.one_more()
        return True
    dropped = request.form.get(f"remove_{form.options.name}", type=int)
    if dropped is None:
        return not form.is_submitted() and _three_lines(form)
    form.options.one_less(dropped)
    return True


def _three_lines(form: AllocationForm) -> bool:
    while len(form.options.entries) < 3:
        form.options.append_entry()
    return True


def _prepare(
    unit: Session, community: Community, form: AllocationForm, ties: Sequence[str], fund: Fund | None
) -> Round:
    lines = [line.data for line in form.options if line.data["title"] or line.data["cost"]]
    new = NewAllocation(
        title=form.title.data,
        amount_fen=form.amount.data or 0,
        options=[
            NewOption(line["title"] or "", line["cost"] or 0, f"K{number}", line["note"] or "")
            for number, line in enumerate(lines, start=1)
        ],
        tie_rule=ties,
        closes_at=form.closes_at,
        fund=fund,
        early_close=form.early_close.data,
        **form.chosen,
    )
    return commands.prepare_allocation_round(unit, current_actor(), community, new, now())
