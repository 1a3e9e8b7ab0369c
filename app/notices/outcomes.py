"""What a notice's ending means to its subject, by the notice's kind; later rooms register theirs."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Actor
from app.foundation.database import lock
from app.funds import commands as funds
from app.needs.commands import record_outcome
from app.notices.models import Notice
from app.proposals import commands as proposals
from app.proposals.models import Proposal
from app.proposals.queries.links import answered_elsewhere
from app.proposals.queries.makers import earlier_steps

Handler = Callable[[Session, Actor, Notice, datetime], object]
_handlers: dict[str, Handler] = {}
_pages: dict[str, str] = {}
Doers = Callable[[Session, Notice], Collection[int]]
_doers: dict[str, Doers] = {}


def on_end(kind: str, handler: Handler) -> None:
    """Say what happens in the same transaction when a notice of ``kind`` has ended; its ``state`` says how."""
    _handlers[kind] = handler


def show_at(kind: str, endpoint: str) -> None:
    """Say which page, by the subject's slug, shows what notices of ``kind`` are about."""
    _pages[kind] = endpoint


def done_by(kind: str, doers: Doers) -> None:
    """Say whose acts notices of ``kind`` announce (user ids): they do not answer the objections to them."""
    _doers[kind] = doers


def doers_of(session: Session, notice: Notice) -> Collection[int]:
    """Whose acts a notice announces."""
    return _doers[notice.kind](session, notice) if notice.kind in _doers else ()


def page_of(notice: Notice) -> str | None:
    """The endpoint of the page of a notice's subject."""
    return _pages.get(notice.kind)


def ended(session: Session, actor: Actor, notice: Notice, now: datetime) -> None:
    """Do what the ending of ``notice`` means to its subject."""
    if notice.kind in _handlers:
        _handlers[notice.kind](session, actor, notice, now)


def result_ended(session: Session, actor: Actor, notice: Notice, now: datetime) -> None:
    """A result stands and waits for its contract; or it goes back: its money is free, its need has a plan again."""
    proposal = session.scalars(select(Proposal).where(Proposal.slug == notice.subject_ref)).one()
    lock(session, proposal)
    if notice.state == "ended":
        proposals.advance(session, actor, proposal, "end_notice", now)
        return
    proposals.advance(session, actor, proposal, "uphold_objection", now)
    funds.release_reservation(session, actor, proposal.fund, proposal.amount_fen, proposal.slug, now)
    if proposal.need is not None and not answered_elsewhere(session, proposal):
        for state in ("answered", "adopted"):
            record_outcome(session, actor, proposal.need, state, now)


def result_makers(session: Session, notice: Notice) -> Collection[int]:
    """Who proposed what a result is about, and who passed it."""
    proposal = session.scalars(select(Proposal).where(Proposal.slug == notice.subject_ref)).one_or_none()
    return {user_id for _, user_id, *_ in earlier_steps(session, proposal)} if proposal else ()
