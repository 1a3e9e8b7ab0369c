"""Changing what a contract says before the street's chain decides on it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.commands.accounts import take_account
from app.contracts.commands.drafts import NewContract, check_text, deliverables_of, instalments_of
from app.contracts.commands.longer_terms import ask_for_term, term_detail, write_term
from app.contracts.commands.preparing import write_payment_terms, write_text
from app.contracts.commands.separation import take_step
from app.contracts.models import Contract
from app.contracts.queries import contract_rules
from app.contracts.terms import codes
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock


def change_contract(
    session: Session, actor: Actor, contract: Contract, new: NewContract, now: datetime
) -> Contract:
    """Write a contract anew, before recognition is whole or after a return; its proposals and amounts stay.

    Street and communities recognise the new text again, and the representatives a term longer than they passed; the
    payee's account is taken as it is now; whoever writes it is one of its preparers. Raises RuleViolation
    "state.wrong", "contract.parts_fixed", "account.missing", as take_step, and as prepare_contract for what it says.
    """
    lock(session, contract.organisation)  # before its contract, as a confirmed change of its account does
    lock(session, contract)
    if contract.state != "recognition":
        contract.state = fire(CONTRACT, contract.state, "change")
    before = {part.proposal_id: part.amount_fen for part in contract.parts}
    if {part.proposal.id: part.amount_fen for part in new.parts} != before:
        raise RuleViolation("contract.parts_fixed", field="parts")
    rules = contract_rules(session, {part.proposal.community_id for part in contract.parts})
    warnings = check_text(new, rules, local_date(now))
    planned = {part.proposal.id: instalments_of(part, rules) for part in new.parts}
    take_step(session, actor, contract, "preparer", now)
    _clear(session, contract)
    take_account(session, contract)
    write_text(contract, new)
    write_payment_terms(contract, rules)
    contract.deliverables = deliverables_of(new)
    for part in contract.parts:
        part.instalments = planned[part.proposal_id]
    write_term(contract, new.term_reason, rules)
    contract.revision += 1
    session.flush()
    ask_for_term(session, actor, contract, now)
    audit.record(
        session,
        actor,
        "contracts.change",
        f"contract:{contract.slug}",
        now,
        revision=contract.revision,
        warnings=codes(warnings),
        **term_detail(contract),
    )
    return contract


def _clear(session: Session, contract: Contract) -> None:
    """Take away what the new text replaces; the representatives' resolutions stay."""
    contract.deliverables = []
    contract.recognitions = [row for row in contract.recognitions if row.party == "representatives"]
    for part in contract.parts:
        part.instalments = []
    session.flush()
