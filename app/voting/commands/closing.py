"""Closing a round: decided, counted and put into effect in one transaction, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.council.commands import record_resolution
from app.council.models import Topic
from app.domain.counting import count
from app.domain.counting.protocol import Protocol, protocol_of
from app.domain.errors import RuleViolation
from app.domain.lifecycle import ROUND, fire
from app.domain.policy import Actor, Role
from app.domain.quorum import MajorityRule, QuorumRule
from app.foundation import audit
from app.foundation.database import lock
from app.funds import commands as funds
from app.funds.models import Fund
from app.proposals import commands as proposals
from app.proposals.models import Proposal
from app.voting.commands.ballots import lapse_all
from app.voting.election import election_of
from app.voting.manifest import counting_rule, digest
from app.voting.models import Ballot, Count, RollEntry, Round, RoundOption
from app.voting.publishing import publish_after
from app.voting.tally import tally_resolutions, tell_allocation


def close_round(session: Session, actor: Actor, round: Round, now: datetime, reason: str = "") -> Count:
    """Close a round and count it; a round that is counted gives the count it has.

    Before its closing time a round closes when everybody entitled has voted, or by the secretary with a
    ``reason`` where its frozen rules allow that. Passed proposals are resolved and their money (fen) reserved in
    the order of the options. Requests to replace a ballot that still wait lapse. Raises RuleViolation "state.wrong"
    (not opened), "round.too_early", "fund.overcommitted" (the fund no longer holds what passed).
    """
    lock(session, round)
    known = session.scalars(select(Count).where(Count.round_id == round.id)).one_or_none()
    if known is not None:
        return known
    closed = fire(ROUND, round.state, "close")
    if now < round.closes_at:
        _check_early(session, actor, round, reason)
    lapsed = lapse_all(session, round, now)
    count = count_ballots(session, round, now)
    _take_effect(session, actor, round, count, now)
    session.add(count)
    round.state, round.voted = fire(ROUND, closed, "count"), count.outcome["voted"]
    round.closed_at, round.close_reason = now, reason.strip() if now < round.closes_at else ""
    session.flush()
    publish_after(session, round, now)
    audit.record(
        session,
        actor,
        "voting.close_round",
        f"round:{round.slug}",
        now,
        input_hash=count.input_hash,
        ballots=count.outcome["voted"],
        reason=round.close_reason,
        lapsed_requests=lapsed,
    )
    return count


def count_ballots(session: Session, round: Round, now: datetime) -> Count:
    """The count of the ballots as they stand, not yet kept. The same ballots and rules give the same count."""
    options = session.scalars(
        select(RoundOption).where(RoundOption.round_id == round.id).order_by(RoundOption.position)
    ).all()
    cast = [(number, dict(choices)) for number, choices in session.execute(_ballots(round))]
    outcome, protocol = _tally(round, options, [choices for _, choices in cast])
    return Count(
        round_id=round.id,
        input_hash=digest({"rules": round.rules_hash, "ballots": [[n, c] for n, c in cast]}),
        outcome=outcome,
        protocol=protocol,
        counted_at=now,
    )


def _ballots(round: Round) -> Select[tuple[int, dict[str, Any]]]:
    return (
        select(RollEntry.number, Ballot.choices)
        .join(Ballot, Ballot.roll_entry_id == RollEntry.id)
        .where(RollEntry.round_id == round.id)
        .order_by(RollEntry.number)
    )


def _tally(
    round: Round, options: Sequence[RoundOption], ballots: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], Protocol]:
    rules = round.rules
    if round.is_resolution:
        told = tally_resolutions(
            [option.key for option in options],
            ballots,
            present=rules["roll"]["present"],
            roll=rules["roll"]["size"],
            quorum=QuorumRule.from_setting(rules["quorum"]),
            majority=MajorityRule.from_setting(rules["majority"]),
        )
        return told, {}
    voters = rules["roll"]["voters"]
    needed = QuorumRule.from_setting(rules["quorum"]).needed(voters) if rules.get("quorum") else None
    election = election_of(round, options, ballots)
    found = count(election, counting_rule(rules))
    return tell_allocation(election, found, voters=voters, needed=needed), protocol_of(election, found)


def _check_early(session: Session, actor: Actor, round: Round, reason: str) -> None:
    voted = session.scalar(select(func.count(Ballot.id)).where(Ballot.round_id == round.id)) or 0
    if voted == round.voters:
        return
    secretary = round.community_id in actor.communities(Role.SECRETARY)
    if reason.strip() and secretary and round.rules["early_close_with_reason"]:
        return
    raise RuleViolation("round.too_early", field="reason", missing=round.voters - voted)


def _take_effect(session: Session, actor: Actor, round: Round, count: Count, now: datetime) -> None:
    if round.meeting is None:
        return
    found = {each["key"]: each for each in count.outcome["options"]}
    for key, proposal in _locked_proposals(session, round):
        votes = found[key]
        resolution = record_resolution(
            session, actor, round.meeting, proposal, votes["yes"], votes["no"], votes["abstain"], now
        )
        if resolution.question_id is not None:
            continue
        passed = resolution.outcome == "passed"
        proposals.advance(session, actor, proposal, "resolve" if passed else "vote_down", now)
        if passed:
            funds.reserve(session, actor, proposal.fund, proposal.amount_fen, proposal.slug, now)


def _locked_proposals(session: Session, round: Round) -> list[tuple[str, Proposal]]:
    """The proposals in the order of the options; locked by id, as every command locks them, and then their funds.

    Where one is only asked about again, its vote moves neither it nor its money: it is not held.
    """
    rows = session.execute(
        select(RoundOption.key, Proposal)
        .join(Proposal, RoundOption.proposal_id == Proposal.id)
        .where(RoundOption.round_id == round.id)
        .order_by(RoundOption.position)
    ).all()
    again = set(
        session.scalars(
            select(Topic.proposal_id).where(
                Topic.meeting_id == round.meeting_id, Topic.question_id.is_not(None)
            )
        )
    )
    first = [row.Proposal for row in rows if row.Proposal.id not in again]
    for proposal in sorted(first, key=lambda each: each.id):
        lock(session, proposal)
    for fund_id in sorted({proposal.fund_id for proposal in first}):
        lock(session, session.get_one(Fund, fund_id))
    return [(row.key, row.Proposal) for row in rows]
