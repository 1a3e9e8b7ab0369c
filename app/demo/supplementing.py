"""A supplement on its way through the contract's chain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts import commands as contracts
from app.demo.cast import Cast, Event
from app.demo.contracting import OTHER_HANDLER, handler_of
from app.demo.source import Row, at, fen


def supplementing(cast: Cast) -> Iterator[Event]:
    """Drafted, recognised by street and delegate, handled; the reviewer's turn comes next."""
    for row in cast.source.rows("supplements"):
        yield cast.event(at(cast.source.day(row["drafted_on"]), 10), 5, draft, row)
        street = at(cast.source.day(row["recognised_by_street_on"]), 10)
        yield cast.event(street, 5, recognise_for_street, row)
        community = at(cast.source.day(row["recognised_by_community_on"]), 10)
        yield cast.event(community, 5, recognise_for_community, row)
        yield cast.event(at(cast.source.day(row["handled_on"]), 10), 5, handle, row)


def draft(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    contract = cast.the("contract", row["contract_id"])
    plan = cast.the("proposal", row["proposal_id"])
    part = next(part for part in contract.parts if part.proposal_id == plan.id)
    new = contracts.NewSupplement(part, fen(row["amount_yuan"]), row["reason"], row["buys"])
    actor = cast.actor(session, handler_of(cast, row["contract_id"]), now)
    cast.add("supplement", row["id"], contracts.draft_supplement(session, actor, contract, new, now))


def recognise_for_street(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, OTHER_HANDLER[handler_of(cast, row["contract_id"])], now)
    supplement = cast.the("supplement", row["id"])
    contracts.recognise_for_street(session, actor, supplement, "数量和单价与报修记录相符，街道认定。", now)


def recognise_for_community(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    supplement = cast.the("supplement", row["id"])
    community = supplement.part.proposal.community
    delegate = cast.post(session, "社区代表", community.code, now)
    contracts.recognise_for_community(session, delegate, supplement, community, "社区认可。", now)


def handle(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, handler_of(cast, row["contract_id"]), now)
    supplement = cast.the("supplement", row["id"])
    contracts.decide_step(session, actor, supplement, "没有超过原合同的百分之十，拟同意。", True, now)
