"""What everybody reads: the list, a notice, its poster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import segno
from flask import render_template, request, url_for
from flask_babel import gettext

from app.domain.permissions import Permission
from app.foundation.clock import today
from app.foundation.database import db
from app.foundation.formatting import money
from app.foundation.guard import permit
from app.foundation.paging import asked_page
from app.foundation.withholding import TWO_HANDED, WithheldWords, withheld_among
from app.foundation.wording import label
from app.notices import queries
from app.notices.forms import FilterForm
from app.notices.models import Notice
from app.notices.outcomes import page_of
from app.notices.period import DaysLeft, days_left
from app.notices.views.blueprint import bp
from app.street.queries import calendar, communities

VOTES = ("roll", "present", "needed_present", "yes", "no", "abstain", "needed_yes")


@bp.get("/")
@permit(Permission.NOTICE_READ)
def index() -> str:
    session = db.session()
    places = communities(session)
    form = FilterForm(request.args)
    form.community.choices = [("", gettext("全部社区")), *((c.slug, c.name) for c in places)]
    community = next((c for c in places if c.slug == form.community.data), None)
    posted = request.args.get("show") != "ended"
    community_id = community.id if community else None
    return render_template(
        "notices/index.html",
        form=form,
        community=community,
        posted=posted,
        counts=queries.notice_counts(session, community_id),
        page=queries.notices_page(session, posted=posted, community_id=community_id, number=asked_page()),
        calendar=calendar(session),
        today=today(),
        days_left=days_left,
    )


@bp.get("/<slug>")
@permit(Permission.NOTICE_READ, load=queries.notice_by_slug)
def detail(notice: Notice) -> str:
    return render_template(
        "notices/detail.html",
        notice=notice,
        left=_left(notice),
        today=today(),
        subject=page_of(notice),
        withheld=_withheld(notice),
        supplements=queries.supplements_of(db.session(), notice),
        unanswered=[objection for objection in notice.objections if objection.answered_at is None],
    )


@bp.get("/<slug>/poster")
@permit(Permission.NOTICE_READ, load=queries.notice_by_slug)
def poster(notice: Notice) -> str:
    """The notice as a sheet for the board: A4, or A3 with ``?size=a3``."""
    size = "a3" if request.args.get("size") == "a3" else "a4"
    here = url_for("notices.detail", slug=notice.slug, _external=True)
    code = segno.make(here, error="m").svg_data_uri(border=0, dark="#000")
    return render_template(
        "notices/poster.html", notice=notice, size=size, code=code, lines=_lines(notice.body)
    )


def _withheld(notice: Notice) -> dict[str, Mapping[int, WithheldWords]]:
    """What is withheld of the objections and of their answers."""
    session, ids = db.session(), [objection.id for objection in notice.objections]
    return {kind: withheld_among(session, kind, ids) for kind in TWO_HANDED}


def _lines(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """A body's short facts as (label, value) pairs to print."""
    return [
        (label(key, "notice.body"), money(value) if key.endswith("_fen") else str(value))
        for key, value in body.items()
        if key not in ("project", "parts", "content", *VOTES) and value not in (None, "")
    ]


def _left(notice: Notice) -> DaysLeft:
    return days_left(notice.starts_on, notice.ends_on, today(), calendar(db.session()))
