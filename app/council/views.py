"""Pages of the room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from flask import Blueprint, abort, current_app, flash, render_template, request, url_for
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from app.council import commands, queries
from app.council.commands import NewMeeting
from app.council.commands.presence import OWN_MODES, can_answer, own_attendance, own_place
from app.council.forms import AttendanceForm, CancelForm, MeetingForm, OpinionForm
from app.council.models import MODES, FurtherQuestion, Meeting, Topic
from app.council.rule_words import majority_words, quorum_words
from app.council.shares import denied_by, presence_shares
from app.domain.permissions import Permission
from app.domain.quorum import count_present
from app.foundation.clock import local, now
from app.foundation.database import db
from app.foundation.forms import perform, submit
from app.foundation.guard import can, current_actor, permit
from app.foundation.htmx import go
from app.foundation.paging import asked_page
from app.foundation.withholding import withheld_among
from app.foundation.wording import choices, label
from app.proposals.models import Proposal
from app.proposals.queries import awaiting_vote
from app.street.models import Community
from app.street.queries import communities, community_by_slug

bp = Blueprint("council", __name__, url_prefix="/council")

Answer = str | tuple[str, int] | Response
NOBODY = ""


@bp.get("/")
@permit(Permission.MEETING_READ)
def index() -> str:
    session = db.session()
    places = communities(session)
    asked = request.args.get("community", "")
    place = next((each for each in places if each.slug == asked), None)
    return render_template(
        "council/index.html",
        page=queries.meetings_page(session, asked_page(), place.id if place else None),
        places=places,
        place=place,
        mine=[each for each in places if can(Permission.MEETING_CALL, each)],
    )


@bp.get("/<slug>")
@permit(Permission.MEETING_READ, load=queries.meeting_by_slug)
def detail(meeting: Meeting) -> str:
    return _detail(meeting, CancelForm())


def _detail(meeting: Meeting, form: CancelForm) -> str:
    session, actor = db.session(), current_actor()
    watching = can(Permission.ATTENDANCE_CHECK, meeting)
    return render_template(
        "council/detail.html",
        **_whole(meeting),
        form=form,
        place=own_place(session, actor, meeting),
        mark=own_attendance(session, actor, meeting),
        can_answer=can_answer(session, meeting),
        denied=denied_by(session, meeting) if watching else (),
        own_modes=[(mode, label(mode, "attendance.mode")) for mode in OWN_MODES],
    )


@bp.get("/<slug>/minutes")
@permit(Permission.MEETING_READ, load=queries.meeting_by_slug)
def minutes(meeting: Meeting) -> str:
    if meeting.state not in ("held", "inquorate"):
        abort(404)
    return render_template("council/minutes.html", **_whole(meeting))


def _whole(meeting: Meeting) -> dict[str, object]:
    session = db.session()
    modes = queries.modes(session, meeting)
    opinions = queries.opinions(session, meeting)
    counting = frozenset(meeting.counting_modes)
    present = meeting.present
    if present is None:
        present = sum(count for mode, count in modes.items() if mode in counting)
    return {
        "meeting": meeting,
        "modes": modes,
        "present": present,
        "shares": presence_shares(session, meeting),
        "opinions": opinions,
        "withheld": withheld_among(
            session, "opinion", [each.id for said in opinions.values() for each in said]
        ),
        "resolutions": queries.resolutions(session, meeting),
        "again": queries.rerun(session, meeting) if meeting.state == "inquorate" else None,
        "quorum_text": quorum_words(meeting.quorum, meeting.roll_size, meeting.needed),
        "majority_text": majority_words(meeting.majority),
        "project_url": project_url,
        "today_or_later": local(now()).date() >= local(meeting.scheduled_at).date(),
    }


def project_url(slug: str) -> str | None:
    """The project's page, which a room above shows."""
    known = "portal.project" in current_app.view_functions
    return url_for("portal.project", slug=slug) if known else None


@bp.route("/new/<slug>", methods=["GET", "POST"])
@permit(Permission.MEETING_CALL, load=community_by_slug)
def call(community: Community) -> Answer:
    session = db.session()
    waiting = {each.slug: each for each in awaiting_vote(session, community.id)}
    asked = {each.slug: each for each in queries.open_questions(session, community.id)}
    matters: dict[str, Proposal | FurtherQuestion] = {**waiting, **asked}
    first = _first(session, community)
    form = MeetingForm(data=_prefilled(first, list(matters)))
    form.proposals.choices = [(slug, each.title) for slug, each in matters.items()]

    def change(unit: Session) -> Meeting:
        new = NewMeeting(
            form.title.data,
            form.scheduled_at,
            form.place.data,
            [waiting[slug] for slug in form.proposals.data or () if slug in waiting],
            questions=[asked[slug] for slug in form.proposals.data or () if slug in asked],
            rerun_of=first,
            note=form.note.data or "",
        )
        return commands.call_meeting(unit, current_actor(), community, new, now())

    meeting = submit(form, change)
    if meeting is not None:
        flash(gettext("会议已经召集，代表名册和规则已定下。"), "success")
        return go(url_for(".detail", slug=meeting.slug))
    page = render_template(
        "council/call.html", form=form, community=community, waiting=list(matters.values()), first=first
    )
    return page, 422 if form.is_submitted() else 200


