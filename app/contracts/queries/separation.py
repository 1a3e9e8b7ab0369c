"""Who may still take a step of a purchase: as a condition for lists, and as a sentence for pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from app.contracts.models import Contract, PurchaseStep
from app.domain.policy import COMMUNITY_ROLES, Actor, Role
from app.domain.separation import HANDLING, STEPS, check_separation, partners
from app.notices.models import Notice
from app.people.models import Membership, User

NAMED = 4
"""How many of those who can are named."""


@dataclass(frozen=True)
class Hindrance:
    """Why somebody does not take ``step``: they took ``done`` on a day. ``others`` can (names), who hold a post of
    ``posts``; the codes are of "purchase.step", "separation.reason" and "role"."""

    step: str
    done: str
    done_at: datetime
    reason: str
    others: tuple[str, ...]
    posts: tuple[Role, ...]


def free_to_take(
    user_id: int | None, step: str, subject_slug: InstrumentedAttribute[Any] | None = None
) -> ColumnElement[bool]:
    """As ``require_separate``, for the contract of a statement's row and the supplement or payment ``subject_slug``."""
    taken = exists().where(
        PurchaseStep.contract_id == Contract.id,
        PurchaseStep.user_id == user_id,
        PurchaseStep.step.in_(partners(step)),
    )
    if subject_slug is not None:
        taken = taken.where(or_(PurchaseStep.subject_ref == "", PurchaseStep.subject_ref == subject_slug))
    return ~taken


def hindrance(
    session: Session, actor: Actor, contract: Contract, step: str, on: date, subject_ref: str = ""
) -> Hindrance | None:
    """What keeps the actor from a step, and who can take it; ``None`` when nothing does."""
    rows = [row for row in contract.steps if not subject_ref or row.subject_ref in ("", subject_ref)]
    own = [(row.step, row.user_id) for row in rows if row.user_id == actor.user_id]
    if actor.user_id is None or not (found := check_separation([*own, (step, actor.user_id)])):
        return None
    ends = (str(found[0].params["first"]), str(found[0].params["second"]))
    done = ends[0] if ends[1] == step else ends[1]
    at = max(row.taken_at for row in rows if (row.step, row.user_id) == (done, actor.user_id))
    kept_out = {row.user_id for row in rows if row.step in partners(step)}
    others = _holders(session, contract, step, kept_out, on)
    return Hindrance(step, done, at, str(found[0].params["reason"]), others, STEPS[step])


def steps_about(session: Session, subject_ref: str) -> Sequence[PurchaseStep]:
    """The steps of one supplement or payment, with who took them."""
    return session.scalars(
        select(PurchaseStep)
        .where(PurchaseStep.subject_ref == subject_ref)
        .order_by(PurchaseStep.taken_at, PurchaseStep.id)
        .options(joinedload(PurchaseStep.user))
    ).all()


def contract_doers(session: Session, notice: Notice) -> Collection[int]:
    """Who made and approved the purchase that a contract's notice announces."""
    return _took(session, notice.subject_ref, (*HANDLING, "approver"))


def supplement_doers(session: Session, notice: Notice) -> Collection[int]:
    """Who made and approved the supplement that a notice announces."""
    return set(
        session.scalars(
            select(PurchaseStep.user_id).where(
                PurchaseStep.subject_ref == notice.subject_ref,
                PurchaseStep.step.in_((*HANDLING, "approver")),
            )
        )
    )


def acceptance_doers(session: Session, notice: Notice) -> Collection[int]:
    """Who accepted what an acceptance's notice announces."""
    return _took(session, notice.subject_ref, ("acceptor",))


def _took(session: Session, slug: str, steps: Sequence[str]) -> set[int]:
    return set(
        session.scalars(
            select(PurchaseStep.user_id)
            .join(Contract, PurchaseStep.contract_id == Contract.id)
            .where(Contract.slug == slug, PurchaseStep.step.in_(steps))
        )
    )


def _holders(
    session: Session, contract: Contract, step: str, kept_out: set[int], on: date
) -> tuple[str, ...]:
    """Names of those who hold a post of the step where the contract buys, and took nothing that keeps them out."""
    street = [role for role in STEPS[step] if role not in COMMUNITY_ROLES]
    here = (Membership.role.in_([role for role in STEPS[step] if role in COMMUNITY_ROLES])) & (
        Membership.community_id.in_(contract.scope.community_ids)
    )
    of_provider = select(Membership.user_id).where(Membership.organisation_ref == contract.organisation_id)
    names = session.scalars(
        select(User.display_name)
        .where(
            User.active,
            User.id.not_in(kept_out),
            User.id.not_in(of_provider),
            User.id.in_(
                select(Membership.user_id).where(
                    or_(Membership.role.in_(street), here),
                    Membership.starts_on <= on,
                    or_(Membership.ends_on.is_(None), Membership.ends_on >= on),
                )
            ),
        )
        .order_by(User.id)
        .limit(NAMED)
    )
    return tuple(names)
