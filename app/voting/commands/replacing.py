"""Replacing a ballot that is cast: a worker asks, a second person or the voter agrees (两人经手).

Until then the ballot in force stays and counts. The second person compares the request with the paper or with the
voter, so they see what it says, once they have declared that they have either before them; that look is on record.
The ballot in force they do not see.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.database import lock
from app.foundation.two_hands import settle
from app.voting.choices import Choices
from app.voting.commands.ballots import (
    Hand,
    as_sent,
    held_ballot,
    hold,
    marked_choices,
    put,
    require_open,
    voter_id,
    waiting_for,
)
from app.voting.commands.casting import check_help
from app.voting.models import ANSWERS, REASONS, Ballot, Replacement, RollEntry, Round

SECOND_HANDS = (Role.COMMUNITY_WORKER, Role.SECRETARY)


def ask_to_replace(
    session: Session,
    actor: Actor,
    round: Round,
    roll_entry: RollEntry,
    choices: Mapping[str, Any],
    mode: str,
    read_back: bool,
    reason: str,
    now: datetime,
) -> Replacement:
    """Ask to replace a cast ballot by the voter's new choice, read back to them. ``reason`` is one of REASONS.

    Asked twice it has one effect. Whether the choices differ from the ballot's is not told: that would tell how
    the voter voted. Raises as cast_for, and RuleViolation "replacement.no_ballot", "replacement.reason",
    "replacement.waiting" (another request of this voter waits), "replacement.same" (just this is in force, by the
    actor's own entry).
    """
    check_help(session, actor, round, roll_entry, mode, read_back, now)
    if reason not in REASONS:
        raise RuleViolation("replacement.reason", field="reason")
    chosen = marked_choices(session, round, choices)
    ballot, waiting = held_ballot(session, roll_entry), waiting_for(session, roll_entry)
    require_open(round, now)
    if ballot is None:
        raise RuleViolation("replacement.no_ballot")
    if waiting is not None:
        if (waiting.asked_by_id, waiting.choices, waiting.mode) == (actor.user_id, chosen, mode):
            return waiting
        raise RuleViolation("replacement.waiting")
    if as_sent(ballot, chosen, Hand(mode, actor.user_id)):
        raise RuleViolation("replacement.same")
    request = Replacement(
        round_id=round.id,
        roll_entry_id=roll_entry.id,
        revision=ballot.revision,
        choices=chosen,
        mode=mode,
        read_back=read_back,
        reason=reason,
        asked_by_id=actor.user_id,
        asked_role=Role.COMMUNITY_WORKER,
        asked_at=now,
    )
    session.add(request)
    session.flush()
    _record(session, actor, "voting.ask_replacement", request, now)
    return request


def show_replacement(
    session: Session, actor: Actor, request: Replacement, compared: bool, now: datetime
) -> Choices:
    """What a request says, for the second person with paper or voter before them; the look is put on record.

    Raises RuleViolation as confirm_replacement.
    """
    _hold_waiting(session, request, now)
    _require_compared(compared)
    _require_second(session, actor, request)
    _record(session, actor, "voting.read_replacement", request, now)
    return request.choices


def confirm_replacement(
    session: Session, actor: Actor, request: Replacement, compared: bool, now: datetime
) -> Ballot:
    """Agree to a request, which puts its choices in force: another worker, the secretary, or the voter.

    Sent twice it has one effect. Raises RuleViolation "round.closed", "replacement.lapsed" (the voter has cast since),
    "replacement.compared" (not declared), "replacement.not_second" (no such post), and as settle:
    "two_hands.same_person", "state.wrong".
    """
    entry, ballot = _hold_entry(session, request)
    if request.state == "confirmed" and request.answered_by_id == actor.user_id:
        return ballot
    _require_waiting(session, request, now)
    _require_compared(compared)
    post = _require_second(session, actor, request)
    settle(session, actor, request, "confirm", now)
    request.answered_role, request.compared = post, True
    session.flush()
    hand = Hand(request.mode, request.asked_by_id, request.asked_role)
    ballot = put(session, entry, ballot, request.choices, hand, now)
    _record(session, actor, "voting.confirm_replacement", request, now, second=post)
    return ballot


def refuse_replacement(
    session: Session, actor: Actor, request: Replacement, answer: str, now: datetime
) -> Replacement:
    """Say no: the ballot stays. ``answer`` is one of ANSWERS. Raises RuleViolation "replacement.answer" and as
    confirm_replacement.
    """
    _hold_waiting(session, request, now)
    post = _require_second(session, actor, request)
    if answer not in ANSWERS:
        raise RuleViolation("replacement.answer", field="answer")
    settle(session, actor, request, "refuse", now, answer)
    request.answered_role = post
    _record(session, actor, "voting.refuse_replacement", request, now, second=post)
    return request


def withdraw_replacement(session: Session, actor: Actor, request: Replacement, now: datetime) -> Replacement:
    """Take one's own request back. Raises RuleViolation "two_hands.not_asker" and as confirm_replacement."""
    _hold_waiting(session, request, now)
    settle(session, actor, request, "withdraw", now)
    request.answered_role = request.asked_role
    _record(session, actor, "voting.withdraw_replacement", request, now)
    return request


def _hold_entry(session: Session, request: Replacement) -> tuple[RollEntry, Ballot]:
    """Hold round, entry and request in the order of every command here, so that none waits in a circle."""
    hold(session, session.get_one(Round, request.round_id))
    entry = session.get_one(RollEntry, request.roll_entry_id)
    ballot = held_ballot(session, entry)
    lock(session, request)
    if ballot is None:
        raise RuleViolation("replacement.no_ballot")
    return entry, ballot


def _hold_waiting(session: Session, request: Replacement, now: datetime) -> None:
    _hold_entry(session, request)
    _require_waiting(session, request, now)


def _require_waiting(session: Session, request: Replacement, now: datetime) -> None:
    require_open(session.get_one(Round, request.round_id), now)
    if request.lapsed:
        raise RuleViolation("replacement.lapsed")


def _require_compared(compared: bool) -> None:
    if not compared:
        raise RuleViolation("replacement.compared", field="compared")


def _require_second(session: Session, actor: Actor, request: Replacement) -> str:
    """The post in which the actor answers: the voter's own, or that of a second hand of the community."""
    if actor.user_id is not None and actor.user_id == request.asked_by_id:
        raise RuleViolation("two_hands.same_person")
    entry = session.get_one(RollEntry, request.roll_entry_id)
    if actor.user_id is not None and voter_id(session, entry) == actor.user_id:
        return Role.REPRESENTATIVE
    community = entry.round.community_id
    for role in SECOND_HANDS:
        if community in actor.communities(role):
            return role
    raise RuleViolation("replacement.not_second")


def _record(
    session: Session, actor: Actor, action: str, request: Replacement, now: datetime, **more: object
) -> None:
    entry = session.get_one(RollEntry, request.roll_entry_id)
    audit.record(
        session,
        actor,
        action,
        f"round:{entry.round.slug}",
        now,
        number=entry.number,
        mode=request.mode,
        revision=request.revision,
        helper=request.asked_role,
        reason=request.reason,
        **more,
    )
