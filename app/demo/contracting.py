"""Contracts: drawn up, recognised by three parties, approved by three people, signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.contracts.prefill import end_of_term
from app.demo.cast import Cast, Event
from app.demo.source import Row, Source, at, listed
from app.proposals.models import Proposal

KINDS = {"固定服务": "fixed", "点餐式": "on_request"}
HOURS = {"handler": 9, "reviewer": 11, "approver": 15}
OTHER_HANDLER = {"ST-H1": "ST-H2", "ST-H2": "ST-H1"}


def contracting(cast: Cast) -> Iterator[Event]:
    """From the first draft to the signature."""
    for row in cast.source.rows("contracts"):
        drafted = cast.source.day(row["recognised_by_street_on"])
        yield cast.event(at(drafted, 9), 3, prepare, row)
        yield cast.event(at(drafted, 16), 3, recognise, row)
        delegates = at(cast.source.day(row["recognised_by_community_on"]), 10)
        yield cast.event(delegates, 3, recognise_for_communities, row)
        if row["signed_on"]:
            yield cast.event(at(cast.source.day(row["signed_on"]), 10), 4, sign, row)
    for row in cast.source.rows("approvals"):
        if row["date"]:
            moment = at(cast.source.day(row["date"]), HOURS[row["step"]])
            yield cast.event(moment, 3, approve, row)


def handler_of(cast: Cast, contract: str) -> str:
    """Who handles a contract in the files."""
    return next(
        row["person_role_id"]
        for row in cast.source.rows("approvals")
        if row["contract_id"] == contract and row["step"] == "handler"
    )


def prepare(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    plans: list[Proposal] = [cast.the("proposal", code) for code in listed(row["proposal_ids"])]
    starts_on, ends_on = term_of(cast.source, row, min(plan.months for plan in plans))
    new = contracts.NewContract(
        title="、".join(plan.title for plan in plans),
        kind=KINDS[row["kind"]],
        content="\n".join(f"{plan.title}：{plan.activities}" for plan in plans),
        quality="按活动方案逐次服务，居民签字确认；中期、末期接受居民评议。",
        settlement="按期申请，凭评议、验收结果付款。",
        breach="服务次数或质量不足的限期整改，整改期间不付款。",
        starts_on=starts_on,
        ends_on=ends_on,
        parts=[contracts.NewPart(plan, plan.amount_fen) for plan in plans],
        deliverables=[
            contracts.NewDeliverable(f"{plan.title}：服务居民", plan.people_served, "人") for plan in plans
        ],
        code=row["id"],
    )
    preparer = cast.actor(session, handler_of(cast, row["id"]), now)
    cast.add("contract", row["id"], contracts.prepare_contract(session, preparer, new, now))


def term_of(source: Source, row: Row, months: int) -> tuple[date, date]:
    """The days in the file; moved into other months they may touch one more than was voted, which is left off."""
    if row["start"]:
        starts_on = source.day(row["start"])
        return starts_on, min(source.day(row["end"]), end_of_term(starts_on, months))
    starts_on = source.as_of + timedelta(days=20)
    return starts_on, end_of_term(starts_on, months)


def recognise(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, OTHER_HANDLER[handler_of(cast, row["id"])], now)
    contract = cast.the("contract", row["id"])
    contracts.recognise_for_street(session, actor, contract, "方案与居民代表会议决议一致，街道认定。", now)


def recognise_for_communities(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    contract = cast.the("contract", row["id"])
    for part in contract.parts:
        community = part.proposal.community
        delegate = cast.post(session, "社区代表", community.code, now)
        contracts.recognise_for_community(session, delegate, contract, community, "社区认可。", now)


def approve(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, row["person_role_id"], now)
    contract = cast.the("contract", row["contract_id"])
    contracts.decide_step(session, actor, contract, row["opinion"], True, now)


def sign(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, handler_of(cast, row["id"]), now)
    contracts.sign_contract(
        session, actor, cast.the("contract", row["id"]), cast.source.day(row["signed_on"]), now
    )
