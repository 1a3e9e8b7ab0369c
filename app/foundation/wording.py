"""Texts for codes: what a refusal says, what a state is called, which colour its tag has.

Every room registers its own; the domain knows codes alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from app.domain.errors import RuleViolation
from app.domain.money import format_yuan
from app.foundation.domain_words import SAYINGS

Texts = Mapping[str, LazyString]
TAG_KINDS = frozenset({"ok", "warn", "stop", "info", "neutral"})

_refusals: dict[str, LazyString] = {}
_labels: dict[str, Texts] = {}
_tags: dict[str, Mapping[str, str]] = {}

COMMON: dict[str, LazyString] = {
    "state.wrong": _l("这一步现在不能做：还没到这一步，或者已经有人办过了。请刷新页面，看它走到了哪里。"),
    "two_hands.same_person": _l("这一步要由另一个人来办：提出的人不能自己确认。"),
    "two_hands.not_asker": _l("只有提出的人能撤回。"),
    "two_hands.answer": _l("不同意的，请写明理由，提出的人会看到。"),
    "visitor.too_many": _l("这里提交得太多了，请在 %(time)s 以后再提交。等不及可以打社区电话。"),
    "form.stale": _l("您打开页面以后，别人改过这条记录。请核对后再提交。"),
}


def register_refusals(texts: Texts) -> None:
    """Say what each RuleViolation code means to a person (``%(name)s`` takes the violation's params)."""
    _refusals.update(texts)


def register_labels(kind: str, texts: Texts, tags: Mapping[str, str] | None = None) -> None:
    """Name the values of an enumeration ("proposal.state"), and the tag kind of each."""
    _labels[kind] = texts
    _tags[kind] = tags or {}


def refusal_text(violation: RuleViolation) -> str:
    """The sentence for a violation in the reader's language."""
    return say(violation.code, violation.params)


def say(code: str, params: Mapping[str, object]) -> str:
    """The sentence for a code, a violation's or a finding's, with its params as people write them."""
    text = _refusals.get(code)
    if text is None:
        return str(gettext("不能这样做（%(code)s）。", code=code))
    return str(text) % {name: _shown(name, value) for name, value in params.items()} if params else str(text)


def _shown(name: str, value: object) -> object:
    if name.endswith("_fen") and isinstance(value, int):
        return f"¥{format_yuan(value)}"
    return value


def has_text(code: str) -> bool:
    return code in _refusals


def label(value: object, kind: str) -> str:
    """What a value is called; the value itself when nobody named it."""
    return str(_labels.get(kind, {}).get(str(value), value))


def choices(kind: str) -> list[tuple[str, str]]:
    """(value, text) pairs for a form field."""
    return [(value, str(text)) for value, text in _labels[kind].items()]


def tag_kind(value: object, kind: str) -> str:
    return _tags.get(kind, {}).get(str(value), "neutral")


def init_app(app: Flask) -> None:
    register_refusals(COMMON)
    register_refusals(SAYINGS)
    app.jinja_env.filters.update(label=label, tag_kind=tag_kind, violation_text=refusal_text)
