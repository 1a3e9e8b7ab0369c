"""Tasks before there is a project: imports, organisations, needs, questions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists
from sqlalchemy.orm import aliased

from app.domain.policy import Role
from app.fair.models import Offering, Question
from app.foundation.audit import AuditEntry
from app.foundation.imports import ImportBatch
from app.needs.models import Need
from app.organisations.models import AccountChange, Organisation
from app.people.models import Appointment, User
from app.people.queries.opened import OPENING, TOLD, opened_by_others
from app.people.representatives_import import REPRESENTATIVES
from app.portal.queries.tasks.parts import ANSWER_SHOWN, Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    desk = person.communities(Role.SECRETARY)
    if person.id is not None:
        yield _told("people.account_changed", OPENING, person.id, person.now)
        yield _told("people.mandate_ended", ("people.end_mandate",), person.id, person.now)
    yield from _appointments(person)
    if person.holds(Role.ADMINISTRATOR):
        yield _imports()
    elif desk:
        yield _imports().where(ImportBatch.area.in_(desk))
    if person.holds(Role.STREET_HANDLER):
        yield waits(
            "organisations.admit", Organisation.slug, Organisation.name, since=Organisation.applied_at
        ).where(Organisation.state == "applied")
    yield from _accounts(person)
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


def _accounts(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """Payees' accounts: to register, to check, to confirm; and what became of a request."""
    if person.holds(Role.STREET_HANDLER):
        yield _waiting_change(person, "organisations.check_account").where(
            AccountChange.checked_by_id.is_(None)
        )
    if person.holds(Role.REVIEWER):
        yield _waiting_change(person, "organisations.confirm_account").where(
            AccountChange.checked_by_id != person.id
        )
    if person.organisations:
        yield _changes("organisations.read_answer").where(
            AccountChange.organisation_id.in_(person.organisations),
            AccountChange.state.in_(("confirmed", "refused")),
            AccountChange.answered_at > person.now - ANSWER_SHOWN,
        )
        wanted = exists().where(
            Proposal.organisation_id == Organisation.id,
            Proposal.state.in_(("on_notice", "awaiting_contract")),
        )
        yield waits("organisations.bank", Organisation.slug, Organisation.name).where(
            Organisation.id.in_(person.organisations),
            Organisation.bank_account == "",
            ~Organisation.account_bound,
            wanted,
        )


def _waiting_change(person: Person, kind: str) -> Select[*tuple[Any, ...]]:
    """Requests in which the person has no part of their own."""
    return _changes(kind).where(
        AccountChange.state == "waiting",
        AccountChange.asked_by_id != person.id,
        person.not_of_mine(AccountChange.organisation_id),
    )


def _changes(kind: str) -> Select[*tuple[Any, ...]]:
    return waits(kind, AccountChange.slug, Organisation.name, since=AccountChange.asked_at).join(
        Organisation, AccountChange.organisation_id == Organisation.id
    )


def _told(kind: str, actions: Sequence[str], user_id: int, now: datetime) -> Select[*tuple[Any, ...]]:
    """What somebody else did to one's account; it goes away with time, not by anybody's hand."""
    return (
        waits(kind, User.slug, User.username, since=AuditEntry.at)
        .join(AuditEntry, opened_by_others())
        .where(User.id == user_id, AuditEntry.action.in_(actions), AuditEntry.at > now - TOLD)
    )


def _appointments(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """Posts that somebody else asked for, to confirm; a refusal, to read, until the post is asked for again."""
    if person.holds(Role.ADMINISTRATOR, Role.APPROVER):
        yield _asked("people.confirm_appointment").where(
            Appointment.state == "waiting",
            Appointment.asked_by_id != person.id,
            Appointment.user_id != person.id,
        )
    if person.holds(Role.ADMINISTRATOR):
        newer = aliased(Appointment)
        again = exists().where(newer.user_id == Appointment.user_id, newer.id > Appointment.id)
        yield _asked("people.mend_appointment").where(
            Appointment.state == "refused",
            Appointment.asked_by_id == person.id,
            Appointment.answered_at > person.now - ANSWER_SHOWN,
            ~again,
        )


def _asked(kind: str) -> Select[*tuple[Any, ...]]:
    return waits(
        kind, Appointment.slug, User.display_name, Appointment.community_id, since=Appointment.asked_at
    ).join(User, Appointment.user_id == User.id)


def _imports() -> Select[*tuple[Any, ...]]:
    return waits(
        "people.import", ImportBatch.slug, ImportBatch.file_name, ImportBatch.area, since=ImportBatch.read_at
    ).where(
        ImportBatch.kind == REPRESENTATIVES.kind,
        ImportBatch.confirmed_at.is_(None),
        ImportBatch.content != "",
    )
