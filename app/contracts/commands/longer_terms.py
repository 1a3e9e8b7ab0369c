"""A term longer than the representatives voted: its reason, and who recognises it again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.chain import longer_parts
from app.contracts.commands.stepping import hold, take_resolution
from app.contracts.models import Contract
from app.contracts.terms import term_months
from app.council.commands import NewQuestion, ask_representatives, drop_questions, settle_question
from app.council.models import FurtherQuestion, Resolution
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.proposals.models import Proposal, ProposalVersion
from app.street.rules import Rules

KIND = "term"


def voted_months(session: Session, proposal: Proposal, resolution: Resolution) -> int:
    """The months that were voted: those of the version the representatives had before them."""
    version = session.scalars(
        select(ProposalVersion)
        .where(
            ProposalVersion.proposal_id == proposal.id,
            ProposalVersion.submitted_at <= resolution.decided_at,
        )
        .order_by(ProposalVersion.number.desc())
        .limit(1)
    ).first()
    return proposal.months if version is None else int(version.content["months"])


def write_term(contract: Contract, reason: str, rules: Rules) -> None:
    """Keep the reason of a term longer than was voted, and who is to recognise it (setting
    "longer_term_recognition"). Raises RuleViolation "term.reason".
    """
    longer = longer_parts(contract)
    if longer and not reason.strip():
        months = term_months(contract.starts_on, contract.ends_on)
        voted = min(part.voted_months for part in longer)
        raise RuleViolation("term.reason", field="term_reason", months=months, voted=voted)
    contract.longer_term_by = rules.text("longer_term_recognition") if longer else None
    contract.term_reason = reason.strip() if longer else ""


def ask_for_term(session: Session, actor: Actor, contract: Contract, now: datetime) -> None:
    """Ask the representatives of each community that passed a shorter term; drop what was asked of another one."""
    months = term_months(contract.starts_on, contract.ends_on)
    wanted = longer_parts(contract) if contract.longer_term_by == "resolution" else []
    if _asked(session, contract) == {(part.proposal_id, months, contract.term_reason) for part in wanted}:
        return
    drop_questions(session, KIND, contract.slug)
    for part in wanted:
        new = NewQuestion(
            KIND,
            contract.slug,
            part.proposal,
            f"期限由 {part.voted_months} 个月改为 {months} 个月",
            contract.term_reason,
            part.amount_fen,
            {"months": months},
        )
        ask_representatives(session, actor, new, now)


def term_detail(contract: Contract) -> dict[str, object]:
    """What the audit entry of a text says of a term longer than was voted; nothing of one that is not."""
    if contract.longer_term_by is None:
        return {}
    months = term_months(contract.starts_on, contract.ends_on)
    voted = min(part.voted_months for part in contract.parts)
    return {"months": months, "voted_months": voted, "longer_term_by": contract.longer_term_by}


def _asked(session: Session, contract: Contract) -> set[tuple[int, int, str]]:
    rows = session.scalars(
        select(FurtherQuestion).where(
            FurtherQuestion.kind == KIND,
            FurtherQuestion.subject_ref == contract.slug,
            FurtherQuestion.state == "open",
        )
    )
    return {(row.proposal_id, row.detail["months"], row.reason) for row in rows}


def term_answered(session: Session, actor: Actor, resolution: Resolution, now: datetime) -> None:
    """The representatives answered: a passed resolution recognises the longer term, and is what was voted now."""
    question = resolution.question
    if question is None:
        return
    contract = session.scalars(select(Contract).where(Contract.slug == question.subject_ref)).one()
    hold(session, contract)
    if not settle_question(session, question) or resolution.outcome != "passed":
        return
    for part in contract.parts:
        if part.proposal_id == question.proposal_id:
            part.voted_months = question.detail["months"]
    take_resolution(session, actor, contract, resolution, now)
