"""Meetings, attendance, votes on proposals, and the rounds that preview next year's projects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.council import commands as council
from app.demo.cast import Cast, Event
from app.demo.source import Row, Source, at, fen, listed
from app.street.models import Community
from app.voting import commands as voting
from app.voting.models import RollEntry, Round

PLACE = "社区议事厅"
RULES: dict[str, dict[str, Any]] = {
    "greedy_by_votes": {"rule": "greedy"},
    "equal_shares_cost_add1": {"rule": "equal-shares", "utility": "cost", "completion": "add1"},
}


class Ballots:
    """The demo's ballots by meeting and representative."""

    def __init__(self, source: Source) -> None:
        self.source = source

    @cached_property
    def by_voter(self) -> dict[tuple[str, str], list[Row]]:
        found: dict[tuple[str, str], list[Row]] = {}
        for row in self.source.rows("ballots"):
            found.setdefault((row["meeting_id"], row["representative_id"]), []).append(row)
        return found

    def of(self, meeting: str) -> dict[str, list[Row]]:
        return {voter: rows for (held, voter), rows in self.by_voter.items() if held == meeting}


def deciding(cast: Cast) -> Iterator[Event]:
    """Each meeting is called, attended and held; where it has a quorum it votes the same evening."""
    for row in cast.source.rows("meetings"):
        called, day = cast.source.day(row["called_on"]), cast.source.day(row["date"])
        yield cast.event(at(called, 17), 5, call, row)
        if row["state"] == "已召集":
            continue
        yield cast.event(at(day, 14), 5, attend, row)
        if row["state"] == "已召开":
            yield cast.event(at(day, 15), 5, vote, row)
            yield cast.event(at(day, 17), 5, close, row)
    yield from _allocations(cast)


def call(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    new = council.NewMeeting(
        title=row["name"],
        scheduled_at=at(cast.source.day(row["date"]), 14),
        place=PLACE,
        proposals=[cast.the("proposal", code) for code in listed(row["agenda"])],
        rerun_of=cast.the("meeting", row["id"].removesuffix("b")) if row["id"].endswith("b") else None,
        code=row["id"],
    )
    secretary = cast.post(session, "社区书记", row["community"], now)
    meeting = council.call_meeting(session, secretary, cast.the("community", row["community"]), new, now)
    cast.add("meeting", row["id"], meeting)


def attend(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """Who takes part online signs in; the worker marks those in the hall, at home and on the telephone."""
    worker = cast.post(session, "社区工作者", row["community"], now)
    meeting = cast.the("meeting", row["id"])
    came = [line for line in cast.source.rows("attendance") if line["meeting_id"] == row["id"]]
    modes: dict[int, str | None] = {
        cast.the("mandate", line["representative_id"]).id: line["mode"]
        for line in came
        if line["mode"] != "online"
    }
    for line in came:
        if line["mode"] == "online":
            council.sign_in(
                session, cast.actor(session, line["representative_id"], now), meeting, "online", now
            )
    council.record_attendance_sheet(session, worker, meeting, modes, now)
    council.hold_meeting(session, cast.post(session, "社区书记", row["community"], now), meeting, now)


def vote(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    """Open the round and cast every ballot: one's own, or with the worker's help at home and by phone."""
    secretary = cast.post(session, "社区书记", row["community"], now)
    closes_at = now + timedelta(hours=2)
    round_ = voting.prepare_resolution_round(
        session, secretary, cast.the("meeting", row["id"]), closes_at, now
    )
    voting.open_round(session, secretary, round_, now)
    cast.add("round", row["id"], round_)
    keys = {option.proposal_id: option.key for option in round_.options}
    for number, (voter, rows) in enumerate(sorted(Ballots(cast.source).of(row["id"]).items()), 1):
        choices = {keys[cast.the("proposal", line["proposal_id"]).id]: line["choice"] for line in rows}
        moment = now + timedelta(minutes=number)
        _cast(session, cast, round_, voter, choices, rows[0], row["community"], moment)


def _cast(
    session: Session,
    cast: Cast,
    round_: Round,
    voter: str,
    choices: dict[str, Any],
    row: Row,
    community: str,
    moment: datetime,
) -> None:
    if not row["assisted_by_role"]:
        actor = cast.actor(session, voter, moment)
        voting.cast_ballot(session, actor, round_, choices, moment, row["mode"])
        return
    worker = cast.post(session, "社区工作者", community, moment)
    entry = session.scalars(
        select(RollEntry).where(
            RollEntry.round_id == round_.id, RollEntry.mandate_id == cast.the("mandate", voter).id
        )
    ).one()
    voting.cast_for(session, worker, round_, entry, choices, row["mode"], True, moment)


def close(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    secretary = cast.post(session, "社区书记", row["community"], now)
    voting.close_round(session, secretary, cast.the("round", row["id"]), now)


def _allocations(cast: Cast) -> Iterator[Event]:
    """Rounds that preview next year's projects, and their ballots."""
    for data in cast.source.allocations.values():
        row: Row = {"id": data["id"], "community": data["community"]}
        yield cast.event(cast.source.moment(data["opened_at"]), 5, open_allocation, row)
        yield cast.event(cast.source.moment(data["closed_at"]), 7, close, row)
    for name in ("allocation_ballots", "preview_ballots"):
        for ballot in cast.source.rows(name):
            yield cast.event(cast.source.moment(ballot["cast_at"]), 6, cast_allocation, ballot)


def preview_title(cast: Cast, community: Community) -> str:
    """What a round of next year's projects is called: it moves no money of this year."""
    name, year = community.name.removesuffix("社区"), cast.source.year
    return f"{name} {year + 1} 年度项目预选（不动用 {year} 年度经费）"


def open_allocation(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    data = cast.source.allocations[row["id"]]
    community = cast.the("community", row["community"])
    new = voting.NewAllocation(
        title=preview_title(cast, community),
        amount_fen=fen(str(data["fund_yuan"])),
        options=[_option(cast, option) for option in data["options"]],
        tie_rule=data["tie_rule"],
        closes_at=cast.source.moment(data["closed_at"]),
        code=data["id"],
        **RULES[data["rule"]],
    )
    secretary = cast.post(session, "社区书记", row["community"], now)
    round_ = voting.prepare_allocation_round(session, secretary, community, new, now)
    zones = {option["id"]: option["zone"] for option in data["options"] if "zone" in option}
    if zones:
        voting.set_wishes(session, secretary, round_, _in_zones(new.options, zones), now)
    cast.add("round", row["id"], voting.open_round(session, secretary, round_, now))


def _option(cast: Cast, option: Mapping[str, Any]) -> voting.NewOption:
    return voting.NewOption(
        title=option["title"],
        cost_fen=fen(str(option["cost_yuan"])),
        key=option["id"],
        offering=cast.the("offering", option["offering_id"]),
    )


def _in_zones(options: Sequence[voting.NewOption], zones: Mapping[str, str]) -> voting.NewWishes:
    return voting.NewWishes(
        options=[
            voting.OptionWish(
                option.key, category=option.offering.directory_item.category, zone=zones[option.key]
            )
            for option in options
            if option.key and option.offering and option.offering.directory_item
        ]
    )


def cast_allocation(session: Session, cast: Cast, row: Row, now: datetime) -> None:
    choices = dict.fromkeys(listed(row["approved_options"]), 1)
    voter, round_ = row["representative_id"], cast.the("round", row["round_id"])
    _cast(session, cast, round_, voter, choices, row, round_.community.code, now)
