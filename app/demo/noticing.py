"""Notices of results, contracts and acceptances, with the objections to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.demo.cast import Cast, Event
from app.demo.contracting import OTHER_HANDLER, handler_of
from app.demo.source import Row, at
from app.notices import commands as notices
from app.notices.models import Notice
from app.people.respondents import Respondent

OUTCOMES = {"已答复,不成立": "not_upheld", "成立,退回": "upheld", "已答复,已补正": "corrected"}
OBJECTORS = {"居民代表": "representative"}


def noticing(cast: Cast) -> Iterator[Event]:
    """Posted, objected to, answered, ended."""
    for row in cast.source.rows("notices"):
        yield cast.event(at(cast.source.day(row["from"]), 8, 30), 1, post, row)
        if row["closed_on"]:
            yield cast.event(at(cast.source.day(row["closed_on"]), 8), 1, end, row)
    for row in cast.source.rows("objections"):
        yield cast.event(at(cast.source.day(row["raised_on"]), 19), 2, object_to, row)
        yield cast.event(at(cast.source.day(row["answered_on"]), 16), 2, answer, row)


def post(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    if row["kind"] == "result":
        secretary = cast.post(session, "社区书记", row["community"], now)
        proposal = cast.the("proposal", row["subject"])
        notice = notices.publish_result(session, secretary, proposal, now, code=row["id"])
    elif row["kind"] == "contract":
        contract = cast.the("contract", row["subject"])
        notice = contracts.publish_contract(session, handler, contract, now, code=row["id"])
    else:
        return
    cast.add("notice", row["id"], notice)


def end(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """By a handler who upheld no objection to it."""
    notice = cast.the("notice", row["id"])
    handler = cast.actor(session, "ST-H1", now)
    if any(each.answered_by_id == handler.user_id for each in notice.objections):
        handler = cast.actor(session, OTHER_HANDLER["ST-H1"], now)
    notices.end_notice(session, handler, notice, now)


def object_to(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    notice = cast.the("notice", row["notice_id"])
    role = OBJECTORS.get(row["raised_by_role"], "resident")
    worker = cast.actor(session, f"WK-{notice.community.code}", now)
    whose = Respondent(household=f"{int(row['id'][2:])}-2-301")
    objection = notices.raise_objection(
        session, worker, notice, row["text"], role, "", now, whose=whose, channel="visit"
    )
    cast.add("objection", row["id"], objection)


def answer(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    objection = cast.the("objection", row["id"])
    actor = cast.actor(session, _answering(cast, objection.notice), now)
    if row["answered_by_role"] == "社区书记":
        actor = cast.post(session, "社区书记", objection.notice.community.code, now)
    outcome = OUTCOMES[row["outcome"]]
    notices.answer_objection(session, actor, objection, row["answer"], outcome, now)


def _answering(cast: Cast, notice: Notice) -> str:
    """A handler who did not make the contract that a notice announces."""
    of_contract = next(
        (code for code, made in cast.records.get("contract", {}).items() if made.slug == notice.subject_ref),
        None,
    )
    return OTHER_HANDLER[handler_of(cast, of_contract)] if of_contract else "ST-H1"
