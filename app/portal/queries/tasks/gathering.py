"""Tasks before there is a project: imports, organisations, needs, questions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select

from app.domain.policy import Role
from app.fair.models import Offering, Question
from app.foundation.audit import AuditEntry
from app.foundation.imports import ImportBatch
from app.needs.models import Need
from app.organisations.models import Organisation
from app.people.models import User
from app.people.queries.opened import OPENING, TOLD, opened_by_others
from app.people.representatives_import import REPRESENTATIVES
from app.portal.queries.tasks.parts import Person, waits


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    desk = person.communities(Role.SECRETARY)
    if person.id is not None:
        yield _account_changes(person.id, person.now)
    if person.holds(Role.ADMINISTRATOR):
        yield _imports()
    elif desk:
        yield _imports().where(ImportBatch.area.in_(desk))
    if person.holds(Role.STREET_HANDLER):
        yield waits(
            "organisations.admit", Organisation.slug, Organisation.name, since=Organisation.applied_at
        ).where(Organisation.state == "applied")
    if desk:
        yield waits("needs.answer", Need.slug, Need.title, Need.community_id, since=Need.raised_at).where(
            Need.state == "open", Need.community_id.in_(desk)
        )
    if person.organisations:
        yield (
            waits(
                "fair.answer", Question.slug, Offering.title, Question.community_id, since=Question.asked_at
            )
            .join(Offering, Question.offering_id == Offering.id)
            .where(
                Question.answered_at.is_(None),
                Offering.state == "listed",
                Offering.organisation_id.in_(person.organisations),
            )
        )


def _account_changes(user_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """What somebody else did to one's account; it goes away with time, not by anybody's hand."""
    return (
        waits("people.account_changed", User.slug, User.username, since=AuditEntry.at)
        .join(AuditEntry, opened_by_others())
        .where(User.id == user_id, AuditEntry.action.in_(OPENING), AuditEntry.at > now - TOLD)
    )


def _imports() -> Select[*tuple[Any, ...]]:
    return waits(
        "people.import", ImportBatch.slug, ImportBatch.file_name, ImportBatch.area, since=ImportBatch.read_at
    ).where(
        ImportBatch.kind == REPRESENTATIVES.kind,
        ImportBatch.confirmed_at.is_(None),
        ImportBatch.content != "",
    )
