"""The booth: choose, read back, confirm. Each step is a page, so that it works without scripts.

For a voter who has a ballot a worker's booth ends in a request to replace it (views.replacing).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.foundation.wording import refusal_text
from app.voting import commands, queries
from app.voting.after_resets import reset_before
from app.voting.choices import read_choices
from app.voting.commands.ballots import takes_ballots
from app.voting.entries import entries, last_request, standing, story_of
from app.voting.forms import AssistForm, StepForm
from app.voting.marks import field_of, hidden_fields, marks_from, read_back
from app.voting.models import Ballot, Replacement, Round
from app.voting.queries import Voter
from app.voting.views.blueprint import Answer, bp, rule_context

Marks = Mapping[str, Any]


@bp.route("/<slug>/vote", methods=["GET", "POST"])
@permit(Permission.BALLOT_CAST, load=queries.round_by_slug)
def vote(round: Round) -> Answer:
    session = db.session()
    entry = queries.own_entry(session, round, current_actor().user_id)
    form = StepForm()
    if entry is not None and form.is_submitted() and form.step.data == "confirm":
        cast = submit(form, partial(_cast, round=round, marks=marks_from(round, request.form)))
        if cast is not None:
            return go(url_for(".done", slug=round.slug))
    if entry is None or not takes_ballots(round, now()):
        return render_template("voting/closed_booth.html", **rule_context(round), entry=entry), 409
    ballot = queries.ballot_of(session, entry)
    if form.is_submitted():
        return _step(round, form, marks_from(round, request.form), None, ballot)
    return _booth(round, form, {} if ballot is None else ballot.choices, None, ballot)


def _cast(unit: Session, round: Round, marks: Marks) -> Ballot:
    return commands.cast_ballot(unit, current_actor(), round, marks, now())


@bp.get("/<slug>/done")
@permit(Permission.BALLOT_CAST, load=queries.round_by_slug)
def done(round: Round) -> str:
    """What one's own ballot says, as it is kept, and what others did to it."""
    session, moment = db.session(), now()
    entry = queries.own_entry(session, round, current_actor().user_id)
    ballot = None if entry is None else queries.ballot_of(session, entry)
    if ballot is None:
        abort(404)
    story = story_of(session, round, ballot, moment)
    return render_template(
        "voting/done.html",
        **rule_context(round),
        ballot=ballot,
        lines=read_back(round, ballot.choices),
        story=story,
        reset=reset_before(session, ballot, current_actor().user_id),
        past=[(each, read_back(round, each.choices)) for each in story.past],
        open=takes_ballots(round, moment),
        state_of=lambda request: standing(request, round, moment),
    )


@bp.get("/<slug>/assist")
@permit(Permission.BALLOT_ASSIST, load=queries.round_by_slug)
def assist(round: Round) -> str:
    """The roll for the worker: who has voted, never what."""
    session, moment = db.session(), now()
    return render_template(
        "voting/assist.html",
        **rule_context(round),
        voters=queries.voters(session, round),
        entries=entries(session, round, moment),
        open=takes_ballots(round, moment),
    )


@bp.route("/<slug>/assist/<int(max=999999):number>", methods=["GET", "POST"])
@permit(Permission.BALLOT_ASSIST, load=queries.voter)
def assist_vote(voter: Voter) -> Answer:
    session, round = db.session(), voter.round
    if not takes_ballots(round, now()):
        return render_template("voting/closed_booth.html", **rule_context(round), entry=voter.entry), 409
    ballot = queries.ballot_of(session, voter.entry)
    form = AssistForm()
    if not form.is_submitted():
        asked = last_request(session, voter.entry)
        if asked is not None and asked.standing == "waiting":
            return go(url_for(".replacement", slug=round.slug, number=voter.entry.number))
        return _booth(round, form, {}, voter, ballot)
    marks = marks_from(round, request.form)
    if form.step.data == "confirm":
        enter = _ask_for if form.replacing.data else _cast_for
        done = submit(form, partial(enter, voter=voter, marks=marks, form=form))
        if isinstance(done, Ballot):
            flash(gettext("%(name)s的票已经录好。", name=voter.entry.name), "success")
            return go(url_for(".assist", slug=round.slug))
        if done is not None:
            flash(gettext("已经提出更换。另一个人确认以前，原来的票算数。"), "success")
            return go(url_for(".replacement", slug=round.slug, number=voter.entry.number))
        ballot = queries.ballot_of(session, voter.entry)
    return _step(round, form, marks, voter, ballot)


def _cast_for(unit: Session, voter: Voter, marks: Marks, form: AssistForm) -> Ballot:
    return commands.cast_for(
        unit,
        current_actor(),
        voter.round,
        voter.entry,
        marks,
        form.mode.data,
        form.read_back.data,
        now(),
    )


def _ask_for(unit: Session, voter: Voter, marks: Marks, form: AssistForm) -> Replacement:
    return commands.ask_to_replace(
        unit,
        current_actor(),
        voter.round,
        voter.entry,
        marks,
        form.mode.data,
        form.read_back.data,
        form.reason.data or "",
        now(),
    )


def _step(round: Round, form: StepForm, marks: Marks, voter: Voter | None, ballot: Ballot | None) -> Answer:
    """The page that reads the marks back; the booth again to change them, or where they cannot stand."""
    if form.step.data == "change":
        return _booth(round, form, marks, voter, ballot)
    try:
        read_choices(round.kind, [option.key for option in round.options], marks)
    except RuleViolation as violation:
        return _booth(round, form, marks, voter, ballot, violation)
    refused = bool(form.errors) and form.step.data == "confirm"
    page = render_template(
        "voting/review.html",
        **rule_context(round),
        form=form,
        voter=voter,
        ballot=ballot,
        lines=read_back(round, marks),
        hidden=hidden_fields(round, marks),
    )
    return page, 422 if refused else 200


def _booth(
    round: Round,
    form: StepForm,
    marks: Marks,
    voter: Voter | None,
    ballot: Ballot | None,
    violation: RuleViolation | None = None,
) -> Answer:
    errors: dict[str, str] = {}
    if violation is not None:
        missing = [o.key for o in round.options if o.key not in marks] if violation.field else []
        errors = {key: refusal_text(violation) for key in missing}
        if not errors:
            form.refuse(violation)
    page = render_template(
        "voting/booth.html",
        **rule_context(round),
        form=form,
        voter=voter,
        ballot=ballot,
        marks=marks,
        field_of=field_of,
        errors=errors,
    )
    return page, 422 if violation is not None else 200
