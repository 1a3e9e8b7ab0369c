"""Signing: the moment reserved money is bound."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.contracts.commands.accounts import require_account
from app.contracts.commands.preparing import check_provider
from app.contracts.commands.separation import take_step
from app.contracts.models import Contract, ContractPart
from app.contracts.queries import contract_rules, signing_days
from app.contracts.terms import check_signing, codes, require
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.fair.commands import take_capacity
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds import commands as funds
from app.proposals import commands as proposals


def sign_contract(
    session: Session, actor: Actor, contract: Contract, signed_on: date, now: datetime
) -> Contract:
    """Record the signature of an approved contract: each part's money is committed, its proposal contracted.

    What a part costs less than was resolved is free again; instalments due on signing are due from ``signed_on``.
    Raises RuleViolation "state.wrong", "contract.no_account", "signing.before_approval", "signing.in_future",
    "signing.after_term", "organisation.*", "fund.not_reserved", and what take_step and fair.take_capacity raise.
    """
    lock(session, contract)
    state = fire(CONTRACT, contract.state, "sign")
    require_account(contract)
    take_step(session, actor, contract, "signer", now)
    rules = contract_rules(session, contract.scope.community_ids)
    warnings = require(
        check_signing(signing_days(session, contract), signed_on, local_date(now)), "signed_on"
    )
    warnings += check_provider(session, contract.organisation, rules, now)
    for part in sorted(contract.parts, key=lambda part: part.proposal_id):
        _contract_proposal(session, actor, part, now)
    for part in sorted(contract.parts, key=lambda part: part.proposal.fund_id):
        _bind_money(session, actor, part, signed_on, now)
    contract.state = state
    contract.signed_on = signed_on
    session.flush()
    audit.record(
        session,
        actor,
        "contracts.sign",
        f"contract:{contract.slug}",
        now,
        signed_on=signed_on.isoformat(),
        amount_fen=contract.amount_fen,
        warnings=codes(warnings),
    )
    return contract


def _contract_proposal(session: Session, actor: Actor, part: ContractPart, now: datetime) -> None:
    proposal = lock(session, part.proposal)
    proposals.advance(session, actor, proposal, "sign", now)
    if proposal.offering is not None:
        take_capacity(session, actor, proposal.offering, proposal.people_served, now)


def _bind_money(session: Session, actor: Actor, part: ContractPart, signed_on: date, now: datetime) -> None:
    proposal = part.proposal
    funds.commit(session, actor, proposal.fund, part.amount_fen, proposal.slug, now)
    saved_fen = proposal.amount_fen - part.amount_fen
    if saved_fen > 0:
        funds.release_reservation(session, actor, proposal.fund, saved_fen, proposal.slug, now)
    for instalment in part.instalments:
        if instalment.condition == "signed":
            instalment.condition_met_on = signed_on
