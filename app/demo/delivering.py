"""Delivery: milestones, evaluations, acceptance, payments, rectification, assisted orders, closing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart, Instalment
from app.delivery import commands as delivery
from app.delivery.models import Milestone, Payment
from app.demo.cast import Cast, Event
from app.demo.source import DemoError, Row, at, fen
from app.notices.queries import notice_of

STAGES = {"中期": "midterm", "末期": "final"}
ORDER_CHANNELS = {"电话": "phone", "来访": "visit", "入户": "home_visit"}
PAID_BY = {"居民自付": "resident", "项目补贴": "fund"}
UNDER_WAY = ("进行中", "逾期")


def delivering(cast: Cast) -> Iterator[Event]:
    """Everything after the signature."""
    for row in cast.source.rows("contracts"):
        yield from _contract(cast, row)
    yield from _milestones(cast)
    for row in cast.source.rows("evaluations"):
        day = cast.source.day(row["date"])
        yield cast.event(at(day - timedelta(days=8), 9), 6, open_evaluation, row)
        yield cast.event(at(day, 17), 6, close_evaluation, row)
    for row in cast.source.rows("rectifications"):
        yield cast.event(at(cast.source.day(row["issued_on"]), 10), 6, rectify, row)
    for row in cast.source.rows("acceptances"):
        yield cast.event(at(cast.source.day(row["accepted_on"]), 16), 6, accept, row)
    yield from _payments(cast)
    for row in cast.source.rows("assisted_orders"):
        yield from _order(cast, row)
    yield Event(at(cast.source.as_of, 20), 9, "alerts", delivery.raise_due_alerts)


def _contract(cast: Cast, row: Row) -> Iterator[Event]:
    if row["signed_on"]:
        yield cast.event(at(cast.source.day(row["signed_on"]), 11), 5, plan, row)
        yield cast.event(at(cast.source.day(row["start"]), 8), 5, start, row)
    if row["closed_on"]:
        yield cast.event(at(cast.source.day(row["closed_on"]), 16), 8, close, row)


def _part(session: Session, cast: Cast, proposal: str) -> ContractPart:
    plan_of = cast.the("proposal", proposal)
    return session.scalars(select(ContractPart).where(ContractPart.proposal_id == plan_of.id)).one()


def plan(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    for code in row["proposal_ids"].split(";"):
        planned = [
            (line["name"], cast.source.day(line["due"]))
            for line in cast.source.rows("milestones")
            if line["proposal_id"] == code
        ]
        delivery.plan_milestones(session, handler, _part(session, cast, code), planned, now)


def start(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    delivery.start_delivery(session, cast.actor(session, "ST-H1", now), cast.the("contract", row["id"]), now)


def close(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    delivery.close_project(session, cast.actor(session, "ST-H1", now), cast.the("contract", row["id"]), now)


def _milestones(cast: Cast) -> Iterator[Event]:
    before: date | None = None
    for row in cast.source.rows("milestones"):
        before = None if row["seq"] == "1" else before
        done = cast.source.optional_day(row["done_on"])
        if done:
            yield cast.event(at(done, 10), 5, report, row)
            yield cast.event(at(done, 16), 5, confirm, row)
        elif row["state"] in UNDER_WAY and before:
            yield cast.event(at(before + timedelta(days=1), 9), 5, begin, row)
        before = done


def _milestone(session: Session, cast: Cast, row: Row) -> Milestone:
    part = _part(session, cast, row["proposal_id"])
    return session.scalars(
        select(Milestone).where(Milestone.part_id == part.id, Milestone.seq == int(row["seq"]))
    ).one()


def _organisation_code(cast: Cast, proposal: str) -> str:
    return str(cast.the("proposal", proposal).organisation.code)


def begin(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, _organisation_code(cast, row["proposal_id"]), now)
    delivery.start_milestone(session, actor, _milestone(session, cast, row), now)


def report(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    actor = cast.actor(session, _organisation_code(cast, row["proposal_id"]), now)
    text = f"“{row['name']}”已完成，服务记录和居民签字表留社区备查。"
    delivery.report_milestone(session, actor, _milestone(session, cast, row), text, [], now)


def confirm(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    community = cast.the("proposal", row["proposal_id"]).community.code
    worker = cast.post(session, "社区工作者", community, now)
    done = cast.source.day(row["done_on"])
    delivery.confirm_milestone(session, worker, _milestone(session, cast, row), done, "到场核对，属实。", now)


def open_evaluation(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    proposal = cast.the("proposal", row["proposal_id"])
    worker = cast.post(session, "社区工作者", proposal.community.code, now)
    closes_on = cast.source.day(row["date"]) - timedelta(days=1)
    evaluation = delivery.open_evaluation(session, worker, proposal, STAGES[row["stage"]], closes_on, now)
    cast.add("evaluation", f"{row['proposal_id']}-{row['stage']}", evaluation)


def close_evaluation(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """The worker and the secretary count the paper forms of the file's count and average; the secretary closes."""
    proposal = cast.the("proposal", row["proposal_id"])
    worker = cast.post(session, "社区工作者", proposal.community.code, now)
    evaluation = cast.the("evaluation", f"{row['proposal_id']}-{row['stage']}")
    second = cast.post(session, "社区书记", proposal.community.code, now)
    counted = delivery.Counted(spread(int(row["residents_answered"]), row["resident_satisfaction_1_5"]))
    tally = delivery.record_tally(session, worker, evaluation, counted, 1, "", now)
    delivery.confirm_tally(session, second, tally, counted, now)
    delivery.close_evaluation(session, second, evaluation, now, int(row["third_party_score_100"]))


