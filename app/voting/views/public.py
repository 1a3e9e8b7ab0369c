"""What everybody can read: rounds, turnout, rules, results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from app.council.models import Meeting
from app.council.queries import meeting_by_slug
from app.council.shares import presence_shares
from app.domain.commitments import canonical_json
from app.domain.permissions import Permission
from app.domain.policy import Role
from app.foundation.clock import now
from app.foundation.database import db
from app.foundation.guard import can, current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.tables import write_csv
from app.foundation.wording import label
from app.street.queries import communities, the_street
from app.voting import queries
from app.voting.allocations import allocation
from app.voting.election import in_fen
from app.voting.exporting import election_file, has_file, is_quick
from app.voting.forms import CloseForm
from app.voting.models import Round
from app.voting.public_numbers import named_groups, numbers_of
from app.voting.results import resolution_rows
from app.voting.sides import sides_of
from app.voting.views.blueprint import bp, rule_context

NAMED_ROWS = 120


@bp.get("/")
@permit(Permission.ROUND_READ)
def index() -> str:
    session = db.session()
    places = communities(session)
    asked = request.args.get("community", "")
    place = next((each for each in places if each.slug == asked), None)
    mine = current_actor().communities(Role.SECRETARY)
    return render_template(
        "voting/index.html",
        page=queries.rounds_page(session, asked_page(), place.id if place else None),
        places=places,
        place=place,
        prepared=queries.prepared_rounds(session, mine) if mine else (),
        desks=[each for each in places if each.id in mine],
        now=now(),
    )


@bp.get("/<slug>")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def detail(round: Round) -> str:
    return show(round, CloseForm())


def show(round: Round, form: CloseForm) -> str:
    """The round's page: what is asked while it goes on, the result once it is counted."""
    if round.state == "counted":
        return _result(round)
    session, actor = db.session(), current_actor()
    entry = queries.own_entry(session, round, actor.user_id) if round.state == "open" else None
    return render_template(
        "voting/detail.html",
        **rule_context(round),
        form=form,
        voted=queries.turnout(session, round),
        entry=entry,
        ballot=queries.ballot_of(session, entry) if entry is not None else None,
        over=now() >= round.closes_at,
    )


def _result(round: Round) -> str:
    session = db.session()
    count = queries.count_of(session, round)
    named = can(Permission.BALLOTS_READ, round) and not round.imported
    context = {
        **rule_context(round),
        "count": count,
        "named": queries.ballots(session, round, NAMED_ROWS) if named else (),
        "named_visible": named,
    }
    if round.is_resolution:
        return render_template(
            "voting/resolutions.html",
            **context,
            rows=resolution_rows(round, count),
            shares=presence_shares(session, round.meeting) if round.meeting else None,
        )
    found, told = allocation(round, count), count.outcome
    titles = {option.key: option.title for option in round.options}
    sides = sides_of(told["compare"], titles, found.voted, told["unit"])
    published = round.rules.get("published")
    return render_template(
        "voting/allocation.html",
        **context,
        found=found,
        sides=sides,
        groups=named_groups(told["flows"], titles),
        numbers=numbers_of(round, count, found, sides),
        in_fen=lambda amount: in_fen(amount, told["unit"]),
        offers_file=_offers_file(round, told),
        as_published=None if published is None else set(published) == set(told["selected"]),
    )


@bp.get("/of-meeting/<slug>")
@permit(Permission.ROUND_READ, load=meeting_by_slug)
def of_meeting(meeting: Meeting) -> BaseResponse:
    """From a meeting to its vote, or to preparing it."""
    round = queries.round_of_meeting(db.session(), meeting.id)
    if round is not None:
        return redirect(url_for(".detail", slug=round.slug))
    if can(Permission.ROUND_PREPARE, meeting) and meeting.state == "held":
        return redirect(url_for(".prepare_resolution", slug=meeting.slug))
    flash(gettext("这次会议的表决还没有准备好，请等社区书记开始。"), "info")
    return redirect(url_for("council.detail", slug=meeting.slug))


@bp.get("/<slug>/rules.json")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def rules_json(round: Round) -> Response:
    """The frozen rules, byte for byte what their SHA-256 covers."""
    if round.rules_hash is None:
        abort(404)
    return Response(canonical_json(round.rules), mimetype="application/json")


@bp.get("/<slug>/protocol.json")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def protocol_json(round: Round) -> Response:
    """The count with everything needed to follow it."""
    if round.state != "counted":
        abort(404)
    count = queries.protocol_of(db.session(), round)
    told = {
        "rules": round.rules_hash,
        "input": count.input_hash,
        "outcome": count.outcome,
        "protocol": count.protocol,
    }
    return Response(canonical_json(told), mimetype="application/json")


@bp.get("/<slug>/election.pb")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def election_pb(round: Round) -> Response:
    """The marks of every ballot and the winners, as the protocol has them, for other programs to count."""
    if round.state != "counted" or round.is_resolution:
        abort(404)
    session = db.session()
    count = queries.protocol_of(session, round)
    if not _offers_file(round, count.outcome):
        abort(404)
    answer = Response(election_file(round, count, the_street(session)), mimetype="text/plain")
    answer.headers["Content-Disposition"] = f'attachment; filename="{round.slug}.pb"'
    return answer


def _offers_file(round: Round, told: Mapping[str, Any]) -> bool:
    return has_file(round, told) and is_quick(told)


@bp.get("/<slug>/ballots.csv")
@permit(Permission.BALLOTS_READ, load=queries.round_by_slug)
def ballots_csv(round: Round) -> Response:
    if round.state != "counted":
        abort(404)
    columns = [gettext("序号"), gettext("代表编号"), gettext("姓名"), gettext("方式"), gettext("代录人角色")]
    rows = [
        [
            each.number,
            each.code,
            each.name,
            label(each.mode, "ballot.mode"),
            label(each.assisted_role, "role") if each.assisted_role else "",
            *(_cell(round, each.choices.get(option.key)) for option in round.options),
        ]
        for each in queries.ballots(db.session(), round)
    ]
    answer = Response(
        write_csv([*columns, *(option.title for option in round.options)], rows), mimetype="text/csv"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="ballots-{round.slug}.csv"'
    return answer


def _cell(round: Round, choice: object) -> object:
    if round.is_resolution:
        return label(choice, "ballot.choice")
    return "" if choice is None else choice
