"""Visits ordered for somebody by phone or at the counter (代下单), under an on-request contract in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested
from app.contracts.models import ContractPart
from app.delivery.commands.checks import require_state, require_text
from app.delivery.models import CHANNELS, PAYERS, WITNESSES, AssistedOrder
from app.delivery.scores import LEAST, MOST
from app.domain.errors import RuleViolation
from app.domain.households import mask_household, normalise_household
from app.domain.money import MAX_FEN
from app.domain.names import mask_phone, normalise_phone
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.foundation.keyed import keyed


@dataclass(frozen=True)
class NewOrder:
    """Who asked (the name as given, and a telephone or household to know them by), how, for what, when, and where to
    go if it must be said.
    """

    asked_by: str
    channel: str
    item: str
    visit_at: datetime
    place: str = ""
    code: str | None = None
    phone: str = ""
    household: str = ""


@dataclass(frozen=True)
class CompletedOrder:
    """How a visit ended: its fee in fen, who paid ("resident", "fund", "free"), to whom it was read back and who
    agreed ("resident", "family"), the person's rating 1-5.
    """

    fee_fen: int
    paid_by: str
    confirmed_by: str
    rating: int | None = None
    comment: str = ""


def place_order(
    session: Session, actor: Actor, part: ContractPart, new: NewOrder, now: datetime
) -> AssistedOrder:
    """Order a visit under an on-request contract whose service is under way, for one person, known by a key.

    Raises RuleViolation "order.not_on_request", "recusal.interest" (a worker of the provider), "state.wrong",
    "order.outside_term" (with the contract's days), "order.visit_past", "order.asked_by", "order.item",
    "order.channel", "order.resident", "phone.format", "household.format", "order.twice".
    """
    contract = part.contract
    require_uninterested(actor, contract.organisation)
    if contract.kind != "on_request":
        raise RuleViolation("order.not_on_request")
    lock(session, part.proposal)
    require_state(part.proposal, "place_order", "delivering", "rectifying")
    visit_on = local_date(new.visit_at)
    if not contract.starts_on <= visit_on <= contract.ends_on:
        raise RuleViolation(
            "order.outside_term", field="visit_at", first=contract.starts_on, last=contract.ends_on
        )
    if new.visit_at < now:
        raise RuleViolation("order.visit_past", field="visit_at")
    if new.channel not in CHANNELS:
        raise RuleViolation("order.channel", field="channel")
    resident, key = _resident(part, new)
    _require_once(session, part, new, key)
    order = AssistedOrder(
        part_id=part.id,
        community_id=part.proposal.community_id,
        code=new.code,
        channel=new.channel,
        asked_by=require_text(new.asked_by, "order.asked_by", "asked_by"),
        resident=resident,
        resident_key=key,
        place=new.place.strip(),
        item=require_text(new.item, "order.item", "item"),
        visit_at=new.visit_at,
        placed_by_id=actor.user_id,
        asked_at=now,
    )
    session.add(order)
    return _settle(session, actor, order, "place", now)


def complete_order(
    session: Session, actor: Actor, order: AssistedOrder, done: CompletedOrder, now: datetime
) -> AssistedOrder:
    """Record how a visit ended, as the person or their family confirmed it; where to go is forgotten. Not before its
    day. What the fund pays for is recorded by another than whoever placed it.

    Raises RuleViolation "state.wrong", "recusal.interest", "order.early", "order.fee", "order.paid_by",
    "order.free_fee", "order.confirmed_by", "order.same_person", "order.rating".
    """
    _require_placed(session, order, "complete_order")
    require_uninterested(actor, order.part.contract.organisation)
    if local_date(now) < local_date(order.visit_at):
        raise RuleViolation("order.early", day=local_date(order.visit_at))
    if not 0 <= done.fee_fen <= MAX_FEN:
        raise RuleViolation("order.fee", field="fee_fen")
    if done.paid_by not in PAYERS:
        raise RuleViolation("order.paid_by", field="paid_by")
    if done.paid_by == "free" and done.fee_fen:
        raise RuleViolation("order.free_fee", field="paid_by")
    if done.confirmed_by not in WITNESSES:
        raise RuleViolation("order.confirmed_by", field="confirmed_by")
    if done.paid_by == "fund" and done.fee_fen and actor.user_id == order.placed_by_id:
        raise RuleViolation("order.same_person", field="paid_by")
    if done.rating is not None and not LEAST <= done.rating <= MOST:
        raise RuleViolation("order.rating", field="rating")
    order.fee_fen, order.paid_by = done.fee_fen, done.paid_by
    order.completed_by_id, order.confirmed_by = actor.user_id, done.confirmed_by
    order.rating, order.comment = done.rating, done.comment.strip()
    order.state, order.done_on, order.place = "done", local_date(order.visit_at), ""
    return _settle(session, actor, order, "complete", now)


def cancel_order(
    session: Session, actor: Actor, order: AssistedOrder, reason: str, now: datetime
) -> AssistedOrder:
    """Call a visit off, with the reason. Raises RuleViolation "state.wrong", "order.reason"."""
    _require_placed(session, order, "cancel_order")
    order.cancelled_because = require_text(reason, "order.reason", "reason")
    order.state, order.place = "cancelled", ""
    return _settle(session, actor, order, "cancel", now)


def _resident(part: ContractPart, new: NewOrder) -> tuple[str, str]:
    """The person's mask, and the key they are known by under this contract alone."""
    if new.phone.strip():
        phone = normalise_phone(new.phone, landline=True)
        return mask_phone(phone), keyed(f"orders of part {part.id}", f"phone {phone}")
    if not new.household.strip():
        raise RuleViolation("order.resident", field="phone")
    household = normalise_household(new.household)
    return mask_household(household), keyed(f"orders of part {part.id}", f"household {household}")


def _require_once(session: Session, part: ContractPart, new: NewOrder, key: str) -> None:
    same = select(AssistedOrder.id).where(
        AssistedOrder.part_id == part.id,
        AssistedOrder.visit_at == new.visit_at,
        AssistedOrder.resident_key == key,
        AssistedOrder.state != "cancelled",
    )
    if session.scalars(same).first() is not None:
        raise RuleViolation("order.twice", field="visit_time")


def _require_placed(session: Session, order: AssistedOrder, action: str) -> None:
    lock(session, order)
    if order.state != "placed":
        raise RuleViolation("state.wrong", state=order.state, action=action)


def _settle(session: Session, actor: Actor, order: AssistedOrder, verb: str, now: datetime) -> AssistedOrder:
    session.flush()
    audit.record(session, actor, f"delivery.{verb}_order", f"order:{order.slug}", now, channel=order.channel)
    return order