def spread(people: int, average: str) -> dict[int, int]:
    """Scores of ``people`` forms whose average, to one decimal, is ``average``: {score: people}."""
    tenths = int(average.replace(".", ""))
    low, more = divmod((tenths * people + 5) // 10, people)
    return {low: people - more, low + 1: more} if more else {low: people}


def rectify(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    handler = cast.actor(session, "ST-H1", now)
    proposal = cast.the("proposal", row["proposal_id"])
    delivery.order_rectification(session, handler, proposal, row["content"], now, row["id"])


def accept(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    contract = cast.the("contract", row["contract_id"])
    worker = cast.post(session, "社区工作者", contract.parts[0].proposal.community.code, now)
    notice = next(
        line
        for line in cast.source.rows("notices")
        if line["kind"] == "acceptance" and line["subject"] == row["contract_id"]
    )
    new = delivery.NewAcceptance(
        accepted_on=cast.source.day(row["accepted_on"]),
        recipients_present=int(row["recipients_present"]),
        supervisors_present=int(row["supervision_committee_present"]),
        opinion=row["opinion"],
        opinions=[("受益居民代表", "服务按约定做了，签字属实。"), ("受益居民", "同意验收。")],
        passed=row["result"] == "合格",
        notice_starts_on=cast.source.day(notice["from"]),
        notice_code=notice["id"],
    )
    delivery.record_acceptance(session, worker, contract, new, now)
    cast.add("notice", notice["id"], notice_of(session, "acceptance", contract.slug))


def _payments(cast: Cast) -> Iterator[Event]:
    for row in cast.source.rows("payments"):
        if row["requested_on"]:
            yield cast.event(at(cast.source.day(row["requested_on"]), 10), 7, request, row)
        if row["paid_on"]:
            yield cast.event(at(cast.source.day(row["paid_on"]), 10), 7, approve, row)
            yield cast.event(at(cast.source.day(row["paid_on"]), 15), 7, pay, row)


def _instalment(session: Session, cast: Cast, row: Row) -> Instalment:
    part = _part(session, cast, row["proposal_id"])
    return session.scalars(
        select(Instalment).where(Instalment.part_id == part.id, Instalment.seq == int(row["seq"]))
    ).one()


def _payment(session: Session, cast: Cast, row: Row) -> Payment:
    instalment = _instalment(session, cast, row)
    return session.scalars(select(Payment).where(Payment.instalment_id == instalment.id)).one()


def check_amount(row: Row, agreed_fen: int) -> None:
    """Raise DemoError where a payment's amount in the file is not what the settings make of its contract."""
    if fen(row["amount_yuan"]) != agreed_fen:
        told = f"{row['amount_yuan']} yuan in the file, {agreed_fen} fen in the contract"
        raise DemoError(f"payment {row['seq']} of {row['proposal_id']}: {told}")


def request(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    instalment = _instalment(session, cast, row)
    check_amount(row, instalment.amount_fen)
    actor = cast.actor(session, _organisation_code(cast, row["proposal_id"]), now)
    delivery.request_payment(session, actor, instalment, now)


def approve(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    approver = cast.actor(session, "ST-A2", now)
    delivery.approve_payment(session, approver, _payment(session, cast, row), now)


def pay(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    finance, payment = cast.actor(session, "ST-F1", now), _payment(session, cast, row)
    delivery.record_payment(
        session, finance, payment, row["voucher_no"], cast.source.day(row["paid_on"]), now
    )


def _order(cast: Cast, row: Row) -> Iterator[Event]:
    yield cast.event(cast.source.moment(row["asked_at"]), 8, place, row)
    if row["state"] == "已完成":
        visited = cast.source.moment(row["visit_at"]) + timedelta(hours=2)
        yield cast.event(visited, 8, complete, row)


def place(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    worker = cast.post(session, "社区工作者", row["community"], now)
    new = delivery.NewOrder(
        asked_by=row["asked_by"],
        channel=ORDER_CHANNELS[row["channel"]],
        item=row["item"],
        visit_at=cast.source.moment(row["visit_at"]),
        code=row["id"],
        household=household(row["id"]),
    )
    part = _part(session, cast, row["proposal_id"])
    cast.add("order", row["id"], delivery.place_order(session, worker, part, new, now))


def household(order: str) -> str:
    """An invented household for an order of the files, which name none: "A12" lives at 12-1-112."""
    number = int(order.lstrip("A"))
    return f"{number}-1-{100 + number}"


def complete(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    post = "社区书记" if PAID_BY[row["paid_by"]] == "fund" else "社区工作者"
    worker = cast.post(session, post, row["community"], now)
    rating = int(row["rating_1_5"]) if row["rating_1_5"] else None
    done = delivery.CompletedOrder(
        fen(row["fee_yuan"]), PAID_BY[row["paid_by"]], "resident", rating, row["comment"]
    )
    delivery.complete_order(session, worker, cast.the("order", row["id"]), done, now)
