"""Recognition by street and communities (三方认定); the representatives' is taken from their resolutions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.chain import missing_recognitions
from app.contracts.commands.separation import take_step
from app.contracts.models import Contract, Recognition
from app.domain.errors import RuleViolation
from app.domain.lifecycle import CONTRACT, fire
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.street.models import Community


def recognise_for_street(
    session: Session,
    actor: Actor,
    contract: Contract,
    opinion: str,
    now: datetime,
    seen_revision: int | None = None,
) -> Recognition:
    """The street recognises the plan.

    ``seen_revision`` is the text that was read. Raises RuleViolation "state.wrong", "form.stale",
    "recognition.given", "recognition.opinion", and as take_step (who prepared it does not recognise it).
    """
    return _recognise(session, actor, contract, None, opinion, now, seen_revision)


def recognise_for_community(
    session: Session,
    actor: Actor,
    contract: Contract,
    community: Community,
    opinion: str,
    now: datetime,
    seen_revision: int | None = None,
) -> Recognition:
    """A community's delegate recognises the plan for the community.

    Raises RuleViolation as recognise_for_street, "recognition.no_part" when the community buys nothing in it.
    """
    if community.id not in contract.scope.community_ids:
        raise RuleViolation("recognition.no_part")
    return _recognise(session, actor, contract, community, opinion, now, seen_revision)


def _recognise(
    session: Session,
    actor: Actor,
    contract: Contract,
    community: Community | None,
    opinion: str,
    now: datetime,
    seen_revision: int | None,
) -> Recognition:
    lock(session, contract)
    session.expire(contract, ["recognitions"])
    party = "street" if community is None else "community"
    if contract.state != "recognition":
        raise RuleViolation("state.wrong", state=contract.state, action="recognise")
    if seen_revision is not None and seen_revision != contract.revision:
        raise RuleViolation("form.stale")
    if not opinion.strip():
        raise RuleViolation("recognition.opinion", field="opinion")
    _check_open(contract, party, None if community is None else community.id)
    take_step(session, actor, contract, "recogniser" if community is None else "delegate", now)
    row = Recognition(
        party=party,
        community_id=None if community is None else community.id,
        user_id=actor.user_id,
        opinion=opinion.strip(),
        recognised_on=local_date(now),
    )
    contract.recognitions.append(row)
    if not missing_recognitions(contract):
        contract.state = fire(CONTRACT, contract.state, "recognise")
    session.flush()
    audit.record(
        session,
        actor,
        f"contracts.recognise_for_{party}",
        f"contract:{contract.slug}",
        now,
        community=None if community is None else community.slug,
        revision=contract.revision,
    )
    return row


def _check_open(contract: Contract, party: str, community_id: int | None) -> None:
    if any((row.party, row.community_id) == (party, community_id) for row in contract.recognitions):
        raise RuleViolation("recognition.given")
