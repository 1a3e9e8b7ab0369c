"""Steps of a purchase are taken here, each by somebody who may still take it (政府采购法 arts 12, 61).

Every command that takes a step of a purchase, a supplement or a payment calls ``take_step`` while it holds the
contract: nobody is compared with a history that another command is about to lengthen.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, PurchaseStep
from app.contracts.terms import require
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.domain.procurement import recused
from app.domain.separation import STEPS, check_separation
from app.organisations.models import Organisation


def require_uninterested(actor: Actor, organisation: Organisation) -> None:
    """Keep out whoever belongs to the provider (采购法 art. 12). Raises RuleViolation "recusal.interest"."""
    if recused(actor.organisations(), [organisation.id]):
        raise RuleViolation("recusal.interest")


def require_separate(
    session: Session, actor: Actor, contract: Contract, step: str, subject_ref: str = ""
) -> int:
    """Refuse whoever took a step of this purchase that must stay apart from ``step``; the person's id.

    A step of one supplement or payment is not compared with those of others. Raises RuleViolation
    "separation.same_person", with both steps and the reason.
    """
    if actor.user_id is None:
        raise RuleViolation("separation.same_person")
    taken = select(PurchaseStep.step).where(
        PurchaseStep.contract_id == contract.id, PurchaseStep.user_id == actor.user_id
    )
    if subject_ref:
        taken = taken.where(PurchaseStep.subject_ref.in_(("", subject_ref)))
    session.flush()
    own = [(done, actor.user_id) for done in session.scalars(taken.distinct())]
    require(check_separation([*own, (step, actor.user_id)]))
    return actor.user_id


def take_step(
    session: Session, actor: Actor, contract: Contract, step: str, now: datetime, subject_ref: str = ""
) -> PurchaseStep:
    """Enter that the actor takes ``step`` (of ``separation.STEPS``) of the held contract, or of one of its supplements
    or payments.

    Raises RuleViolation as require_separate; "recusal.interest" unless it is the provider's own step.
    """
    if step != "requester":
        require_uninterested(actor, contract.organisation)
    user_id = require_separate(session, actor, contract, step, subject_ref)
    return enter_step(session, contract, step, user_id, post_of(actor, step), now, subject_ref)


def enter_step(
    session: Session,
    contract: Contract,
    step: str,
    user_id: int,
    post: str,
    taken_at: datetime,
    subject_ref: str = "",
) -> PurchaseStep:
    """The row of a step, without comparing: for what was done before there was a contract."""
    row = PurchaseStep(
        contract_id=contract.id,
        subject_ref=subject_ref,
        step=step,
        user_id=user_id,
        post=post,
        taken_at=taken_at,
    )
    session.add(row)
    session.flush()
    session.expire(contract, ["steps"])
    return row


def post_of(actor: Actor, step: str) -> str:
    """The post in which somebody takes a step: the first of the step's posts they hold."""
    return next((str(role) for role in STEPS[step] if actor.holds(role)), "")
