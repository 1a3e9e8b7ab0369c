"""A supplement enters into force: the one moment at which it moves money and changes what was signed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.commands.amending import check_size
from app.contracts.commands.preparing import check_provider
from app.contracts.commands.stepping import hold, record, take_step_on
from app.contracts.models import Amendment, Instalment
from app.contracts.queries import approved_on, contract_rules
from app.contracts.terms import codes
from app.domain.errors import RuleViolation
from app.domain.lifecycle import AMENDMENT, fire
from app.domain.policy import Actor
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds import commands as funds
from app.notices.commands import NewNotice, publish_notice


def sign_supplement(
    session: Session, actor: Actor, supplement: Amendment, signed_on: date, now: datetime
) -> Amendment:
    """Record the signature of an approved supplement: its money is committed from the fund's free money, an
    instalment due on acceptance appears, and its notice is posted.

    Raises RuleViolation "state.wrong", "signing.before_approval", "signing.in_future", "supplement.*",
    "organisation.*", "fund.overcommitted", and as take_step and publish_notice.
    """
    contract = hold(session, supplement)
    state = fire(AMENDMENT, supplement.state, "sign")
    if contract.state != "signed":
        raise RuleViolation("state.wrong", state=contract.state, action="amend")
    take_step_on(session, actor, supplement, "signer", now)
    _check_day(session, supplement, signed_on, local_date(now))
    check_size(session, contract, supplement.amount_fen, supplement)
    rules = contract_rules(session, contract.scope.community_ids)
    warnings = check_provider(session, contract.organisation, rules, now)
    _take_money(session, actor, supplement, now)
    supplement.state, supplement.signed_on = state, signed_on
    session.flush()
    record(
        session,
        actor,
        "sign",
        supplement,
        now,
        signed_on=signed_on.isoformat(),
        amount_fen=supplement.amount_fen,
        warnings=codes(warnings),
    )
    _announce(session, actor, supplement, now)
    return supplement


def _check_day(session: Session, supplement: Amendment, signed_on: date, today: date) -> None:
    approved = approved_on(session, supplement)
    if signed_on < approved:
        raise RuleViolation("signing.before_approval", field="signed_on", approved_on=approved)
    if signed_on > today:
        raise RuleViolation("signing.in_future", field="signed_on")


def _take_money(session: Session, actor: Actor, supplement: Amendment, now: datetime) -> None:
    part, contract = lock(session, supplement.part), supplement.contract
    proposal = part.proposal
    funds.commit(
        session, actor, proposal.fund, supplement.amount_fen, proposal.slug, now, from_reservation=False
    )
    highest = session.scalar(select(func.max(Instalment.seq)).where(Instalment.part_id == part.id)) or 0
    session.add(
        Instalment(
            part_id=part.id,
            seq=highest + 1,
            amount_fen=supplement.amount_fen,
            condition="accepted",
            amendment_id=supplement.id,
        )
    )
    part.amount_fen += supplement.amount_fen
    contract.amount_fen += supplement.amount_fen


def _announce(session: Session, actor: Actor, supplement: Amendment, now: datetime) -> None:
    """The public is told what was added to what (采购法实施条例 art. 50 for the contract it changes)."""
    contract, proposal = supplement.contract, supplement.part.proposal
    body = {
        "contract": contract.code,
        "purchaser": contract.street.name,
        "organisation": contract.organisation.name,
        "project": proposal.title,
        "community": proposal.community.name,
        "amount_fen": supplement.amount_fen,
        "original_fen": contract.original_amount_fen,
        "total_fen": contract.amount_fen,
        "signed_on": supplement.signed_on.isoformat() if supplement.signed_on else None,
        "content": supplement.buys,
        "reason": supplement.reason,
    }
    title = f"{contract.title[:180]}补充合同（{supplement.number}）"
    new = NewNotice("supplement", supplement.slug, title, proposal.community_id, body)
    publish_notice(session, actor, new, now)
