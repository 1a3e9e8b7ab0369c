"""Answering a request to replace a ballot: the second worker or the secretary, and the voter."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from flask import abort, flash, render_template, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit, whole_number
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.voting import commands, queries
from app.voting.entries import last_request, standing
from app.voting.forms import AnswerForm, OwnAnswerForm
from app.voting.marks import ReadBack, read_back
from app.voting.models import Replacement, Round
from app.voting.queries import Voter
from app.voting.views.blueprint import Answer, bp, rule_context

Change = Callable[[Session], object]


@bp.route("/<slug>/replace/<int(max=999999):number>", methods=["GET", "POST"])
@permit(Permission.BALLOT_CONFIRM, load=queries.voter)
def replacement(voter: Voter) -> Answer:
    """The request that waits for a voter's ballot. What it says is shown to whoever declares to compare it."""
    session, round = db.session(), voter.round
    asked = last_request(session, voter.entry)
    if asked is None:
        abort(404)
    form, number = AnswerForm(), voter.entry.number
    step = form.step.data if form.is_submitted() else ""
    lines: Sequence[ReadBack] | None = None
    done = _desk_answer(form, step, asked)
    if done is not None and step == "look":
        lines = read_back(round, asked.choices)
    elif done is not None:
        flash(_told(step), "success")
        return go(url_for(".replacement", slug=round.slug, number=number))
    page = render_template(
        "voting/replacement.html",
        **rule_context(round),
        form=form,
        voter=voter,
        asked=asked,
        state=standing(asked, round, now()),
        own=asked.asked_by_id == current_actor().user_id,
        lines=lines,
    )
    return page, 422 if step and lines is None else 200


@bp.route("/<slug>/replacement", methods=["GET", "POST"])
@permit(Permission.BALLOT_CAST, load=queries.round_by_slug)
def own_replacement(round: Round) -> Answer:
    """A worker asks to replace one's own ballot: agree, say no, or vote again by one's own hand."""
    session = db.session()
    entry = queries.own_entry(session, round, current_actor().user_id)
    ballot = None if entry is None else queries.ballot_of(session, entry)
    asked = None if entry is None else last_request(session, entry)
    if ballot is None or asked is None:
        abort(404)
    form = OwnAnswerForm()
    step = form.step.data if form.is_submitted() else ""
    if _own_answer(form, step, asked) is not None:
        return go(url_for(".done", slug=round.slug))
    if not step and standing(asked, round, now()) != "waiting":
        return go(url_for(".done", slug=round.slug))
    page = render_template(
        "voting/own_replacement.html",
        **rule_context(round),
        form=form,
        asked=asked,
        wanted=read_back(round, asked.choices),
        lines=read_back(round, ballot.choices),
    )
    return page, 422 if step else 200


def _desk_answer(form: AnswerForm, step: str, asked: Replacement) -> object | None:
    actor, moment = current_actor(), now()
    compared, answer = bool(form.compared.data), form.answer.data or ""
    changes: dict[str, Change] = {
        "look": lambda unit: commands.show_replacement(unit, actor, asked, compared, moment),
        "confirm": lambda unit: commands.confirm_replacement(unit, actor, asked, compared, moment),
        "refuse": lambda unit: commands.refuse_replacement(unit, actor, asked, answer, moment),
        "withdraw": lambda unit: commands.withdraw_replacement(unit, actor, asked, moment),
    }
    return _answer(form, asked, changes.get(step))


def _own_answer(form: OwnAnswerForm, step: str, asked: Replacement) -> object | None:
    actor, moment, compared = current_actor(), now(), bool(form.compared.data)
    changes: dict[str, Change] = {
        "confirm": lambda unit: commands.confirm_replacement(unit, actor, asked, compared, moment),
        "refuse": lambda unit: commands.refuse_replacement(unit, actor, asked, "unwanted", moment),
    }
    return _answer(form, asked, changes.get(step))


def _answer(form: AnswerForm, asked: Replacement, change: Change | None) -> object | None:
    """Run an answer to the request that was read, and to no later one."""
    if change is None:
        return None
    return submit(form, partial(_of_this, form=form, asked=asked, change=change))


def _of_this(unit: Session, form: AnswerForm, asked: Replacement, change: Change) -> object:
    if whole_number(form.request.data) != asked.id:
        raise RuleViolation("form.stale")
    return change(unit)


def _told(step: str) -> str:
    told = {
        "confirm": gettext("已经更换，代表本人会看到。截止前本人再投，以本人投的为准。"),
        "refuse": gettext("已经记下不同意，票没有变。"),
        "withdraw": gettext("已经撤回，票没有变。"),
    }
    return told[step]
