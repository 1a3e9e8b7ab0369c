"""The office's conditions of a prepared allocation."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from app.domain.permissions import Permission
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.forms import submit
from app.foundation.guard import current_actor, permit
from app.foundation.htmx import go
from app.street.queries import directory
from app.voting import commands, queries
from app.voting.commands import AreaWish, NewWishes, OptionWish
from app.voting.forms import WishesForm
from app.voting.models import Round, RoundOption
from app.voting.views.blueprint import Answer, bp, rule_context
from app.voting.wishes import allows_parts


@bp.route("/<slug>/wishes", methods=["GET", "POST"])
@permit(Permission.ROUND_PREPARE, load=queries.round_by_slug)
def wishes(round: Round) -> Answer:
    if round.is_resolution or round.imported:
        abort(404)
    if request.method == "GET" and round.state != "prepared":
        return go(url_for(".detail", slug=round.slug))
    form = WishesForm(data=_known(round))
    categories = dict.fromkeys(
        [
            *(item.category for item in directory(db.session())),
            *(each for option in round.options for each in option.detail.get("categories", ())),
        ]
    )
    for line in form.options:
        line.form.category.choices = [
            SelectChoice("", gettext("不分类")),
            *(SelectChoice(each, each) for each in categories),
        ]
    if not _lines_changed(form):
        done = submit(
            form, lambda unit: commands.set_wishes(unit, current_actor(), round, _read(form), now())
        )
        if done is not None:
            flash(gettext("附加条件记下了，核对以后开始投票。"), "success")
            return go(url_for(".detail", slug=round.slug))
    page = render_template(
        "voting/wishes.html",
        **rule_context(round),
        form=form,
        options={option.key: option for option in round.options},
        parts=allows_parts(round.rules["rule"]),
    )
    return page, 422 if form.errors else 200


def _lines_changed(form: WishesForm) -> bool:
    if f"add_{form.limits.name}" in request.form:
        form.limits.one_more()
        return True
    dropped = request.form.get(f"remove_{form.limits.name}", type=int)
    form.limits.one_less(dropped)
    return dropped is not None


def _known(round: Round) -> dict[str, Any]:
    told = round.rules.get("wishes", {})
    return {
        "min_votes": told.get("min_votes", 0),
        "options": [_option(option, told) for option in round.options],
        "limits": [
            {"area": each["area"], "floor": each["floor_fen"] or None, "ceiling": each["ceiling_fen"]}
            for each in told.get("limits", ())
        ],
    }


def _option(option: RoundOption, told: dict[str, Any]) -> dict[str, Any]:
    decided = next((each for each in told.get("decisions", ()) if each["key"] == option.key), None)
    groups = zip("abcd", told.get("exclusive", ()), strict=False)
    return {
        "key": option.key,
        "category": next(iter(option.detail.get("categories", ())), ""),
        "zone": option.detail.get("zone", ""),
        "group": next((group for group, keys in groups if option.key in keys), ""),
        "part": told.get("parts", {}).get(option.key),
        "decision": "" if decided is None else "in" if decided["included"] else "out",
        "reason": "" if decided is None else decided["reason"],
    }


def _read(form: WishesForm) -> NewWishes:
    return NewWishes(
        form.min_votes.data,
        [_wish(line.data) for line in form.options],
        [
            AreaWish(line["area"] or "", line["floor"] or 0, line["ceiling"])
            for line in (each.data for each in form.limits)
            if line["area"] or line["floor"] or line["ceiling"]
        ],
    )


def _wish(line: dict[str, Any]) -> OptionWish:
    return OptionWish(
        line["key"] or "",
        line["category"] or "",
        line["zone"] or "",
        line["decision"] or "",
        line["reason"] or "",
        line["group"] or "",
        line["part"],
    )
