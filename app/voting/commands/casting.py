"""Casting a ballot: by the representative, or by a worker who reads the choice back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.database import lock
from app.people.models import Mandate
from app.voting.choices import Choices, read_choices
from app.voting.models import Ballot, RollEntry, Round, RoundOption

OWN_MODES = frozenset({"online", "hall"})
ASSISTED_MODES = frozenset({"hall", "home_visit", "phone", "paper"})


@dataclass(frozen=True)
class _Cast:
    """How a ballot came: its mode, and who entered it for the voter."""

    mode: str
    helper_id: int | None = None
    helper_role: str = ""


def cast_ballot(
    session: Session,
    actor: Actor,
    round: Round,
    choices: Mapping[str, Any],
    now: datetime,
    mode: str = "online",
) -> Ballot:
    """Cast one's own ballot, or change it before the close. The same ballot sent again changes nothing and
    gives the same answer, even after the close.

    Raises RuleViolation "round.not_open", "round.closed" (the closing second is already too late),
    "ballot.not_on_roll", "ballot.mode", "ballot.paper_final", and as read_choices.
    """
    if mode not in OWN_MODES:
        raise RuleViolation("ballot.mode", field="mode")
    _hold(session, round)
    entry = session.scalars(
        select(RollEntry)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(RollEntry.round_id == round.id, Mandate.user_id == actor.user_id)
    ).first()
    if entry is None:
        _require_open(round, now)
        raise RuleViolation("ballot.not_on_roll")
    return _put(session, actor, round, entry, choices, _Cast(mode), now)


def cast_for(
    session: Session,
    actor: Actor,
    round: Round,
    roll_entry: RollEntry,
    choices: Mapping[str, Any],
    mode: str,
    read_back: bool,
    now: datetime,
) -> Ballot:
    """Enter a voter's own choice for them: in the hall, at home, by phone or from paper. It is no proxy.

    The choice must have been read back to the voter. What voters cast with their own hand only their paper
    replaces. Raises as cast_ballot, and RuleViolation "ballot.read_back", "ballot.own_hand", "ballot.own_helper"
    (nobody helps themselves).
    """
    if mode not in ASSISTED_MODES:
        raise RuleViolation("ballot.mode", field="mode")
    if not read_back:
        raise RuleViolation("ballot.read_back", field="read_back")
    _hold(session, round)
    if roll_entry.round_id != round.id:
        raise RuleViolation("ballot.not_on_roll")
    voter = session.scalar(select(Mandate.user_id).where(Mandate.id == roll_entry.mandate_id))
    if actor.user_id is None or voter == actor.user_id:
        raise RuleViolation("ballot.own_helper")
    how = _Cast(mode, actor.user_id, Role.COMMUNITY_WORKER)
    return _put(session, actor, round, roll_entry, choices, how, now)


def _hold(session: Session, round: Round) -> None:
    """Hold the round for this transaction, shared with other voters, so that no close comes in between."""
    session.refresh(round, with_for_update={"read": True, "of": Round})


def _require_open(round: Round, now: datetime) -> None:
    if round.state in ("closed", "counted") or (round.state == "open" and now >= round.closes_at):
        raise RuleViolation("round.closed")
    if round.state != "open":
        raise RuleViolation("round.not_open")


def _put(
    session: Session,
    actor: Actor,
    round: Round,
    entry: RollEntry,
    marked: Mapping[str, Any],
    how: _Cast,
    now: datetime,
) -> Ballot:
    keys = session.scalars(
        select(RoundOption.key).where(RoundOption.round_id == round.id).order_by(RoundOption.position)
    ).all()
    choices = read_choices(round.kind, keys, marked)
    lock(session, entry)
    ballot = session.scalars(select(Ballot).where(Ballot.roll_entry_id == entry.id)).one_or_none()
    if ballot is not None and _same(ballot, choices, how):
        return ballot
    _require_open(round, now)
    if ballot is None:
        ballot = Ballot(round_id=round.id, roll_entry_id=entry.id, revision=0)
        session.add(ballot)
    elif how.mode != "paper":
        _require_replaceable(ballot, how)
    _write(ballot, choices, how, now)
    session.flush()
    audit.record(
        session,
        actor,
        "voting.cast_ballot",
        f"round:{round.slug}",
        now,
        mode=how.mode,
        revision=ballot.revision,
        helper=how.helper_role,
    )
    return ballot


def _require_replaceable(ballot: Ballot, how: _Cast) -> None:
    if ballot.mode == "paper":
        raise RuleViolation("ballot.paper_final")
    if ballot.assisted_by_id is None and how.helper_id is not None:
        raise RuleViolation("ballot.own_hand", field="mode")


def _same(ballot: Ballot, choices: Choices, how: _Cast) -> bool:
    return (ballot.choices, ballot.mode, ballot.assisted_by_id) == (choices, how.mode, how.helper_id)


def _write(ballot: Ballot, choices: Choices, how: _Cast, now: datetime) -> None:
    ballot.choices = choices
    ballot.mode = how.mode
    ballot.assisted_by_id = how.helper_id
    ballot.assisted_role = how.helper_role
    ballot.read_back = how.helper_id is not None
    ballot.revision += 1
    ballot.cast_at = now
