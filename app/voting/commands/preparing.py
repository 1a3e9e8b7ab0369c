"""Preparing a round: what is asked, among what, by which rules. All of it can still be changed or dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.council.models import Meeting, Topic
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.fair.models import Offering
from app.foundation import audit
from app.foundation.database import lock
from app.funds.models import Fund
from app.proposals.models import Proposal
from app.street import queries as street
from app.street.models import Community
from app.voting.manifest import allocation_rules, offered_rule, resolution_rules
from app.voting.models import Round, RoundOption


@dataclass(frozen=True)
class NewOption:
    """One line of an allocation ballot; ``cost_fen`` in fen, ``key`` its number on the paper."""

    title: str
    cost_fen: int
    key: str | None = None
    note: str = ""
    proposal: Proposal | None = None
    offering: Offering | None = None


@dataclass(frozen=True)
class NewAllocation:
    """``amount_fen`` to share among ``options``. With a ``fund`` the amount must be free there on opening.

    ``utility`` and ``completion`` matter where ``rule`` is "equal-shares".
    """

    title: str
    amount_fen: int
    options: Sequence[NewOption]
    rule: str
    tie_rule: Sequence[str]
    closes_at: datetime
    code: str | None = None
    fund: Fund | None = None
    early_close: bool = field(default=False)
    utility: str = "cost"
    completion: str = "none"


def prepare_resolution_round(
    session: Session,
    actor: Actor,
    meeting: Meeting,
    closes_at: datetime,
    now: datetime,
    *,
    early_close: bool = False,
) -> Round:
    """Prepare the vote on every topic of a held meeting that still awaits one.

    ``early_close`` lets the secretary close before the time with a reason. Raises RuleViolation
    "round.meeting_not_held", "round.exists", "round.no_options", "round.closes_in_past".
    """
    lock(session, meeting)
    if meeting.state != "held":
        raise RuleViolation("round.meeting_not_held")
    same = select(Round.id).where(Round.meeting_id == meeting.id, Round.state != "cancelled")
    if session.scalars(same).first() is not None:
        raise RuleViolation("round.exists")
    topics = session.scalars(
        select(Topic)
        .where(Topic.meeting_id == meeting.id)
        .options(joinedload(Topic.proposal), joinedload(Topic.question))
        .order_by(Topic.position)
    )
    undecided = [topic for topic in topics if topic.undecided]
    row = Round(
        kind="resolution",
        community_id=meeting.community_id,
        meeting_id=meeting.id,
        title=meeting.title,
        rules=resolution_rules(meeting.quorum_rule, meeting.majority_rule, meeting.rule_sources, early_close),
        closes_at=closes_at,
    )
    options = [_of_topic(topic, number) for number, topic in enumerate(undecided, start=1)]
    return _add(session, actor, row, options, now)


def _of_topic(topic: Topic, number: int) -> NewOption:
    """A proposal under its own number, or a question about one with its reason."""
    proposal, question = topic.proposal, topic.question
    if question is not None:
        return NewOption(question.title, question.amount_fen, str(number), question.reason, proposal)
    code = proposal.code if proposal is not None else None
    return NewOption(topic.title, topic.amount_fen or 0, code or str(number), proposal=proposal)


def prepare_allocation_round(
    session: Session, actor: Actor, community: Community, new: NewAllocation, now: datetime
) -> Round:
    """Prepare an approval ballot that shares an amount among options.

    Raises RuleViolation "round.title", "round.amount", "round.no_options", "round.option_title",
    "round.option_cost", "round.option_key" (twice), "round.rule", "round.utility", "round.completion",
    "round.ties", "round.closes_in_past", "round.other_fund".
    """
    if not new.title.strip():
        raise RuleViolation("round.title", field="title")
    if new.amount_fen <= 0:
        raise RuleViolation("round.amount", field="amount")
    if new.fund is not None and new.fund.community_id != community.id:
        raise RuleViolation("round.other_fund", field="fund")
    settings = street.rules(session, community.id)
    sources = {key: settings.sources[key] for key in ("quorum", "tie_rule")}
    row = Round(
        code=new.code,
        kind="allocation",
        community_id=community.id,
        fund_id=None if new.fund is None else new.fund.id,
        title=new.title.strip(),
        amount_fen=new.amount_fen,
        rules=allocation_rules(
            offered_rule(new.rule, new.utility, new.completion),
            new.tie_rule,
            settings.quorum.to_setting(),
            sources,
            new.early_close,
        ),
        closes_at=new.closes_at,
    )
    return _add(session, actor, row, new.options, now)


def _add(session: Session, actor: Actor, row: Round, options: Sequence[NewOption], now: datetime) -> Round:
    if row.closes_at <= now:
        raise RuleViolation("round.closes_in_past", field="closes_on")
    _check_options(options)
    row.prepared_by_id = actor.user_id
    session.add(row)
    session.flush()
    session.add_all(_option(row, number, option) for number, option in enumerate(options, start=1))
    session.flush()
    audit.record(
        session, actor, "voting.prepare_round", f"round:{row.slug}", now, kind=row.kind, options=len(options)
    )
    return row


def _check_options(options: Sequence[NewOption]) -> None:
    if not options:
        raise RuleViolation("round.no_options", field="options")
    if any(not option.title.strip() for option in options):
        raise RuleViolation("round.option_title", field="options")
    if any(option.cost_fen <= 0 for option in options):
        raise RuleViolation("round.option_cost", field="options")
    keys = [option.key for option in options if option.key]
    if len(set(keys)) != len(keys):
        raise RuleViolation("round.option_key", field="options")


def _option(row: Round, number: int, option: NewOption) -> RoundOption:
    detail: dict[str, Any] = {"note": option.note.strip()} if option.note.strip() else {}
    subject = option.proposal or option.offering
    if subject is not None and subject.directory_item is not None:
        detail["categories"] = [subject.directory_item.category]
    return RoundOption(
        round_id=row.id,
        position=number,
        key=option.key or str(number),
        title=option.title.strip(),
        cost_fen=option.cost_fen,
        proposal_id=None if option.proposal is None else option.proposal.id,
        offering_id=None if option.offering is None else option.offering.id,
        detail=detail,
    )
