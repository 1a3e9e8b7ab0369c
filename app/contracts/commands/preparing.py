"""Preparing a contract from proposals whose notice has ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.commands.accounts import take_account
from app.contracts.commands.drafts import (
    NewContract,
    NewPart,
    check_text,
    deliverables_of,
    instalments_of,
)
from app.contracts.commands.longer_terms import ask_for_term, term_detail, voted_months, write_term
from app.contracts.commands.separation import enter_step, take_step
from app.contracts.models import Contract, ContractPart, Recognition
from app.contracts.queries import contract_rules
from app.contracts.terms import codes, require
from app.council.models import Resolution
from app.domain.errors import RuleViolation
from app.domain.payment_terms import terms_for
from app.domain.policy import Actor
from app.domain.procurement import Finding, check_eligibility
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.notices.queries import passed_resolution
from app.organisations.models import Organisation
from app.organisations.queries import facts_of
from app.proposals.models import Proposal
from app.proposals.queries.makers import earlier_steps
from app.street.models import Street
from app.street.queries import require_street
from app.street.rules import Rules


def prepare_contract(session: Session, actor: Actor, new: NewContract, now: datetime) -> Contract:
    """Draw up a contract of one or more noticed proposals of one organisation; the representatives' passed
    resolutions recognise it at once.

    Raises RuleViolation as check_text and instalments_of, "contract.not_noticed", "contract.one_organisation",
    "contract.proposal_taken", "contract.part_amount", "contract.no_resolution", "contract.code", "account.missing",
    "organisation.*" (not eligible on the day), "term.reason" (longer than was voted), "recusal.interest"
    (采购法 art. 12), "separation.same_person" (who wrote or submitted one of the proposals).
    """
    for proposal in sorted((part.proposal for part in new.parts), key=lambda p: p.id):
        lock(session, proposal)
    rules = contract_rules(session, {part.proposal.community_id for part in new.parts})
    warnings = check_text(new, rules, local_date(now))
    organisation = _organisation(session, new.parts)
    _check_parts(session, new.parts)
    warnings += check_provider(session, organisation, rules, now)
    street = lock(session, require_street(session))
    contract = Contract(
        street_id=street.id,
        code=new.code or next_code(session, street, local_date(now).year),
        organisation=organisation,
        original_amount_fen=sum(part.amount_fen for part in new.parts),
        amount_fen=sum(part.amount_fen for part in new.parts),
        prepared_by_id=actor.user_id,
        prepared_at=now,
    )
    _check_code(session, contract)
    take_account(session, contract)
    write_text(contract, new)
    write_payment_terms(contract, rules)
    resolutions = [_resolution(session, part.proposal) for part in new.parts]
    contract.parts = [
        _part(part, voted_months(session, part.proposal, resolution), rules)
        for part, resolution in zip(new.parts, resolutions, strict=True)
    ]
    contract.deliverables = deliverables_of(new)
    contract.recognitions = [_resolved(resolution) for resolution in resolutions]
    write_term(contract, new.term_reason, rules)
    session.add(contract)
    session.flush()
    _enter_beginnings(session, contract)
    take_step(session, actor, contract, "preparer", now)
    ask_for_term(session, actor, contract, now)
    audit.record(
        session,
        actor,
        "contracts.prepare",
        f"contract:{contract.slug}",
        now,
        code=contract.code,
        amount_fen=contract.amount_fen,
        proposals=[part.proposal.slug for part in new.parts],
        warnings=codes(warnings),
        **term_detail(contract),
    )
    return contract


def write_text(contract: Contract, new: NewContract) -> None:
    """Put what the parties agree on into the row."""
    contract.kind = new.kind
    contract.title = new.title.strip()
    contract.content = new.content.strip()
    contract.quality = new.quality.strip()
    contract.settlement = new.settlement.strip()
    contract.breach = new.breach.strip()
    contract.starts_on = new.starts_on
    contract.ends_on = new.ends_on


def write_payment_terms(contract: Contract, rules: Rules) -> None:
    """Take the terms of payment from the settings in force: what is signed stays when they change."""
    terms = terms_for(
        contract.organisation.org_type == "company",
        rules.text("payment_regulation"),
        rules.number("payment_overdue_days"),
        rules.number("acceptance_days"),
    )
    contract.payment_ground, contract.payment_days = terms.ground, terms.days
    contract.acceptance_days = terms.acceptance_days


def check_provider(
    session: Session, organisation: Organisation, rules: Rules, now: datetime
) -> list[Finding]:
    """Whether the organisation may be the provider today. Raises RuleViolation "organisation.*"."""
    facts = facts_of(session, organisation)
    policy = rules.text("rating_policy")
    return require(check_eligibility(facts, local_date(now), policy, rules.purchase_limits))  # type: ignore[arg-type]


def next_code(session: Session, street: Street, year: int) -> str:
    """The next contract number of the street's year; the street's row is locked, so nobody else takes it."""
    prefix = f"HT{year}-"
    taken = session.scalars(
        select(Contract.code).where(Contract.street_id == street.id, Contract.code.startswith(prefix))
    )
    numbers = [int(tail) for code in taken if (tail := code.removeprefix(prefix)).isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:03d}"


def _enter_beginnings(session: Session, contract: Contract) -> None:
    """Who wrote, submitted and examined the proposals, so that the purchase knows them."""
    for part in contract.parts:
        for step, user_id, post, at in earlier_steps(session, part.proposal):
            enter_step(session, contract, step, user_id, post, at)


def _organisation(session: Session, parts: Sequence[NewPart]) -> Organisation:
    ids = {part.proposal.organisation_id for part in parts}
    (only,) = ids if len(ids) == 1 else (None,)
    if only is None:
        raise RuleViolation("contract.one_organisation", field="parts")
    return session.get_one(Organisation, only)


def _check_parts(session: Session, parts: Sequence[NewPart]) -> None:
    if len({part.proposal.id for part in parts}) != len(parts):
        raise RuleViolation("contract.proposal_taken", field="parts")
    for part in parts:
        if part.proposal.state != "awaiting_contract":
            raise RuleViolation("contract.not_noticed", field="parts", title=part.proposal.title)
        if not 0 < part.amount_fen <= part.proposal.amount_fen:
            raise RuleViolation("contract.part_amount", field="parts", resolved_fen=part.proposal.amount_fen)
        if _taken(session, part.proposal):
            raise RuleViolation("contract.proposal_taken", field="parts")


def _taken(session: Session, proposal: Proposal) -> bool:
    return (
        session.scalars(select(ContractPart.id).where(ContractPart.proposal_id == proposal.id)).first()
        is not None
    )


def _check_code(session: Session, contract: Contract) -> None:
    same = select(Contract.id).where(Contract.street_id == contract.street_id, Contract.code == contract.code)
    if session.scalars(same).first() is not None:
        raise RuleViolation("contract.code", field="code", number=contract.code)


def _part(part: NewPart, months: int, rules: Rules) -> ContractPart:
    return ContractPart(
        proposal_id=part.proposal.id,
        proposal=part.proposal,
        amount_fen=part.amount_fen,
        voted_months=months,
        instalments=instalments_of(part, rules),
    )


def _resolution(session: Session, proposal: Proposal) -> Resolution:
    resolution = passed_resolution(session, proposal.id)
    if resolution is None:
        raise RuleViolation("contract.no_resolution", field="parts", title=proposal.title)
    return resolution


def _resolved(resolution: Resolution) -> Recognition:
    return Recognition(
        party="representatives",
        community_id=resolution.proposal.community_id,
        resolution_id=resolution.id,
        recognised_on=local_date(resolution.decided_at),
    )
