"""The secretary's steps with a round: open, close, drop."""

from __future__ import annotations

from flask import flash, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.forms import perform, submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.voting import commands, queries
from app.voting.forms import CloseForm
from app.voting.models import Round
from app.voting.views.blueprint import Answer, bp
from app.voting.views.public import show


@bp.post("/<slug>/open")
@permit(Permission.ROUND_OPEN, load=queries.round_by_slug)
def open_round(round: Round) -> Response:
    perform(
        lambda unit: commands.open_round(unit, current_actor(), round, now()),
        done=gettext("投票开始。规则已经定下，谁也不能再改。"),
    )
    return go(url_for(".detail", slug=round.slug))


@bp.post("/<slug>/close")
@permit(Permission.ROUND_CLOSE, load=queries.round_by_slug)
def close_round(round: Round) -> Answer:
    form, slug = CloseForm(), round.slug
    done = submit(
        form,
        lambda unit: commands.close_round(unit, current_actor(), round, now(), form.reason.data or ""),
    )
    if done is None:
        return show(round, form), 422
    flash(gettext("已经截止并计票。"), "success")
    return go(url_for(".detail", slug=slug))


@bp.post("/<slug>/cancel")
@permit(Permission.ROUND_PREPARE, load=queries.round_by_slug)
def cancel_round(round: Round) -> Response:
    perform(
        lambda unit: commands.cancel_round(unit, current_actor(), round, now()),
        done=gettext("这一轮已取消。"),
    )
    return go(url_for(".index"))
