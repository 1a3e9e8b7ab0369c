"""Posting a notice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council.models import Resolution
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.workdays import last_day
from app.foundation import audit, jobs, search
from app.foundation.clock import ZONE, local_date
from app.foundation.database import lock
from app.notices.models import KINDS, Notice
from app.notices.queries import passed_resolution
from app.proposals import commands as proposals
from app.proposals.models import Proposal
from app.street.queries import calendar, rules

END_DUE = "notices.end_due"


@dataclass(frozen=True)
class NewNotice:
    """What is to be posted. ``subject_ref`` is the slug of what it is about.

    ``body`` holds JSON values under the keys of the label kind "notice.body": what the public needs, no personal
    data; keys ending in ``_fen`` are amounts, "parts" is a list of {project, community, amount_fen}.
    ``community_id`` is ``None`` for a notice of several communities.
    """

    kind: str
    subject_ref: str
    title: str
    community_id: int | None
    body: Mapping[str, Any]
    code: str | None = None


def publish_notice(
    session: Session, actor: Actor, new: NewNotice, now: datetime, starts_on: date | None = None
) -> Notice:
    """Post a notice for the period in force from its first day on, today unless given; both days included.

    Source of the period: the setting "notice_period". Raises RuleViolation "notice.kind", "notice.title",
    "notice.starts_on" (before today), "notice.posted_already".
    """
    first = starts_on or local_date(now)
    _check(session, new, first, local_date(now))
    setting = rules(session, new.community_id)
    period = setting.notice_period
    notice = Notice(
        code=new.code,
        kind=new.kind,
        subject_ref=new.subject_ref,
        community_id=new.community_id,
        title=new.title.strip(),
        body=dict(new.body),
        published_at=now,
        published_by_id=actor.user_id,
        starts_on=first,
        ends_on=last_day(first, period, calendar(session)),
        period_days=period.number,
        period_kind=period.kind,
        rule_source=setting.sources["notice_period"],
    )
    session.add(notice)
    session.flush()
    search.index(session, "notice", notice.slug, notice.title, *_words(new.body))
    jobs.enqueue(session, END_DUE, day_after(notice.ends_on), notice=notice.slug)
    audit.record(
        session,
        actor,
        "notices.publish",
        f"notice:{notice.slug}",
        now,
        kind=notice.kind,
        about=notice.subject_ref,
        starts_on=first.isoformat(),
        ends_on=notice.ends_on.isoformat(),
    )
    return notice


def publish_result(
    session: Session,
    actor: Actor,
    proposal: Proposal,
    now: datetime,
    starts_on: date | None = None,
    code: str | None = None,
) -> Notice:
    """Post what the representatives resolved on a proposal; it goes on notice.

    Raises RuleViolation "state.wrong", "notice.no_resolution" and as publish_notice.
    """
    lock(session, proposal)
    resolution = passed_resolution(session, proposal.id)
    if resolution is None:
        raise RuleViolation("notice.no_resolution")
    proposals.advance(session, actor, proposal, "publish", now)
    new = NewNotice(
        "result",
        proposal.slug,
        proposal.title,
        proposal.community_id,
        result_body(proposal, resolution),
        code,
    )
    return publish_notice(session, actor, new, now, starts_on)


def result_body(proposal: Proposal, resolution: Resolution) -> dict[str, Any]:
    """What the public needs of a resolved proposal: money, counts and thresholds, nobody's name."""
    organisation, item = proposal.organisation, proposal.directory_item
    return {
        "project": proposal.title,
        "community": proposal.community.name,
        "organisation": organisation.name if organisation else "",
        "directory": item.name if item else proposal.outside_reason,
        "amount_fen": proposal.amount_fen,
        "months": proposal.months,
        "people_served": proposal.people_served,
        "meeting": resolution.meeting.title,
        "meeting_on": local_date(resolution.meeting.scheduled_at).isoformat(),
        "roll": resolution.roll,
        "present": resolution.present,
        "needed_present": resolution.needed_present,
        "yes": resolution.yes,
        "no": resolution.no,
        "abstain": resolution.abstain,
        "needed_yes": resolution.needed_yes,
    }


def day_after(day: date) -> datetime:
    """The first moment of the day after ``day`` in the street's zone."""
    return datetime.combine(day + timedelta(days=1), time(), ZONE)


def _check(session: Session, new: NewNotice, first: date, today: date) -> None:
    if new.kind not in KINDS:
        raise RuleViolation("notice.kind", kind=new.kind)
    if not new.title.strip():
        raise RuleViolation("notice.title", field="title")
    if first < today:
        raise RuleViolation("notice.starts_on", field="starts_on")
    posted = select(Notice.id).where(
        Notice.kind == new.kind, Notice.subject_ref == new.subject_ref, Notice.state == "posted"
    )
    if session.scalars(posted).first() is not None:
        raise RuleViolation("notice.posted_already")


def _words(body: Mapping[str, Any]) -> list[str]:
    return [value for value in body.values() if isinstance(value, str)]
