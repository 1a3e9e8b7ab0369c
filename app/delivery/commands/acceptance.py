"""Acceptance by the recipients (政府采购法实施条例 art. 45), and what the end of its notice makes due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contracts.commands.separation import require_uninterested, take_step
from app.contracts.models import Contract, ContractPart
from app.contracts.queries import contract_by_slug
from app.delivery.commands.checks import require_state, require_text
from app.delivery.commands.dues import meet_condition
from app.delivery.commands.rectification import newest_closed, unanswered_low
from app.delivery.models import Acceptance, Evaluation, Milestone, RecipientOpinion
from app.delivery.queries.scoring import told_together
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.notices.commands import NewNotice, publish_notice
from app.notices.models import Notice
from app.notices.queries import notice_of
from app.proposals import commands as proposals


@dataclass(frozen=True)
class NewAcceptance:
    """An acceptance as it was held. ``opinions`` are recipients' own: (how they are named, what they wrote)."""

    accepted_on: date
    recipients_present: int
    supervisors_present: int
    opinion: str
    opinions: Sequence[tuple[str, str]]
    passed: bool
    notice_starts_on: date | None = None
    notice_code: str | None = None


def record_acceptance(
    session: Session, actor: Actor, contract: Contract, new: NewAcceptance, now: datetime
) -> Acceptance:
    """Record an acceptance of the whole contract once all milestones are done; passed, its notice is posted.

    Recipients take part and write their opinion (采购法实施条例 art. 45). Raises RuleViolation "state.wrong",
    "acceptance.rectifying", "acceptance.milestones_open", "acceptance.evaluation_open",
    "acceptance.rectify_first", "acceptance.day", "acceptance.opinion", "acceptance.no_recipients",
    "acceptance.no_supervisors", "acceptance.no_opinions", and as take_step (who handled the purchase does not
    accept it, 采购法 art. 61).
    """
    lock(session, contract)
    state = fire(CONTRACT, contract.state, "accept")
    take_step(session, actor, contract, "acceptor", now)
    parts = sorted(contract.parts, key=lambda part: part.proposal_id)
    for part in parts:
        _check_part(session, part)
    _check_words(contract, new, now)
    acceptance = Acceptance(
        contract_id=contract.id,
        accepted_on=new.accepted_on,
        recipients_present=new.recipients_present,
        supervisors_present=new.supervisors_present,
        opinion=new.opinion.strip(),
        result="passed" if new.passed else "failed",
        recorded_by_id=actor.user_id,
        recorded_at=now,
        opinions=[RecipientOpinion(given_by=name.strip(), text=text.strip()) for name, text in new.opinions],
    )
    session.add(acceptance)
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.record_acceptance",
        f"acceptance:{acceptance.slug}",
        now,
        contract=contract.slug,
        result=acceptance.result,
        recipients=new.recipients_present,
        supervisors=new.supervisors_present,
    )
    if new.passed:
        contract.state, contract.accepted_on = state, new.accepted_on
        for part in parts:
            proposals.advance(session, actor, part.proposal, "accept", now)
        _announce(session, actor, contract, acceptance, new, now)
    return acceptance


def reopen_acceptance(
    session: Session, actor: Actor, contract: Contract, reason: str, now: datetime
) -> Acceptance:
    """Annul an acceptance against which an objection was upheld: the project delivers again, and is accepted anew.

    Raises RuleViolation "state.wrong", "acceptance.no_objection", "acceptance.annulment", "recusal.interest".
    """
    lock(session, contract)
    state = fire(CONTRACT, contract.state, "reopen")
    require_uninterested(actor, contract.organisation)
    notice = notice_of(session, "acceptance", contract.slug)
    if notice is None or notice.state != "upheld":
        raise RuleViolation("acceptance.no_objection")
    acceptance = session.scalars(
        select(Acceptance).where(
            Acceptance.contract_id == contract.id,
            Acceptance.result == "passed",
            Acceptance.annulment == "",
        )
    ).one()
    acceptance.annulment = require_text(reason, "acceptance.annulment", "remark")
    contract.state, contract.accepted_on = state, None
    for part in sorted(contract.parts, key=lambda part: part.proposal_id):
        proposals.advance(session, actor, lock(session, part.proposal), "reopen", now)
    session.flush()
    audit.record(
        session,
        actor,
        "delivery.reopen_acceptance",
        f"acceptance:{acceptance.slug}",
        now,
        contract=contract.slug,
        notice=notice.slug,
        reason=acceptance.annulment,
    )
    return acceptance


