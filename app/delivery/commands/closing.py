"""Closing a contract: all that was payable is paid, the rest goes back to the fund."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import take_step
from app.contracts.models import Contract, ContractPart
from app.delivery.models import ENDED_PAYMENTS, Payment
from app.delivery.queries.scoring import told_together
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.money import format_yuan
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds import commands as funds
from app.funds.queries import project_money
from app.needs import commands as needs
from app.notices.queries import notice_of
from app.organisations import commands as organisations
from app.proposals import commands as proposals
from app.proposals.models import Proposal

TRACK = "delivered"


def close_project(session: Session, actor: Actor, contract: Contract, now: datetime) -> Contract:
    """Close an accepted contract whose acceptance notice is over and whose due instalments are paid.

    What is committed and unpaid is released. The organisation's record and the need's outcome follow. Raises
    RuleViolation "state.wrong", "close.notice_posted", "close.unpaid" (with project, instalment and fen), and as
    take_step (who paid does not close).
    """
    lock(session, contract)
    parts = sorted(contract.parts, key=lambda part: part.proposal_id)
    for part in parts:
        lock(session, part.proposal)
    state = require_closable(session, contract)
    take_step(session, actor, contract, "closer", now)
    released_fen = sum([_close_part(session, actor, part, now) for part in parts])
    contract.state, contract.closed_on = state, local_date(now)
    session.flush()
    audit.record(
        session, actor, "delivery.close", f"contract:{contract.slug}", now, released_fen=released_fen
    )
    return contract


def require_closable(session: Session, contract: Contract) -> str:
    """The state that closing leads to; nothing is changed. Raises as close_project."""
    state = fire(CONTRACT, contract.state, "close")
    notice = notice_of(session, "acceptance", contract.slug)
    if notice is None or notice.state == "posted":
        raise RuleViolation("close.notice_posted")
    for part in contract.parts:
        _require_paid(session, part)
    return state


def _require_paid(session: Session, part: ContractPart) -> None:
    """What is due must be paid, and nothing asked for may be left undecided."""
    session.expire(part, ["instalments"])
    ids = [instalment.id for instalment in part.instalments]
    live = session.execute(
        select(Payment.instalment_id, Payment.state).where(
            Payment.instalment_id.in_(ids), Payment.state.not_in(ENDED_PAYMENTS)
        )
    ).all()
    states = {row.instalment_id: row.state for row in live}
    for instalment in part.instalments:
        waiting = instalment.condition_met_on is not None or instalment.id in states
        if waiting and states.get(instalment.id) != "paid":
            raise RuleViolation(
                "close.unpaid",
                title=part.proposal.title,
                seq=instalment.seq,
                amount_fen=instalment.amount_fen,
            )


def _close_part(session: Session, actor: Actor, part: ContractPart, now: datetime) -> int:
    """Release what is unpaid; the fen released."""
    proposal = part.proposal
    money = project_money(session, proposal.slug)
    if money.unpaid_fen:
        funds.release_commitment(session, actor, proposal.fund, money.unpaid_fen, proposal.slug, now)
    proposals.advance(session, actor, proposal, "close", now)
    if proposal.need is not None:
        needs.record_outcome(session, actor, proposal.need, "done", now)
    summary = " · ".join([proposal.title, f"¥{format_yuan(money.paid_fen)}", *_rated(session, proposal)])
    organisations.record_track(session, actor, part.contract.organisation, proposal.slug, TRACK, summary, now)
    return money.unpaid_fen


def _rated(session: Session, proposal: Proposal) -> list[str]:
    """The last score with how many gave it and how many of these others entered; nothing where it may not be told."""
    scores = told_together(session, [proposal.id])
    if scores is None:
        return []
    return [f"{scores.shown}/5（{scores.people} 人，代录 {scores.entries.by_others} 人）"]
