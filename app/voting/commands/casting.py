"""Casting a ballot: by the representative, or the first one by a worker who reads the choice back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import Actor, Role
from app.foundation import audit
from app.foundation.clock import local_date
from app.people.models import Mandate
from app.voting.commands.ballots import (
    Hand,
    as_sent,
    held_ballot,
    hold,
    lapse,
    marked_choices,
    put,
    require_open,
    takes_ballots,
    voter_id,
    waiting_for,
)
from app.voting.models import ASSISTED_MODES, Ballot, RollEntry, Round

OWN_MODES = frozenset({"online", "hall"})


def cast_ballot(
    session: Session,
    actor: Actor,
    round: Round,
    choices: Mapping[str, Any],
    now: datetime,
    mode: str = "online",
) -> Ballot:
    """Cast one's own ballot, or change it before the close, whoever entered the one there is.

    One's own hand counts at once: a worker's entry is overruled, a request to replace lapses. The same ballot sent
    again changes nothing and gives the same answer, even after the close.

    Raises RuleViolation "round.not_open", "round.closed" (the closing second is already too late),
    "ballot.not_on_roll", "ballot.mode", and as read_choices.
    """
    if mode not in OWN_MODES:
        raise RuleViolation("ballot.mode", field="mode")
    hold(session, round)
    entry = session.scalars(
        select(RollEntry)
        .join(Mandate, RollEntry.mandate_id == Mandate.id)
        .where(RollEntry.round_id == round.id, Mandate.user_id == actor.user_id)
    ).first()
    if entry is None:
        require_open(round, now)
        raise RuleViolation("ballot.not_on_roll")
    chosen, hand = marked_choices(session, round, choices), Hand(mode)
    ballot = held_ballot(session, entry)
    request = waiting_for(session, entry)
    if ballot is not None and as_sent(ballot, chosen, hand):
        if request is None or not takes_ballots(round, now):
            return ballot
    else:
        require_open(round, now)
        ballot = put(session, entry, ballot, chosen, hand, now)
    lapsed = lapse(session, request, now)
    _record(session, actor, "voting.cast_ballot", entry, ballot, now, lapsed_request=lapsed)
    return ballot


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
    """Enter a voter's own choice for them where there is no ballot yet: in the hall, at home, by phone or from
    paper. It is no proxy: the choice must have been read back to the voter.

    Raises as cast_ballot, and RuleViolation "ballot.read_back", "ballot.own_helper" (nobody helps themselves),
    "ballot.already_cast" (what is cast changes by two hands: replacing.ask_to_replace).
    """
    check_help(session, actor, round, roll_entry, mode, read_back, now)
    chosen = marked_choices(session, round, choices)
    hand = Hand(mode, actor.user_id, Role.COMMUNITY_WORKER)
    ballot = held_ballot(session, roll_entry)
    if ballot is not None and as_sent(ballot, chosen, hand):
        return ballot
    require_open(round, now)
    if ballot is not None:
        raise RuleViolation("ballot.already_cast")
    ballot = put(session, roll_entry, None, chosen, hand, now)
    _record(session, actor, "voting.enter_ballot", roll_entry, ballot, now)
    return ballot


def check_help(
    session: Session,
    actor: Actor,
    round: Round,
    entry: RollEntry,
    mode: str,
    read_back: bool,
    now: datetime,
) -> None:
    """Hold the round; whether the actor may help this voter in this mode.

    Raises RuleViolation "ballot.mode", "ballot.read_back", "ballot.not_on_roll", "ballot.own_helper",
    "ballot.seat_ended" (nobody speaks for a seat that is empty).
    """
    if mode not in ASSISTED_MODES:
        raise RuleViolation("ballot.mode", field="mode")
    if not read_back:
        raise RuleViolation("ballot.read_back", field="read_back")
    hold(session, round)
    if entry.round_id != round.id:
        raise RuleViolation("ballot.not_on_roll")
    if actor.user_id is None or voter_id(session, entry) == actor.user_id:
        raise RuleViolation("ballot.own_helper")
    _require_seated(session, entry, now)


def _require_seated(session: Session, entry: RollEntry, now: datetime) -> None:
    mandate = session.get(Mandate, entry.mandate_id)
    if mandate is None or local_date(now) > mandate.ends_on:
        raise RuleViolation("ballot.seat_ended")


def _record(
    session: Session,
    actor: Actor,
    action: str,
    entry: RollEntry,
    ballot: Ballot,
    now: datetime,
    **more: object,
) -> None:
    audit.record(
        session,
        actor,
        action,
        f"round:{entry.round.slug}",
        now,
        number=entry.number,
        mode=ballot.mode,
        revision=ballot.revision,
        helper=ballot.assisted_role,
        **more,
    )
