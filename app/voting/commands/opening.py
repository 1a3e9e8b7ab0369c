"""Opening a round: rules, options and roll freeze, and the money asked for must be there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.council.models import Attendance, FurtherQuestion, Meeting, MeetingRollEntry, Topic
from app.council.shares import stands
from app.domain.errors import RuleViolation
from app.domain.lifecycle import ROUND, fire
from app.domain.money import format_yuan
from app.domain.policy import Actor
from app.foundation import audit
from app.foundation.clock import local_date
from app.foundation.database import lock
from app.funds.models import Fund
from app.people.queries import mandates_on
from app.proposals.models import Proposal
from app.voting.manifest import digest, freeze, roll_hash
from app.voting.models import RollEntry, Round, RoundOption
from app.voting.wishes import wishes_of

Voter = tuple[int, str, str, str]
"""Mandate id, code, name, stairwell."""


def open_round(session: Session, actor: Actor, round: Round, now: datetime) -> Round:
    """Open a prepared round and freeze its rules with their SHA-256.

    Voters on resolutions are those recorded present, in a mode that counts towards the quorum; on an allocation,
    whoever holds a mandate today. Raises RuleViolation "state.wrong", "round.closes_in_past", "round.no_voters",
    "round.option_state" (no longer awaiting a vote), "round.option_taken" (in another open round),
    "round.over_fund" (with what other open rounds ask of the same fund, more than is free), "wish.min_roll" (more
    votes asked for than there are voters).
    """
    lock(session, round)
    target = fire(ROUND, round.state, "open")
    if round.closes_at <= now:
        raise RuleViolation("round.closes_in_past", field="closes_on")
    options = session.scalars(
        select(RoundOption).where(RoundOption.round_id == round.id).order_by(RoundOption.position)
    ).all()
    _check_proposals(session, round, options)
    _check_funds(session, round)
    voters = _roll(session, round, now)
    if not voters:
        raise RuleViolation("round.no_voters")
    least = wishes_of(round.rules).min_votes
    if least > len(voters):
        raise RuleViolation("wish.min_roll", least=least, voters=len(voters))
    session.add_all(voters)
    session.flush()
    _freeze(round, options, voters)
    round.state, round.opened_at = target, now
    session.flush()
    audit.record(
        session,
        actor,
        "voting.open_round",
        f"round:{round.slug}",
        now,
        rules=round.rules_hash,
        voters=len(voters),
    )
    return round


def _freeze(round: Round, options: Sequence[RoundOption], voters: Sequence[RollEntry]) -> None:
    roll: dict[str, object] = {
        "size": len(voters),
        "voters": len(voters),
        "hash": roll_hash((entry.number, entry.code, entry.name) for entry in voters),
    }
    if round.meeting is not None:
        roll |= {"size": round.meeting.roll_size, "present": round.meeting.present}
    round.rules = freeze(
        round.rules,
        question=round.title,
        kind=round.kind,
        mode=round.mode,
        amount_fen=round.amount_fen,
        options=[_frozen(option) for option in options],
        closes_at=round.closes_at,
        roll=roll,
    )
    round.rules_hash, round.voters = digest(round.rules), len(voters)


def _frozen(option: RoundOption) -> dict[str, Any]:
    areas = {name: value for name, value in option.detail.items() if name in ("zone", "categories")}
    return {"key": option.key, "title": option.title, "cost_fen": option.cost_fen, **areas}


def cancel_round(session: Session, actor: Actor, round: Round, now: datetime) -> Round:
    """Drop a round that has not opened. Raises RuleViolation "state.wrong"."""
    lock(session, round)
    round.state = fire(ROUND, round.state, "cancel")
    audit.record(session, actor, "voting.cancel_round", f"round:{round.slug}", now)
    return round


def _roll(session: Session, round: Round, now: datetime) -> list[RollEntry]:
    rows = _mandates(session, round, now) if round.meeting is None else _present(session, round.meeting)
    return [
        RollEntry(round_id=round.id, number=number, mandate_id=mandate, code=code, name=name, note=note)
        for number, (mandate, code, name, note) in enumerate(rows, start=1)
    ]


def _mandates(session: Session, round: Round, now: datetime) -> Sequence[Voter]:
    mandates = mandates_on(session, round.community_id or 0, local_date(now))
    return [(each.id, each.code, each.name, each.stairwell) for each in mandates]


def _present(session: Session, meeting: Meeting) -> Sequence[Voter]:
    rows = session.execute(
        select(
            MeetingRollEntry.mandate_id, MeetingRollEntry.code, MeetingRollEntry.name, MeetingRollEntry.note
        )
        .join(
            Attendance,
            (Attendance.meeting_id == MeetingRollEntry.meeting_id)
            & (Attendance.mandate_id == MeetingRollEntry.mandate_id),
        )
        .where(
            MeetingRollEntry.meeting_id == meeting.id,
            Attendance.mode.in_(meeting.counting_modes),
            stands(meeting),
        )
        .order_by(MeetingRollEntry.code)
    )
    return [(row.mandate_id, row.code, row.name, row.note) for row in rows]


def _asks_again() -> ColumnElement[bool]:
    """The option is a question about a project passed before: it waits for no first vote and takes no money."""
    return (
        select(Topic.id)
        .where(
            Topic.meeting_id == Round.meeting_id,
            Topic.proposal_id == RoundOption.proposal_id,
            Topic.question_id.is_not(None),
        )
        .correlate(Round, RoundOption)
        .exists()
    )


def _check_questions(session: Session, round: Round) -> list[int]:
    """The ids of the proposals that the round asks about again; each question must still be open."""
    rows = session.scalars(
        select(FurtherQuestion)
        .join(Topic, Topic.question_id == FurtherQuestion.id)
        .join(RoundOption, RoundOption.proposal_id == Topic.proposal_id)
        .where(Topic.meeting_id == round.meeting_id, RoundOption.round_id == round.id)
    ).all()
    for question in rows:
        if question.state != "open":
            raise RuleViolation("round.option_state", title=question.title)
    return [question.proposal_id for question in rows]


def _check_proposals(session: Session, round: Round, options: Sequence[RoundOption]) -> None:
    asked = _check_questions(session, round)
    ids = sorted(
        option.proposal_id
        for option in options
        if option.proposal_id is not None and option.proposal_id not in asked
    )
    for proposal in session.scalars(select(Proposal).where(Proposal.id.in_(ids)).order_by(Proposal.id)):
        if lock(session, proposal).state != "awaiting_vote":
            raise RuleViolation("round.option_state", title=proposal.title)
    taken = session.scalars(
        select(RoundOption.title)
        .join(Round, RoundOption.round_id == Round.id)
        .where(Round.state == "open", Round.id != round.id, RoundOption.proposal_id.in_(ids))
    ).first()
    if taken is not None:
        raise RuleViolation("round.option_taken", title=taken)


def _check_funds(session: Session, round: Round) -> None:
    asked = _asked(session, round)
    for fund in session.scalars(select(Fund).where(Fund.id.in_(asked)).order_by(Fund.id)).all():
        lock(session, fund)
        others = _asked_elsewhere(session, round, fund)
        if asked[fund.id] + others > fund.free_fen:
            raise RuleViolation(
                "round.over_fund",
                asked=format_yuan(asked[fund.id]),
                others=format_yuan(others),
                free=format_yuan(fund.free_fen),
                free_fen=fund.free_fen,
            )


def _asked(session: Session, round: Round) -> Counter[int]:
    """Fen the round may take from each fund: all options of a resolution, the whole amount of an allocation."""
    if not round.is_resolution:
        return Counter({round.fund_id: round.amount_fen} if round.fund_id is not None else {})
    asked: Counter[int] = Counter()
    rows = session.execute(
        select(Proposal.fund_id, RoundOption.cost_fen)
        .join(RoundOption, RoundOption.proposal_id == Proposal.id)
        .join(Round, RoundOption.round_id == Round.id)
        .where(RoundOption.round_id == round.id, ~_asks_again())
    )
    for fund_id, cost_fen in rows:
        asked[fund_id] += cost_fen
    return asked


def _asked_elsewhere(session: Session, round: Round, fund: Fund) -> int:
    by_options = session.scalar(
        select(func.coalesce(func.sum(RoundOption.cost_fen), 0))
        .join(Round, RoundOption.round_id == Round.id)
        .join(Proposal, RoundOption.proposal_id == Proposal.id)
        .where(
            Round.state == "open",
            Round.kind == "resolution",
            Round.id != round.id,
            Proposal.fund_id == fund.id,
            ~_asks_again(),
        )
    )
    by_amount = session.scalar(
        select(func.coalesce(func.sum(Round.amount_fen), 0)).where(
            Round.state == "open", Round.kind == "allocation", Round.id != round.id, Round.fund_id == fund.id
        )
    )
    return int(by_options or 0) + int(by_amount or 0)
