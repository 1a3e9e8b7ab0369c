"""Trying a rule on ballots that were counted before."""

from __future__ import annotations

from flask import render_template, request
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.domain.errors import RuleViolation
from app.domain.permissions import Permission
from app.foundation.database import db
from app.foundation.guard import permit
from app.street.models import Community
from app.street.queries import community_by_slug
from app.voting import queries
from app.voting.forms import TryForm
from app.voting.trying import Trial, try_rule
from app.voting.views.blueprint import Answer, bp, rule_context


@bp.get("/prepare/allocation/<slug>/try")
@permit(Permission.ROUND_PREPARE, load=community_by_slug)
def try_rule_on(community: Community) -> Answer:
    session = db.session()
    rounds = queries.counted_allocations(session, community.id)
    form = TryForm(request.args)
    form.source.choices = [
        SelectChoice(each.slug, gettext("%(title)s（%(voted)s 张票）", title=each.title, voted=each.voted))
        for each in rounds
    ]
    trial = None
    if rounds and "rule" in request.args and form.validate():
        trial = _tried(form)
    context = {} if trial is None else rule_context(trial.round)
    page = render_template(
        "voting/try_rule.html", **context, community=community, rounds=rounds, form=form, trial=trial
    )
    return page, 422 if form.errors else 200


def _tried(form: TryForm) -> Trial | None:
    session = db.session()
    round = queries.round_by_slug(session, form.source.data)
    if round is None:
        return None
    try:
        return try_rule(round, queries.protocol_of(session, round), *form.chosen.values())
    except RuleViolation as violation:
        form.refuse(violation)
        return None
