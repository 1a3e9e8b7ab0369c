"""A real city's election (.pb, pabulib.org/format) as a finished allocation round."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from itertools import islice
from math import ceil, lcm
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.domain.counting import BallotKind, Ballots, Election, Rule, TieBreak
from app.domain.counting.pb import PbFile, official_rule, read_pb
from app.domain.errors import RuleViolation
from app.domain.policy import Actor
from app.foundation import audit
from app.voting.commands.closing import count_ballots
from app.voting.election import FEN
from app.voting.exporting import HEAD
from app.voting.manifest import digest, freeze, roll_hash
from app.voting.models import Ballot, RollEntry, Round, RoundOption
from app.voting.publishing import publish_after

BATCH = 5000
LONGEST = 200
DATE = re.compile(r"(?:(\d{1,2})\.(\d{1,2})\.)?(\d{4})")


def import_election(
    session: Session, actor: Actor, data: bytes, file_name: str, now: datetime, *, official: bool = False
) -> Round:
    """Load a .pb file as a counted round; the same file again gives the round it has.

    Counted greedily (in the city's own greedy variant where it names one), or with ``official`` by whatever rule
    the file names. Voters get new numbers: nothing of the file's voter ids is kept. Raises ``BrokenFile`` with
    line and column, RuleViolation "pabulib.money" (a cost of less than a fen, no budget), "count.official".
    """
    file = read_pb(data)
    known = session.scalars(
        select(Round).where(Round.code == _code(file), Round.community_id.is_(None))
    ).first()
    if known is not None:
        return known
    round = _prepare(session, actor, file, file_name, _rule(file, official), now)
    _write_roll(session, round, file.election.ballots.voters)
    round.state = "open"
    session.flush()
    _write_ballots(session, round, file.election)
    count = count_ballots(session, round, now)
    session.add(count)
    round.state, round.closed_at, round.voted = "counted", round.closes_at, count.outcome["voted"]
    session.flush()
    publish_after(session, round, now)
    audit.record(
        session,
        actor,
        "voting.import_election",
        f"round:{round.slug}",
        now,
        file=file.election.sha256,
        ballots=count.outcome["voted"],
    )
    return round


def _code(file: PbFile) -> str:
    return f"pb-{file.election.sha256[:24]}"


def _rule(file: PbFile, official: bool) -> Rule:
    try:
        stated = official_rule(file)
    except RuleViolation:
        if official:
            raise
        return Rule(ties=(TieBreak.FILED,))
    return stated if official or stated.name.is_greedy else Rule(ties=(TieBreak.FILED,))


def _prepare(
    session: Session, actor: Actor, file: PbFile, file_name: str, rule: Rule, now: datetime
) -> Round:
    election, meta = file.election, file.meta
    budget_fen = election.budget * FEN // election.unit
    if budget_fen <= 0:
        raise RuleViolation("pabulib.money")
    closes_at = min(_date(meta.get("date_end", ""), 31, 12, now), now)
    round = Round(
        kind="allocation",
        code=_code(file),
        title=_title(meta),
        amount_fen=budget_fen,
        rules={},
        prepared_by_id=actor.user_id,
        closes_at=closes_at,
        opened_at=min(_date(meta.get("date_begin", ""), 1, 1, now), closes_at),
        source=file_name,
    )
    session.add(round)
    session.flush()
    options = [_option(round, election, at) for at in range(len(election.projects))]
    session.add_all(options)
    session.flush()
    round.rules = freeze(
        _rules(file, rule),
        question=round.title,
        kind=round.kind,
        mode=round.mode,
        amount_fen=budget_fen,
        options=[{"key": each.key, "title": each.title, "cost_fen": each.cost_fen} for each in options],
        closes_at=closes_at,
        roll=_roll(election.ballots.voters),
    )
    round.rules_hash, round.voters = digest(round.rules), election.ballots.voters
    return round


def _rules(file: PbFile, rule: Rule) -> dict[str, Any]:
    election = file.election
    common = lcm(election.unit, FEN)
    return {
        "ballot": {
            "kind": election.ballots.kind.value,
            "points_unit": election.points_unit,
            "max_length": election.max_length,
        },
        "rule": {
            "name": rule.name.value,
            "utility": rule.utility.value if rule.utility else None,
            "completion": rule.completion.value,
            "threshold": rule.threshold,
            "comparison": rule.comparison,
            "comparison_ties": rule.comparison_ties and [link.value for link in rule.comparison_ties],
            "recorded_scores": rule.recorded_scores,
        },
        **_wishes(election, rule),
        "ties": [link.value for link in rule.ties],
        "scale": common // FEN,
        "budget_units": election.budget * (common // election.unit),
        "currency": file.meta.get("currency", ""),
        "head": {key: file.meta[key][:LONGEST] for key in HEAD if file.meta.get(key)},
        "published": None if file.selected is None else list(file.selected),
        "file": election.sha256,
        "early_close_with_reason": False,
    }


def _wishes(election: Election, rule: Rule) -> dict[str, Any]:
    """Of the conditions an official rule can have: the share of its cost with which every project can be done."""
    share = rule.wishes.least_share
    if share is None:
        return {}
    parts = {one.id: ceil(one.cost * FEN * share / election.unit) for one in election.projects}
    return {"wishes": {"parts": parts}}


def _option(round: Round, election: Election, at: int) -> RoundOption:
    project = election.projects[at]
    cost, rest = divmod(project.cost * FEN, election.unit)
    if rest:
        raise RuleViolation("pabulib.money")
    detail: dict[str, Any] = {"zone": project.zone} if project.zone else {}
    if project.categories:
        detail["categories"] = list(project.categories)
    if project.withdrawn:
        detail["withdrawn"] = True
    if election.recorded_scores is not None:
        detail["recorded_score"] = election.recorded_scores[at]
    return RoundOption(
        round_id=round.id,
        position=at + 1,
        key=project.id,
        title=(project.name or project.id)[:200],
        cost_fen=cost,
        detail=detail,
    )


def _title(meta: Mapping[str, str]) -> str:
    place = " ".join(filter(None, (meta.get("unit"), meta.get("subunit"), meta.get("instance"))))
    return (place or meta.get("description") or "Pabulib")[:160]


def _date(text: str, day: int, month: int, otherwise: datetime) -> datetime:
    """A day as the format writes it (18.09.2023, or the year alone), at midnight UTC."""
    found = DATE.fullmatch(text.strip())
    if found is None:
        return otherwise
    try:
        return datetime(int(found[3]), int(found[2] or month), int(found[1] or day), tzinfo=UTC)
    except ValueError:
        return otherwise


def _roll(voters: int) -> dict[str, Any]:
    numbers = ((number, "", "") for number in range(1, voters + 1))
    return {"size": voters, "voters": voters, "hash": roll_hash(numbers)}


def _write_roll(session: Session, round: Round, voters: int) -> None:
    rows = (
        {"round_id": round.id, "number": number, "code": "", "name": "", "note": ""}
        for number in range(1, voters + 1)
    )
    for batch in _batches(rows):
        session.execute(insert(RollEntry), batch)


def _write_ballots(session: Session, round: Round, election: Election) -> None:
    entries = session.scalars(
        select(RollEntry.id).where(RollEntry.round_id == round.id).order_by(RollEntry.number)
    )
    rows = (
        {
            "round_id": round.id,
            "roll_entry_id": entry,
            "choices": choices,
            "mode": "imported",
            "assisted_role": "",
            "read_back": False,
            "revision": 1,
            "cast_at": round.opened_at,
        }
        for entry, choices in zip(entries.all(), _choices(election), strict=True)
    )
    for batch in _batches(rows):
        session.execute(insert(Ballot), batch)


def _choices(election: Election) -> Iterator[dict[str, int]]:
    ballots: Ballots = election.ballots
    keys = [project.id for project in election.projects]
    marks = [keys[at] for at in ballots.projects.tolist()]
    values = [1] * len(marks) if ballots.values is None else ballots.values.tolist()
    if ballots.kind is BallotKind.ORDINAL:
        values = [rank + 1 for rank in values]
    starts = ballots.starts.tolist()
    for start, end, times in zip(starts, starts[1:], ballots.multiplicity.tolist(), strict=False):
        choices = dict(zip(marks[start:end], values[start:end], strict=True))
        for _ in range(times):
            yield choices


def _batches(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
