"""Tasks of a proposal: its draft, its review, its hearing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select

from app.domain.policy import Role
from app.portal.queries.tasks.parts import Column, Person, waits
from app.proposals.models import Proposal
from app.proposals.queries.makers import in_the_hands_of

TO_REVISE = ("returned", "objection_upheld")


def sources(person: Person) -> Iterator[Select[*tuple[Any, ...]]]:
    """What a person of this stage has to do."""
    if person.holds(Role.ORGANISATION_MEMBER, Role.REPRESENTATIVE):
        mine = in_the_hands_of(person.actor)
        yield _in_state("proposals.revise", *TO_REVISE).where(mine)
        yield _in_state("proposals.submit", "draft").where(mine)
    if person.holds(Role.REVIEWER):
        yield _in_state("proposals.review", "under_review", since=Proposal.submitted_at).where(
            person.not_of_mine(Proposal.organisation_id)
        )
    if desk := person.communities(Role.SECRETARY):
        yield _in_state("proposals.hear", "deliberating").where(Proposal.community_id.in_(desk))


def _in_state(kind: str, *states: str, since: Column = Proposal.changed_at) -> Select[*tuple[Any, ...]]:
    return waits(kind, Proposal.slug, Proposal.title, Proposal.community_id, since=since).where(
        Proposal.state.in_(states)
    )