def _first(session: Session, community: Community) -> Meeting | None:
    """The meeting without a quorum that this one is to make good."""
    slug = request.args.get("rerun", "")
    first = queries.meeting_by_slug(session, slug) if slug else None
    if slug and (first is None or first.community_id != community.id):
        abort(404)
    return first


def _prefilled(first: Meeting | None, waiting: list[str]) -> dict[str, object]:
    if first is None:
        return {"proposals": waiting}
    matters = [topic.question or topic.proposal for topic in first.topics]
    topics = [matter.slug for matter in matters if matter is not None]
    return {
        "title": gettext("%(title)s（补开）", title=first.title),
        "time": local(first.scheduled_at).time(),
        "place": first.place,
        "proposals": topics,
    }


@bp.route("/<slug>/attendance", methods=["GET", "POST"])
@permit(Permission.ATTENDANCE_RECORD, load=queries.meeting_by_slug)
def attendance(meeting: Meeting) -> Answer:
    rows = queries.sheet(db.session(), meeting)
    form = AttendanceForm()
    changed = _changed(rows) if form.is_submitted() else {}
    done = submit(
        form,
        lambda unit: commands.record_attendance_sheet(unit, current_actor(), meeting, changed, now()),
    )
    if done is not None:
        flash(gettext("签到已保存。"), "success")
        return go(url_for(".attendance", slug=done.slug))
    page = render_template(
        "council/attendance.html",
        meeting=meeting,
        form=form,
        rows=rows,
        present=count_present(
            (row.mode for row in rows if row.said != "absent"), frozenset(meeting.counting_modes)
        ),
        options=[(NOBODY, gettext("未到")), *choices("attendance.mode")],
        every_mode_counts=set(meeting.counting_modes) == set(MODES),
    )
    return page, 422 if form.is_submitted() else 200


@bp.post("/<slug>/check")
@permit(Permission.ATTENDANCE_CHECK, load=queries.meeting_by_slug)
def check(meeting: Meeting) -> Response:
    perform(
        lambda unit: commands.check_attendance(unit, current_actor(), meeting, now()),
        done=gettext("签到已经核对。"),
    )
    return go(url_for(".detail", slug=meeting.slug))


@bp.post("/<slug>/sign-in")
@permit(Permission.ATTENDANCE_SIGN, load=queries.meeting_by_slug)
def sign(meeting: Meeting) -> Response:
    mode = request.form.get("mode", "")
    perform(
        lambda unit: commands.sign_in(unit, current_actor(), meeting, mode, now()),
        done=gettext("签到好了。"),
    )
    return go(url_for(".detail", slug=meeting.slug))


@bp.post("/<slug>/presence")
@permit(Permission.ATTENDANCE_SIGN, load=queries.meeting_by_slug)
def answer(meeting: Meeting) -> Response:
    present = request.form.get("said") == "present"
    perform(
        lambda unit: commands.answer_attendance(unit, current_actor(), meeting, present, now()),
        done=gettext("已经记下。"),
    )
    return go(url_for(".detail", slug=meeting.slug))


def _changed(rows: Sequence[queries.SheetRow]) -> dict[int, str | None]:
    """Rows that this person changed: those another person ticked meanwhile stay as they are."""
    posted = request.form
    return {
        row.mandate_id: posted[f"mode-{row.code}"] or None
        for row in rows
        if f"mode-{row.code}" in posted and posted[f"mode-{row.code}"] != posted.get(f"was-{row.code}", "")
    }


@bp.post("/<slug>/hold")
@permit(Permission.MEETING_HOLD, load=queries.meeting_by_slug)
def hold(meeting: Meeting) -> Response:
    perform(
        lambda unit: commands.hold_meeting(unit, current_actor(), meeting, now()),
        done=gettext("到会人数已经定下。"),
    )
    return go(url_for(".detail", slug=meeting.slug))


@bp.post("/<slug>/cancel")
@permit(Permission.MEETING_CALL, load=queries.meeting_by_slug)
def cancel(meeting: Meeting) -> Answer:
    form = CancelForm()
    done = submit(
        form,
        lambda unit: commands.cancel_meeting(unit, current_actor(), meeting, form.reason.data, now()),
    )
    if done is None:
        return _detail(meeting, form), 422
    flash(gettext("会议已取消。"), "success")
    return go(url_for(".detail", slug=done.slug))


@bp.route("/topics/<slug>/opinions", methods=["GET", "POST"])
@permit(Permission.OPINION_RECORD, load=queries.topic_by_slug)
def opinion(topic: Topic) -> Answer:
    rows = queries.sheet(db.session(), topic.meeting)
    form = OpinionForm()
    form.speaker.choices = [(NOBODY, gettext("不记是谁")), *((row.code, row.name) for row in rows)]
    speakers = {row.code: row.mandate_id for row in rows}
    change = partial(_record, topic=topic, form=form, speakers=speakers)
    if submit(form, change) is not None:
        flash(gettext("意见已记下。"), "success")
        return go(url_for(".detail", slug=topic.meeting.slug))
    page = render_template("council/opinion.html", topic=topic, form=form)
    return page, 422 if form.is_submitted() else 200


def _record(unit: Session, topic: Topic, form: OpinionForm, speakers: dict[str, int]) -> object:
    speaker = speakers.get(form.speaker.data or NOBODY)
    return commands.record_opinion(unit, current_actor(), topic, form.text.data, now(), speaker)
