"""A mistake in the money put right, and a request that waits: what two hands look like in the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from app.demo.beginnings import paper
from app.demo.cast import Cast, Event
from app.demo.source import at
from app.funds import commands as funds

COMMUNITY = "N1"
TWICE_FEN = 5_000_000
MORE_FEN = 2_000_000


def mending(cast: Cast) -> Iterator[Event]:
    """Money entered twice in the first week and reversed in the second; more money asked for on the last day."""
    first = cast.source.day("2026-02-24")
    for days, hour, step in ((2, 10, enter_twice), (8, 9, reverse)):
        moment = at(first + timedelta(days=days), hour)
        yield Event(moment, 9, step.__name__, partial(_act, step, cast))
    last = at(cast.source.as_of, 16)
    yield Event(last, 9, "ask for more", partial(_act, ask_for_more, cast))


def _act(
    step: Callable[[Session, Cast, datetime], None], cast: Cast, session: Session, now: datetime
) -> None:
    step(session, cast, now)


def enter_twice(session: Session, cast: Cast, now: datetime) -> None:
    fund = cast.the("fund", COMMUNITY)
    new = funds.Incoming(TWICE_FEN, f"街财〔{cast.source.year}〕01号", "第一批")
    request = funds.ask_appropriation(session, cast.actor(session, "ST-F1", now), fund, new, now)
    entry = funds.confirm_request(session, cast.actor(session, "ST-A1", now), request, now)
    cast.add("entry", "twice", entry)


def reverse(session: Session, cast: Cast, now: datetime) -> None:
    reason = f"重复拨入：{paper(cast.source.year, 1)}已经拨过，01号是同一份文件"
    entry = cast.the("entry", "twice")
    request = funds.ask_reversal(session, cast.actor(session, "ST-F1", now), entry, reason, now)
    funds.confirm_request(session, cast.actor(session, "ST-A1", now), request, now)


def ask_for_more(session: Session, cast: Cast, now: datetime) -> None:
    new = funds.Incoming(MORE_FEN, paper(cast.source.year, 18), "追加：冬季便民服务")
    finance = cast.actor(session, "ST-F1", now)
    funds.ask_appropriation(session, finance, cast.the("fund", COMMUNITY), new, now)
