"""Proposals, from the draft to the residents' hall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.demo.cast import Cast, Event
from app.demo.source import Row, at, fen
from app.proposals import commands as proposals
from app.proposals.content import Line, ProposalContent
from app.street.queries import directory_item, rules

STILL_IN_THE_HALL = "议事中"


def proposing(cast: Cast) -> Iterator[Event]:
    """Drafts, submissions, reviews and hearings."""
    for row in cast.source.rows("proposals"):
        submitted = cast.source.optional_day(row["submitted_on"])
        drafted = (submitted or cast.source.as_of) - timedelta(days=3 if submitted else 7)
        yield cast.event(at(drafted, 19), 0, draft, row)
        if submitted:
            yield cast.event(at(submitted, 10), 1, submit, row)
        if row["reviewed_on"]:
            reviewed = at(cast.source.day(row["reviewed_on"]), 14)
            yield cast.event(reviewed, 1, review, row)
        if row["hall_on"] and row["state_at_demo"] != STILL_IN_THE_HALL:
            heard = at(cast.source.day(row["hall_on"]), 10)
            yield cast.event(heard, 2, hear, row)


def draft(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    organisation, community = cast.the("organisation", row["org_id"]), cast.the("community", row["community"])
    actor = cast.actor(session, row["org_id"], now)
    content = _content(session, cast, row)
    proposal = proposals.draft_proposal(session, actor, community, content, now, organisation, row["id"])
    cast.add("proposal", row["id"], proposal)


def _content(session: Session, cast: Cast, row: Row) -> ProposalContent:
    need, offering = cast.the("need", row["need_id"]), cast.the("offering", row["offering_id"])
    lines = [line for line in cast.source.rows("budget_lines") if line["proposal_id"] == row["id"]]
    months = int(row["months"])
    return ProposalContent(
        title=row["title"],
        fund=cast.the("fund", row["community"]),
        need=need,
        offering=offering,
        directory_item=directory_item(session, row["catalogue_item_no"]),
        goal=f"回应居民提出的“{need.title}”，服务 {row['people_served']} 人，中期和末期都请居民打分。",
        activities=f"按“{offering.title}”的服务清单开展：先入户核对需求，再逐次服务并由居民签字，最后公开成果。",
        schedule=f"签约后第一个月启动并复核需求；中期自评并接受居民评议；第 {months} 个月结项验收。",
        staffing="项目负责人一名，服务人员按服务量配备，社区工作者协助联系居民。",
        target_group=offering.target_group,
        people_served=int(row["people_served"]),
        months=months,
        negative_answers=dict.fromkeys(rules(session).texts("negative_list"), False),
        no_subcontracting=True,
        lines=[Line(line["kind"], fen(line["amount_yuan"])) for line in lines],
    )


def submit(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, row["org_id"], now)
    proposals.submit_proposal(session, actor, cast.the("proposal", row["id"]), now)


def review(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    reviewer = cast.actor(session, "ST-V1", now)
    decide = proposals.pass_review if row["review_result"] == "合格" else proposals.refuse_proposal
    decide(session, reviewer, cast.the("proposal", row["id"]), row["review_reason"], now)


def hear(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    secretary = cast.post(session, "社区书记", row["community"], now)
    day = cast.source.day(row["hall_on"])
    note = "议事厅听取方案介绍，居民提问后同意提交居民代表会议表决。"
    proposals.hear_proposal(session, secretary, cast.the("proposal", row["id"]), day, note, now)
