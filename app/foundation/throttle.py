"""How often what anybody may send is taken: one count for every form that is open without signing in.

An endpoint that takes a POST from people who are not signed in says which count it falls under (``limited``), or why
it needs none (``uncounted``); the application does not start otherwise (guard.require_declarations). What is sent is
counted when it is whole, before anything costly is done and before anything is written: forms.submit does it, and a
unit of work that opens uncounted in such a request is an error. Nobody who is signed in is counted.

Three counts, kept under passing keys (foundation/visitors): a browser, a network (a hall full of people may stand
behind one), and everybody together. Refused, a person sees the form again with what they typed and the time from which
it is taken. The numbers are the installation's (foundation/settings).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, TypeVar, cast

from flask import current_app, g, has_request_context, make_response, request
from flask_login import current_user
from sqlalchemy import ColumnElement, Index, String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.errors import RuleViolation
from app.foundation import database
from app.foundation.clock import local, now
from app.foundation.database import Id, Model, db, dialect_name, unit_of_work
from app.foundation.formatting import moment
from app.foundation.settings import Limit, Settings
from app.foundation.visitors import KEPT, Visitor, keep_cookie, visitor

View = TypeVar("View", bound=Callable[..., Any])
_UNCOUNTED, _REFUSED = "throttle_uncounted", "throttle_refused"


class VisitorEntry(Model):
    """Something sent by a person without an account, kept a day so that a flood can be told from a hall."""

    __tablename__ = "visitor_entry"
    __table_args__ = (
        Index("ix_visitor_entry_visitor", "form", "visitor_key", "at"),
        Index("ix_visitor_entry_address", "form", "address_key", "at"),
        Index("ix_visitor_entry_form", "form", "at"),
    )

    id: Mapped[Id]
    form: Mapped[str] = mapped_column(String(20))
    visitor_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


def limited(form: str) -> Callable[[View], View]:
    """Declare under which count (a key of Settings.limits) a view falls that anybody may post to."""

    def declare(view: View) -> View:
        @wraps(view)
        def counted(*args: Any, **kwargs: Any) -> Any:
            if request.method != "POST" or current_user.is_authenticated:
                return view(*args, **kwargs)
            g.setdefault(_UNCOUNTED, form)
            return _answer(view(*args, **kwargs))

        counted.limit = form  # type: ignore[attr-defined]
        return cast(View, counted)

    return declare


def uncounted(because: str) -> Callable[[View], View]:
    """Declare why a view that anybody may post to needs no count."""

    def declare(view: View) -> View:
        view.limit = f"none: {because}"  # type: ignore[attr-defined]
        return view

    return declare


def admit() -> None:
    """Count what a person who is not signed in sends; nothing for others, or when it was counted before.

    Raises RuleViolation "visitor.too_many" with the time from which it is taken again. A refusal writes nothing.
    """
    if not has_request_context() or _UNCOUNTED not in g:
        return
    at = now()
    sender = visitor(at)
    with _refusing():
        require_room(db.session(), g.get(_UNCOUNTED), sender, at)
        _count(g.pop(_UNCOUNTED), sender, at)


@contextmanager
def _refusing() -> Iterator[None]:
    form = g.get(_UNCOUNTED)
    try:
        yield
    except RuleViolation as violation:
        setattr(g, _UNCOUNTED, form)
        setattr(g, _REFUSED, violation)
        raise


def _count(form: str, sender: Visitor, at: datetime) -> None:
    with unit_of_work() as session:
        if dialect_name(session) == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(int(sender.address[:15], 16))))
        require_room(session, form, sender, at)
        session.execute(delete(VisitorEntry).where(VisitorEntry.at < at - KEPT))
        session.add(VisitorEntry(form=form, visitor_key=sender.sender, address_key=sender.address, at=at))


def require_room(session: Session, form: str, sender: Visitor, at: datetime) -> None:
    """Raise RuleViolation "visitor.too_many" when one of the three counts of a form is full at ``at``."""
    limit = limit_of(form)
    tomorrow = local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    full = (
        (limit.browser, VisitorEntry.visitor_key == sender.sender, tomorrow),
        (limit.address, VisitorEntry.address_key == sender.address, tomorrow),
        (limit.everybody, VisitorEntry.form == form, None),
    )
    waits = [_full_until(session, form, most, whose, latest, limit, at) for most, whose, latest in full]
    until = max((wait for wait in waits if wait is not None), default=None)
    if until is not None:
        raise RuleViolation("visitor.too_many", time=moment(_next_minute(until)), until=until)


def _full_until(
    session: Session,
    form: str,
    most: int,
    whose: ColumnElement[bool],
    latest: datetime | None,
    limit: Limit,
    at: datetime,
) -> datetime | None:
    """When the count has room again, ``None`` when it has now; by ``latest`` its keys have turned."""
    oldest = session.scalar(
        select(VisitorEntry.at)
        .where(VisitorEntry.form == form, whose, VisitorEntry.at > at - limit.window)
        .order_by(VisitorEntry.at.desc())
        .offset(most - 1)
        .limit(1)
    )
    if oldest is None:
        return None
    return oldest + limit.window if latest is None else min(oldest + limit.window, latest)


def _next_minute(until: datetime) -> datetime:
    """Times are told to the minute, and never too early."""
    return until if not (until.second or until.microsecond) else until + timedelta(minutes=1)


def limit_of(form: str) -> Limit:
    """The numbers of a form in this installation."""
    return cast(Settings, current_app.config["SETTINGS"]).limits[form]


def _answer(result: Any) -> Any:
    """The view's answer with the browser's cookie, as 429 when the form was refused for being sent too often."""
    response = make_response(result)
    refused: RuleViolation | None = g.pop(_REFUSED, None)
    if refused is not None and response.status_code in (200, 422):
        response.status_code = 429
        wait = cast(datetime, refused.params["until"]) - now()
        response.headers["Retry-After"] = str(max(1, int(wait.total_seconds()) + 1))
    return keep_cookie(response)


def _nothing_uncounted() -> None:
    if has_request_context() and _UNCOUNTED in g:
        raise RuntimeError("what anybody may send is counted before it changes anything: throttle.admit()")


database.gates.append(_nothing_uncounted)