def acceptance_ended(session: Session, actor: Actor, notice: Notice, now: datetime) -> Contract:
    """The notice of an acceptance ended: instalments due on acceptance are due; not if an objection was upheld."""
    contract = contract_by_slug(session, notice.subject_ref)
    if contract is None:
        raise LookupError(f"no contract {notice.subject_ref}")
    lock(session, contract)
    if notice.state == "ended":
        for part in contract.parts:
            meet_condition(part, "accepted", local_date(now))
    session.flush()
    return contract


def _check_part(session: Session, part: ContractPart) -> None:
    proposal = lock(session, part.proposal)
    if proposal.state == "rectifying":
        raise RuleViolation("acceptance.rectifying", title=proposal.title)
    require_state(proposal, "accept", "delivering")
    milestones = session.scalars(select(Milestone.state).where(Milestone.part_id == part.id)).all()
    undone = sum(state != "done" for state in milestones)
    if undone:
        raise RuleViolation("acceptance.milestones_open", title=proposal.title, number=undone)
    asking = select(func.count(Evaluation.id)).where(
        Evaluation.proposal_id == proposal.id, Evaluation.state == "open"
    )
    if session.scalar(asking):
        raise RuleViolation("acceptance.evaluation_open", title=proposal.title)
    if unanswered_low(session, proposal) is not None:
        raise RuleViolation("acceptance.rectify_first", title=proposal.title)
    newest = newest_closed(session, proposal)
    if newest is not None and newest.conclusion == "unsettled":
        raise RuleViolation("acceptance.unsettled", title=proposal.title)


def _check_words(contract: Contract, new: NewAcceptance, now: datetime) -> None:
    if contract.signed_on is None or not contract.signed_on <= new.accepted_on <= local_date(now):
        raise RuleViolation("acceptance.day", field="accepted_on")
    require_text(new.opinion, "acceptance.opinion", "opinion")
    if new.recipients_present < 1:
        raise RuleViolation("acceptance.no_recipients", field="recipients_present")
    if new.supervisors_present < 1:
        raise RuleViolation("acceptance.no_supervisors", field="supervisors_present")
    if not any(text.strip() for _, text in new.opinions):
        raise RuleViolation("acceptance.no_opinions", field="opinions")


def _announce(
    session: Session,
    actor: Actor,
    contract: Contract,
    acceptance: Acceptance,
    new: NewAcceptance,
    now: datetime,
) -> None:
    communities = contract.scope.community_ids
    (only,) = communities if len(communities) == 1 else (None,)
    body = _body(session, contract, acceptance)
    notice = NewNotice("acceptance", contract.slug, contract.title, only, body, new.notice_code)
    publish_notice(session, actor, notice, now, new.notice_starts_on)


def _body(session: Session, contract: Contract, acceptance: Acceptance) -> dict[str, Any]:
    """What the public needs: counts and the conclusion, nobody's name (PIPL art. 25)."""
    return {
        "contract": contract.code,
        "organisation": contract.organisation.name,
        "parts": [
            {
                "project": part.proposal.title,
                "community": part.proposal.community.name,
                "amount_fen": part.amount_fen,
            }
            for part in contract.parts
        ],
        "amount_fen": contract.amount_fen,
        "accepted_on": acceptance.accepted_on.isoformat(),
        "conclusion": acceptance.opinion,
        "recipients_present": acceptance.recipients_present,
        "supervisors_present": acceptance.supervisors_present,
        **_rated(session, contract),
    }


def _rated(session: Session, contract: Contract) -> dict[str, Any]:
    """The residents' last scores with the share that others entered; nothing where they may not be told."""
    scores = told_together(session, [part.proposal_id for part in contract.parts])
    if scores is None:
        return {}
    return {
        "satisfaction": scores.shown,
        "residents_answered": scores.people,
        "answers_entered_by_others": scores.entries.by_others,
    }
