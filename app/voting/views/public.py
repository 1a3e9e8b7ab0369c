"""What everybody can read: rounds, turnout, rules, results."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

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
from app.foundation.formatting import moment
from app.foundation.guard import can, current_actor, permit
from app.foundation.paging import asked_page
from app.foundation.tables import write_csv
from app.foundation.wording import label
from app.street.queries import communities
from app.voting import queries
from app.voting.after_resets import after_resets
from app.voting.allocations import allocation
from app.voting.election import in_fen
from app.voting.entries import Entry, entries, helped_numbers
from app.voting.forms import CloseForm
from app.voting.models import Round
from app.voting.public_numbers import named_groups, numbers_of
from app.voting.publishing import file_of, files_of, publish_files
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
    at = now()
    watched = round.state == "open" and can(Permission.ENTRIES_READ, round)
    return render_template(
        "voting/detail.html",
        **rule_context(round),
        form=form,
        voted=queries.turnout(session, round),
        entry=entry,
        ballot=queries.ballot_of(session, entry) if entry is not None else None,
        over=at >= round.closes_at,
        watched=watched,
        entries=entries(session, round, at) if watched else (),
        resets=after_resets(session, round) if watched else (),
    )


def _result(round: Round) -> str:
    session = db.session()
    count = queries.count_of(session, round)
    named = can(Permission.BALLOTS_READ, round) and not round.imported
    helped = () if round.imported else entries(session, round, now())
    context = {
        **rule_context(round),
        "count": count,
        "named": queries.ballots(session, round, NAMED_ROWS) if named else (),
        "named_visible": named,
        "files": _files(round),
        "helped": helped_numbers(helped),
        "entries": helped if can(Permission.ENTRIES_READ, round) else (),
        "resets": after_resets(session, round) if can(Permission.ENTRIES_READ, round) else (),
        "replaced_words": replaced_words(helped) if named else {},
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
    return _unchanging(canonical_json(round.rules), round.rules_hash, "application/json")


@bp.get("/<slug>/protocol.json")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def protocol_json(round: Round) -> Response:
    """The count with everything needed to follow it and to count again."""
    return _published(round, "protocol.json", "application/json")


@bp.get("/<slug>/election.pb")
@permit(Permission.ROUND_READ, load=queries.round_by_slug)
def election_pb(round: Round) -> Response:
    """The marks of every ballot and the winners, as the protocol has them, for other programs to count."""
    return _published(round, "election.pb", "text/plain")


def _files(round: Round) -> Mapping[str, str]:
    """The SHA-256 of a round's files by their names; one that was counted before files were kept gets them now."""
    if not files_of(db.session(), round.id):
        publish_files(round.id, now())
    return {file.name: file.sha256 for file in files_of(db.session(), round.id)}


def _published(round: Round, name: str, mimetype: str) -> Response:
    file = file_of(db.session(), round, name)
    if file is None:
        abort(404)
    answer = _unchanging(file.content, file.sha256, mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _unchanging(content: bytes, sha256: str, mimetype: str) -> Response:
    answer = Response(content, mimetype=mimetype)
    answer.set_etag(sha256)
    return cast(Response, answer.make_conditional(request))


@bp.get("/<slug>/ballots.csv")
@permit(Permission.BALLOTS_READ, load=queries.round_by_slug)
def ballots_csv(round: Round) -> Response:
    if round.state != "counted":
        abort(404)
    columns = [
        gettext("序号"),
        gettext("代表编号"),
        gettext("姓名"),
        gettext("方式"),
        gettext("代录人角色"),
        gettext("更换"),
    ]
    session = db.session()
    replaced = replaced_words(entries(session, round, now()))
    rows = [
        [
            each.number,
            each.code,
            each.name,
            label(each.mode, "ballot.mode"),
            label(each.assisted_role, "role") if each.assisted_role else "",
            replaced.get(each.number, ""),
            *(_cell(round, each.choices.get(option.key)) for option in round.options),
        ]
        for each in queries.ballots(session, round)
    ]
    answer = Response(
        write_csv([*columns, *(option.title for option in round.options)], rows), mimetype="text/csv"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="ballots-{round.slug}.csv"'
    return answer


def replaced_words(found: Sequence[Entry]) -> dict[int, str]:
    """By roll number, how the ballot that counted came to replace another."""
    return {
        each.number: gettext(
            "%(when)s 更换：%(post)s提出，%(second)s确认",
            when=moment(each.second_at or each.at),
            post=label(each.post, "role"),
            second=label(each.second, "role"),
        )
        if each.state == "counts"
        else gettext("工作人员代录过，本人又投，以本人的为准")
        for each in found
        if (each.state == "counts" and each.asked) or each.state == "overruled"
    }


def _cell(round: Round, choice: object) -> object:
    if round.is_resolution:
        return label(choice, "ballot.choice")
    return "" if choice is None else choice
