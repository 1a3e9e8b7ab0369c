"""Recognition by street and communities (三方认定); the representatives' is taken from their resolutions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.contracts.chain import Subject, longer_parts
from app.contracts.commands.stepping import hold, take_recognition
from app.contracts.models import Amendment, AmendmentRecognition, Contract, Recognition
from app.contracts.terms import term_months
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.street.models import Community


def recognise_for_street(
    session: Session,
    actor: Actor,
    subject: Subject,
    opinion: str,
    now: datetime,
    seen_revision: int | None = None,
) -> Recognition | AmendmentRecognition:
    """The street recognises a plan, or a supplement to one.

    ``seen_revision`` is the text that was read. Raises RuleViolation "state.wrong", "form.stale",
    "recognition.given", "recognition.opinion", and as take_step (who prepared it does not recognise it).
    """
    _hold(session, subject, seen_revision)
    return take_recognition(session, actor, subject, None, opinion, now)


def recognise_for_community(
    session: Session,
    actor: Actor,
    subject: Subject,
    community: Community,
    opinion: str,
    now: datetime,
    seen_revision: int | None = None,
    *,
    longer_term: bool = False,
) -> Recognition | AmendmentRecognition:
    """A community's delegate recognises the plan, or the supplement, for the community.

    ``longer_term`` says that the delegate means the term longer than was voted too, where the street's setting
    leaves that to the delegate. Raises RuleViolation as recognise_for_street, "recognition.no_part" when the
    community buys nothing in it, "recognition.longer_term" when that is not said.
    """
    if community.id not in subject.scope.community_ids:
        raise RuleViolation("recognition.no_part")
    _hold(session, subject, seen_revision)
    if isinstance(subject, Amendment):
        return take_recognition(session, actor, subject, community, opinion, now)
    months = asked_term(subject, community)
    if months is not None and not longer_term:
        raise RuleViolation("recognition.longer_term", field="longer_term", months=months)
    return take_recognition(session, actor, subject, community, opinion, now, term_months=months)


def asked_term(contract: Contract, community: Community) -> int | None:
    """The longer term in months that a community's delegate is asked to recognise; ``None`` when none is."""
    if contract.longer_term_by != "delegate":
        return None
    longer = [part for part in longer_parts(contract) if part.proposal.community_id == community.id]
    return term_months(contract.starts_on, contract.ends_on) if longer else None


def _hold(session: Session, subject: Subject, seen_revision: int | None) -> None:
    hold(session, subject)
    if subject.state != "recognition":
        raise RuleViolation("state.wrong", state=subject.state, action="recognise")
    if seen_revision is not None and seen_revision != subject.revision:
        raise RuleViolation("form.stale")
