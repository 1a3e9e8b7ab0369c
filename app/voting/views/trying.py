"""Trying rules and amounts of money on ballots that were counted before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.domain.errors import RuleViolation
from app.domain.money import format_yuan
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.database import db
from app.foundation.guard import current_actor, permit
from app.voting import queries
from app.voting.models import Round
from app.voting.try_form import TryForm
from app.voting.trying import Trial, try_rules
from app.voting.views.blueprint import Answer, bp, rule_context

LESS_AND_MORE = (80, 120, 150)
"""Percent of the round's own money."""
KEPT = ("source", "rule", "utility", "completion")


@bp.get("/try")
@permit(Permission.RULE_TRY)
def try_page() -> Answer:
    session, given = db.session(), request.args
    mine = current_actor().communities(Role.SECRETARY)
    rounds = queries.counted_allocations(session, mine, given.get("source", ""))
    asked = not given.keys().isdisjoint(("rule", "amount"))
    form = TryForm(given) if asked else TryForm(None, source=given.get("source"))
    form.source.choices = [SelectChoice(each.slug, _source_text(each)) for each in rounds]
    trial = _tried(form) if rounds and asked and form.validate() else None
    context = {} if trial is None else {**rule_context(trial.round), "amounts": _amounts(trial)}
    page = render_template("voting/try.html", **context, rounds=rounds, form=form, trial=trial)
    return page, 422 if form.errors else 200


def _source_text(round: Round) -> str:
    place = round.community.name if round.community else gettext("其他城市")
    return str(
        gettext("%(place)s：%(title)s（%(voted)s 张票）", place=place, title=round.title, voted=round.voted)
    )


def _tried(form: TryForm) -> Trial | None:
    session = db.session()
    round = queries.round_by_slug(session, form.source.data)
    if round is None:
        return None
    try:
        return try_rules(round, queries.protocol_of(session, round), form.chosen, form.amount.data)
    except RuleViolation as violation:
        form.refuse(violation)
        return None


def _amounts(trial: Trial) -> Sequence[tuple[int, str]]:
    """Somewhat less and more money (fen), each with the address that tries it."""
    given: dict[str, Any] = {name: request.args.getlist(name) for name in KEPT}
    yuan = [trial.round.amount_fen * percent // 10_000 for percent in LESS_AND_MORE]
    return [
        (each * 100, url_for(".try_page", **given, amount=format_yuan(each * 100, plain=True)))
        for each in yuan
        if each * 100 not in (0, trial.amount_fen)
    ]
