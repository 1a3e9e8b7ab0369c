"""Payments as approver, finance and organisation need to see them: nothing to mistake."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart, Instalment
from app.delivery.models import ENDED_PAYMENTS, Payment
from app.delivery.queries.area import concerns
from app.domain.permissions import Permission
from app.domain.policy import Actor
from app.foundation.clock import local_date
from app.foundation.paging import Page, fetch_page
from app.organisations.models import Organisation
from app.proposals.models import Proposal
from app.street.models import Community


@dataclass(frozen=True)
class PaymentRow:
    """A payment in a list; amounts are fen, ``due_on`` the last day to pay by the contract's terms."""

    slug: str
    state: str
    amount_fen: int
    seq: int
    condition: str
    condition_met_on: date | None
    requested_on: date
    due_on: date
    paid_on: date | None
    voucher_no: str
    project: str
    project_slug: str
    community: str
    contract_code: str
    contract_slug: str
    organisation: str
    came_back: bool
    """Approved before, and back with the approver because the payee's account changed."""

    def is_late(self, today: date) -> bool:
        return self.state in ("requested", "approved") and self.due_on < today


@dataclass(frozen=True)
class Sum:
    """How many payments of a state, and their fen together."""

    number: int = 0
    amount_fen: int = 0


def payments_page(session: Session, actor: Actor, state: str, number: int) -> Page[PaymentRow]:
    """An actor's payments in a state: those waiting longest first, settled ones newest first."""
    waiting = state in ("requested", "approved")
    order = Payment.requested_at if waiting else Payment.requested_at.desc()
    statement = (
        _joined(select(Payment, Instalment, Proposal, Community.name, Contract, Organisation.name))
        .where(Payment.state == state, concerns(actor, Permission.PAYMENT_READ))
        .order_by(order, Payment.id)
    )
    page = fetch_page(session, statement, number)
    return Page([_row(row) for row in page.items], page.number, page.total, page.size)


def sums(session: Session, actor: Actor) -> dict[str, Sum]:
    """Number and fen of an actor's payments by state: one query."""
    statement = _joined(select(Payment.state, func.count(Payment.id), func.sum(Payment.amount_fen)))
    rows = session.execute(
        statement.where(concerns(actor, Permission.PAYMENT_READ)).group_by(Payment.state)
    ).all()
    return {state: Sum(int(number), int(amount)) for state, number, amount in rows}


def live_payment(session: Session, instalment: Instalment) -> Payment | None:
    """The payment of an instalment that is asked for, agreed or paid."""
    return session.scalars(
        select(Payment).where(Payment.instalment_id == instalment.id, Payment.state.not_in(ENDED_PAYMENTS))
    ).one_or_none()


def _row(row: Row[*tuple[Any, ...]]) -> PaymentRow:
    payment, instalment, proposal, community, contract, organisation = row
    requested_on = local_date(payment.requested_at)
    return PaymentRow(
        slug=payment.slug,
        state=payment.state,
        amount_fen=payment.amount_fen,
        seq=instalment.seq,
        condition=instalment.condition,
        condition_met_on=instalment.condition_met_on,
        requested_on=requested_on,
        due_on=payment.due_on,
        paid_on=payment.paid_on,
        voucher_no=payment.voucher_no,
        project=proposal.title,
        project_slug=proposal.slug,
        community=community,
        contract_code=contract.code,
        contract_slug=contract.slug,
        organisation=organisation,
        came_back=payment.state == "requested" and payment.account_change_id is not None,
    )


def _joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return (
        statement.select_from(Payment)
        .join(Instalment, Payment.instalment_id == Instalment.id)
        .join(ContractPart, Instalment.part_id == ContractPart.id)
        .join(Contract, ContractPart.contract_id == Contract.id)
        .join(Organisation, Contract.organisation_id == Organisation.id)
        .join(Proposal, ContractPart.proposal_id == Proposal.id)
        .join(Community, Proposal.community_id == Community.id)
    )
