"""Whose score a worker records: one person once, known by keys, shown by a mask."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.delivery.models import Evaluation, EvaluationAnswer, EvaluationRespondent
from app.domain.errors import RuleViolation
from app.domain.households import mask_household, normalise_household
from app.domain.names import mask_phone, normalise_phone
from app.foundation.keyed import keyed
from app.people.models import Mandate, Membership, User
from app.people.respondents import Respondent, folded_phone

REPRESENTATIVE, PHONE, HOUSEHOLD = "representative", "phone", "household"


@dataclass(frozen=True)
class Known:
    """A respondent made recognisable: ``kind`` and ``shown`` are for the desk, ``keys`` for the rule.

    ``user_ids`` are the accounts that are certainly or possibly the same person's.
    """

    kind: str
    shown: str
    keys: frozenset[str]
    user_ids: frozenset[int]


def recognise(session: Session, evaluation: Evaluation, who: Respondent, today: date) -> Known:
    """All the keys by which the database may know the person. Raises RuleViolation "evaluation.respondent" (nobody
    named), "evaluation.respondent_elsewhere" (no seat in this community today), "phone.format", "household.format".
    """
    phone = normalise_phone(who.phone, landline=True) if who.phone.strip() else ""
    household = normalise_household(who.household) if who.household.strip() else ""
    if who.mandate is not None:
        _require_seated(evaluation, who.mandate, today)
    elif not phone and not household:
        raise RuleViolation("evaluation.respondent", field="phone")
    users = _accounts(session, who.mandate, phone)
    kind, shown = _shown(who.mandate, phone, household)
    names = [*_names(users), *([f"{PHONE} {phone}"] if phone else [])]
    names += [f"{HOUSEHOLD} {household}"] if household else []
    return Known(kind, shown, _keys(evaluation, names), frozenset(user.id for user in users))


def keys_of_account(session: Session, evaluation: Evaluation, user_id: int | None) -> frozenset[str]:
    """The keys by which somebody who answers from their own account may have been recorded before."""
    return _keys(evaluation, _names([session.get_one(User, user_id)]))


def belongs_to(session: Session, user_ids: Iterable[int], organisation_id: int, today: date) -> bool:
    """Whether one of these accounts belongs to an organisation today."""
    found = select(Membership.id).where(
        Membership.user_id.in_(list(user_ids)),
        Membership.organisation_ref == organisation_id,
        Membership.starts_on <= today,
        or_(Membership.ends_on.is_(None), Membership.ends_on >= today),
    )
    return session.scalars(found).first() is not None


def answers_under(
    session: Session, evaluation: Evaluation, keys: Iterable[str]
) -> Sequence[EvaluationAnswer]:
    """The answers that stand under any of these keys."""
    return session.scalars(
        select(EvaluationAnswer)
        .join(EvaluationRespondent, EvaluationRespondent.answer_id == EvaluationAnswer.id)
        .where(
            EvaluationRespondent.evaluation_id == evaluation.id, EvaluationRespondent.key.in_(sorted(keys))
        )
        .distinct()
    ).all()


def _require_seated(evaluation: Evaluation, mandate: Mandate, today: date) -> None:
    if (
        mandate.community_id != evaluation.proposal.community_id
        or not mandate.starts_on <= today <= mandate.ends_on
    ):
        raise RuleViolation("evaluation.respondent_elsewhere", field="representative")


def _accounts(session: Session, mandate: Mandate | None, phone: str) -> Sequence[User]:
    mine = User.id == (None if mandate is None else mandate.user_id)
    same = User.phone == phone if phone else User.id.is_(None)
    return session.scalars(select(User).where(or_(mine, same)).order_by(User.id)).all()


def _shown(mandate: Mandate | None, phone: str, household: str) -> tuple[str, str]:
    if mandate is not None:
        return REPRESENTATIVE, mandate.code
    return (PHONE, mask_phone(phone)) if phone else (HOUSEHOLD, mask_household(household))


def _names(users: Iterable[User]) -> Iterator[str]:
    for user in users:
        yield f"account {user.id}"
        if user.phone:
            yield f"{PHONE} {folded_phone(user.phone)}"


def _keys(evaluation: Evaluation, names: Iterable[str]) -> frozenset[str]:
    """Keys of this evaluation alone, so that nobody can follow a person from one to the next."""
    return frozenset(keyed(f"respondent of {evaluation.slug}", name) for name in names)
