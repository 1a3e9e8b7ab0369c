"""The audit log in words: what a record is called, what a key of an entry's detail means and how its value is written.

The log keeps slugs, ids, fen and codes, so that nothing in it changes when a title does. Rooms above say how their
records are called (``name_record``) and what the keys mean (``explain``); a page of entries is told with one query for
their records, whatever kinds they are of, and two for the people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import LazyString, gettext
from sqlalchemy import ColumnElement, Select, String, cast, literal, or_, select, union_all
from sqlalchemy.orm import Session

from app.foundation.audit import AuditEntry
from app.foundation.clock import local_date
from app.foundation.formatting import day, money
from app.foundation.public_words import told
from app.foundation.wording import label
from app.people.models import Membership, User


@dataclass(frozen=True)
class Record:
    """``titles`` selects (slug, title) of a kind's records among slugs. ``of_projects`` selects the slugs of those
    that belong to projects whose slugs a query gives."""

    titles: Callable[[Collection[str]], Select[*tuple[Any, ...]]]
    of_projects: Callable[[Select[*tuple[str]]], Select[*tuple[str]]] | None = None


@dataclass(frozen=True)
class Key:
    """A key's word. ``shape``: "text", "money" (fen), "day", "person" (an account's id), "hash", or "record" and the
    kinds a slug may be of; ``labels`` are the kinds of label its codes may have, tried in order."""

    word: LazyString | str
    shape: str = "text"
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """An entry in words: its record's title, who did it by the posts they held that day, and the detail."""

    subject: str
    posts: str
    detail: Sequence[tuple[str, str]]


_records: dict[str, Record] = {}
_projects: list[Callable[[str], Select[*tuple[str]]]] = []
_keys: dict[str, Key] = {}


def name_record(kind: str, record: Record) -> None:
    """Say what records of a kind ("kind:slug" as the log writes it) are called."""
    _records[kind] = record


def find_projects(by_text: Callable[[str], Select[*tuple[str]]]) -> None:
    """Say how projects are found by a part of a title or by a number: a query of their slugs."""
    _projects[:] = [by_text]


def explain(keys: Mapping[str, Key]) -> None:
    """Say what keys mean; "room.key" is what a key means in one room alone."""
    _keys.update(keys)


def explained(key: str) -> bool:
    return key in _keys


def of_projects(text: str) -> ColumnElement[bool]:
    """Whether an entry is about a project found by ``text``, or about what belongs to one."""
    slugs = _projects[0](text)
    return or_(
        AuditEntry.detail["project"].as_string().in_(slugs),
        *(
            AuditEntry.subject.in_(select(literal(f"{kind}:") + found.c.slug))
            for kind, record in _records.items()
            if record.of_projects is not None
            for found in (record.of_projects(slugs).subquery(),)
        ),
    )


def tell(session: Session, entries: Sequence[AuditEntry]) -> list[Told]:
    """Entries in words, in their order."""
    titles = _titles(session, entries)
    people = _people(session, entries)
    return [
        Told(
            _subject(entry, titles),
            people.posts(entry.actor_id, local_date(entry.at)),
            _detail(entry, titles, people),
        )
        for entry in entries
    ]


class _People:
    """Names by id, and the posts somebody held on a day."""

    def __init__(self, names: Mapping[int, str], posts: Mapping[int, Sequence[Membership]]) -> None:
        self._names, self._posts = names, posts

    def posts(self, user_id: int | None, on: date) -> str:
        held = self._posts.get(user_id or 0, ())
        roles = (
            row.role for row in held if row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
        )
        return _listed(label(role, "role") for role in dict.fromkeys(roles))

    def named(self, user_id: int, on: date) -> str:
        name, posts = self._names.get(user_id, str(user_id)), self.posts(user_id, on)
        return str(gettext("%(name)s（%(posts)s）", name=name, posts=posts)) if posts else name


def _people(session: Session, entries: Sequence[AuditEntry]) -> _People:
    ids = {entry.actor_id for entry in entries if entry.actor_id is not None}
    ids |= {value for entry in entries for key, value in _pairs(entry) if key.shape == "person"}
    names = {
        id_: name for id_, name in session.execute(select(User.id, User.display_name).where(User.id.in_(ids)))
    }
    posts: dict[int, list[Membership]] = defaultdict(list)
    for row in session.scalars(select(Membership).where(Membership.user_id.in_(ids)).order_by(Membership.id)):
        posts[row.user_id].append(row)
    return _People(names, posts)


def _titles(session: Session, entries: Sequence[AuditEntry]) -> Mapping[tuple[str, str], str]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        kind, _, slug = entry.subject.partition(":")
        wanted[kind].add(slug)
        for key, value in _pairs(entry):
            if key.shape.startswith("record "):
                for each in key.shape.split()[1:]:
                    wanted[each] |= {str(slug) for slug in _each(value)}
    named = [
        select(literal(kind), found.c[0], cast(found.c[1], String))
        for kind, slugs in wanted.items()
        if kind in _records
        for found in (_records[kind].titles(slugs).subquery(),)
    ]
    rows = session.execute(union_all(*named)) if named else ()
    return {(kind, slug): str(told(title)) for kind, slug, title in rows}


def _subject(entry: AuditEntry, titles: Mapping[tuple[str, str], str]) -> str:
    kind, _, slug = entry.subject.partition(":")
    return titles.get((kind, slug)) or entry.subject


def _pairs(entry: AuditEntry) -> Iterator[tuple[Key, Any]]:
    room = entry.action.partition(".")[0]
    for name, value in sorted(entry.detail.items()):
        if value is not None and value != [] and value != {}:
            key = _keys.get(f"{room}.{name}") or _keys.get(name)
            yield key or Key(name), value


def _detail(
    entry: AuditEntry, titles: Mapping[tuple[str, str], str], people: _People
) -> Sequence[tuple[str, str]]:
    on = local_date(entry.at)
    return [
        (str(key.word), _listed(_written(key, each, on, titles, people) for each in _each(value)))
        for key, value in _pairs(entry)
    ]


def _written(key: Key, value: Any, on: date, titles: Mapping[tuple[str, str], str], people: _People) -> str:
    if isinstance(value, bool):
        return str(gettext("是") if value else gettext("否"))
    if key.shape == "money":
        return money(value)
    if key.shape == "day":
        return day(date.fromisoformat(value))
    if key.shape == "person":
        return people.named(value, on)
    if key.shape == "hash":
        return str(value)[:16]
    if key.shape.startswith("record "):
        found = (titles.get((kind, str(value))) for kind in key.shape.split()[1:])
        return next((title for title in found if title), str(value))
    return next((text for kind in key.labels if (text := label(value, kind)) != str(value)), str(value))


def _each(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [f"{name}: {each}" for name, each in value.items()]
    return value if isinstance(value, list) else [value]


def _listed(texts: Iterable[str]) -> str:
    return str(gettext("、")).join(texts)
