"""Tasks of public notice: results to publish, objections to answer, notices to end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, exists

from app.contracts.models import Contract
from app.domain.policy import Role
from app.foundation.withholding import TWO_HANDED, WithholdingRequest
from app.notices.models import Notice, Objection
from app.portal.queries.tasks.parts import Person, waits
from app.proposals.models import Proposal


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do: results are the secretary's, contracts and acceptances the street's."""
    if desk := person.communities(Role.SECRETARY):
        yield waits(
            "notices.publish", Proposal.slug, Proposal.title, Proposal.community_id, since=Proposal.changed_at
        ).where(Proposal.state == "resolved", Proposal.community_id.in_(desk))
        yield from _running(person, Notice.kind == "result", Notice.community_id.in_(desk))
    if person.holds(Role.STREET_HANDLER):
        yield _to_confirm(person)
    elif near := person.communities(Role.SECRETARY, Role.SUPERVISOR):
        yield _to_confirm(person, Notice.community_id.in_(near))
    if person.holds(Role.STREET_HANDLER):
        announced = exists().where(Notice.kind == "contract", Notice.subject_ref == Contract.slug)
        yield waits("notices.announce", Contract.slug, Contract.title, since=Contract.signed_on).where(
            Contract.state == "signed", ~announced
        )
        yield from _running(person, Notice.kind != "result")


def _to_confirm(person: Person, *mine: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Somebody else asks that an objection or its answer be withheld."""
    return (
        waits(
            "notices.confirm_withholding",
            WithholdingRequest.slug,
            Notice.title,
            Notice.community_id,
            since=WithholdingRequest.asked_at,
        )
        .join(Objection, Objection.id == WithholdingRequest.subject_id)
        .join(Notice, Notice.id == Objection.notice_id)
        .where(
            WithholdingRequest.kind.in_(TWO_HANDED),
            WithholdingRequest.state == "waiting",
            WithholdingRequest.asked_by_id != person.id,
            *mine,
        )
    )


def _running(person: Person, *mine: ColumnElement[bool]) -> Iterator[Select[*tuple[Any, ...]]]:
    unanswered = Objection.answered_at.is_(None)
    yield (
        waits(
            "notices.answer",
            Objection.slug,
            Notice.title,
            Notice.community_id,
            since=Objection.raised_at,
            due=Objection.due_on,
        )
        .join(Notice, Objection.notice_id == Notice.id)
        .where(Notice.state == "posted", unanswered, *mine)
    )
    yield waits(
        "notices.end",
        Notice.slug,
        Notice.title,
        Notice.community_id,
        since=Notice.starts_on,
        due=Notice.ends_on,
    ).where(
        Notice.state == "posted",
        Notice.ends_on < person.today,
        ~exists().where(Objection.notice_id == Notice.id, unanswered),
        *mine,
    )
