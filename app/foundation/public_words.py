"""Words that everybody can read: their column types, the screen before they are stored, and what stands for them once
they are withheld.

A column of these types says "public": whatever writes it, a form, a file or the demo, is screened at the flush, so
that no entry can forget to. Numbers that tell how to find a person are refused. A door is asked about once, of people
at a form alone: the same words sent again are taken (a public place can look like somebody's home).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import has_request_context
from flask import session as cookie
from flask_babel import gettext
from markupsafe import Markup, escape
from sqlalchemy import String, Text, event, inspect
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session, class_mapper
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.domain.errors import RuleViolation
from app.domain.personal import CERTAIN, findings
from app.domain.text import fold
from app.foundation.database import current_unit
from app.foundation.keyed import keyed

MARK = "（内容已隐去）"
_DOORS = "doors_told"
_MOST_DOORS = 5


class Withheld(str):
    """The mark, which pages and files say in the reader's language."""

    __slots__ = ()

    def __str__(self) -> str:
        return str(gettext("（内容已隐去）"))

    def splitlines(self, keepends: bool = False) -> list[str]:
        return [self]

    def __html__(self) -> Markup:
        return escape(str(self))

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


def told(text: str) -> str:
    """A copy of public words as it may be shown: the mark in the reader's language."""
    return Withheld(MARK) if text == MARK else text


class PublicText(TypeDecorator[str]):
    """Text for everybody. ``field`` is the form's field for it, where it is not called like the column."""

    impl: type[TypeEngine[str]] = Text
    cache_ok = True

    def __init__(self, length: int | None = None, field: str | None = None) -> None:
        super().__init__(length)
        self.field = field

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str.__str__(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else told(value)


class PublicLine(PublicText):
    """A line of limited length for everybody."""

    impl = String
    cache_ok = True


def require_fit(text: str, field: str | None) -> None:
    """Refuse words that must not stand in public: RuleViolation "words.<kind>" with what was found."""
    for finding in findings(text):
        if finding.kind in CERTAIN:
            raise RuleViolation(f"words.{finding.kind}", field=field, found=_masked(finding.text))


def ask_about_doors(session: Session) -> None:
    """Have this unit of work ask about doors, but for those that this browser was told of."""
    if has_request_context():
        current_unit(session).notes[_DOORS] = list(cookie.get(_DOORS, []))


def remember_door(violation: RuleViolation) -> None:
    """Take the same words the next time they are sent."""
    if violation.code == "words.address":
        cookie[_DOORS] = [*cookie.get(_DOORS, []), violation.params["key"]][-_MOST_DOORS:]


def public_columns(model: type[Any]) -> tuple[tuple[str, str], ...]:
    """(attribute, form field) of a model's public words."""
    return tuple(
        (attribute.key, attribute.columns[0].type.field or attribute.key)
        for attribute in class_mapper(model).column_attrs
        if isinstance(attribute.columns[0].type, PublicText)
    )


@event.listens_for(Session, "before_flush")
def _screen(session: Session, context: Any, instances: Any) -> None:
    for row, name in _marked(session):
        setattr(row, name, MARK)
    for text, field in _written(session):
        require_fit(text, field)
        _ask(session, text, field)


def _marked(session: Session) -> Iterator[tuple[Any, str]]:
    """Where a form sent the mark back as its reader saw it."""
    for row in (*session.new, *session.dirty):
        for name, _ in public_columns(type(row)):
            if getattr(row, name) == str(Withheld(MARK)) != MARK:
                yield row, name


def _written(session: Session) -> Iterator[tuple[str, str]]:
    for row in (*session.new, *session.dirty):
        for name, field in public_columns(type(row)):
            for text in inspect(row).attrs[name].history.added or ():
                if text:
                    yield text, field


def _ask(session: Session, text: str, field: str) -> None:
    known = current_unit(session).notes.get(_DOORS)
    door = next((found for found in findings(text) if found.kind == "address"), None)
    if known is None or door is None:
        return
    key = keyed("door told", fold(text))[:12]
    if key not in known:
        raise RuleViolation("words.address", field=field, found=door.text, key=key)


def _masked(text: str) -> str:
    """Enough to find it in what was written, not enough to use it from a screen."""
    return text if len(text) < 7 else f"{text[:3]}…{text[-2:]}"
