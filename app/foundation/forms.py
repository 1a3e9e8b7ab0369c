"""The base form, the fields of the field, and the way from a form to a command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from flask import flash
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import Field, FieldList, FormField, StringField, ValidationError

from app.domain.errors import RuleViolation
from app.domain.money import format_yuan, parse_yuan
from app.foundation.clock import today
from app.foundation.database import unit_of_work
from app.foundation.public_words import ask_about_doors, remember_door
from app.foundation.throttle import admit
from app.foundation.wording import refusal_text

T = TypeVar("T")
Made = TypeVar("Made")
YEAR = 366
"""Days that a day typed for something to come may lie ahead, where nothing longer is planned."""
FIRST_DAY = date(2000, 1, 1)


class BaseForm(FlaskForm):
    """Every form: strips text, keeps what was typed, shows a refusal beside its field."""

    class Meta(FlaskForm.Meta):
        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            if not issubclass(unbound_field.field_class, FieldList | FormField):
                options["filters"] = [*unbound_field.kwargs.get("filters", ()), _strip]
            bound: Field = unbound_field.bind(form=form, **options)
            return bound

    def refuse(self, violation: RuleViolation) -> None:
        """Put a violation beside the field it concerns, or at the head of the form."""
        text = refusal_text(violation)
        if violation.field and violation.field in self._fields:
            field = self._fields[violation.field]
            field.errors = [*field.errors, text]
        else:
            self.form_errors.append(text)


class Part(BaseForm):
    """A form inside a form, which has the token."""

    class Meta(BaseForm.Meta):
        csrf = False


class Lines(FieldList):
    """Lines of a form, read under the numbers that a page gives them; any other number is no line."""

    def one_more(self) -> None:
        """Append an empty line where there is room."""
        if not self.max_entries or len(self.entries) < self.max_entries:
            self.append_entry()

    def one_less(self, index: int | None) -> None:
        """Drop a line; the last one stays."""
        if index is not None and 0 <= index < len(self.entries) and len(self.entries) > 1:
            del self.entries[index]

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterable[int]:
        start = len(prefix) + 1
        numbered = [key for key in formdata if whole_number(key[start:].partition("-")[0]) is not None]
        found: Iterable[int] = super()._extract_indices(prefix, numbered)
        return found


def whole_number(text: object) -> int | None:
    """A number that a page wrote into itself, of nine digits at most; ``None`` for anything else."""
    written = str(text)
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 9 else None


def _strip(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


class MoneyField(StringField):
    """Yuan as typed, fen as data."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data: int | None = None
        if not self.typed:
            return
        try:
            self.data = parse_yuan(self.typed)
        except RuleViolation as violation:
            raise ValidationError(refusal_text(violation)) from violation

    def _value(self) -> str:
        typed = getattr(self, "typed", None)
        if typed is not None:
            return str(typed)
        return "" if self.data is None else format_yuan(self.data, plain=True)


class DayWithin:
    """A typed day from FIRST_DAY to ``ahead`` days from today: a slip in the year is told beside its field."""

    def __init__(self, ahead: int = YEAR) -> None:
        self.ahead = ahead

    def __call__(self, form: Any, field: Field) -> None:
        if field.data is None:
            return
        last = today() + timedelta(days=self.ahead)
        if field.data > last:
            raise ValidationError(gettext("最晚填 %(day)s，请看看年份写对没有。", day=last))
        if field.data < FIRST_DAY:
            raise ValidationError(gettext("最早填 %(day)s，请看看年份写对没有。", day=FIRST_DAY))


def submit(form: BaseForm, change: Callable[[Session], T]) -> T | None:
    """Run ``change`` in a unit of work when the form was sent and is good.

    ``None`` when there is nothing to do or the rules refuse; the form then holds the reason beside its field.
    """
    return submit_after(form, lambda: None, lambda session, _: change(session))


def submit_after(
    form: BaseForm, before: Callable[[], Made], change: Callable[[Session, Made], T]
) -> T | None:
    """As submit, with something slow done ``before`` the unit of work opens, which ``change`` is given."""
    if not form.validate_on_submit():
        return None
    try:
        admit()
        made = before()
        with unit_of_work() as session:
            ask_about_doors(session)
            return change(session, made)
    except RuleViolation as violation:
        remember_door(violation)
        form.refuse(violation)
        return None


class _Rehearsed(Exception):
    """Takes a rehearsal's unit of work back."""


def rehearse(form: BaseForm, change: Callable[[Session], object]) -> bool:
    """Whether the rules would let a good form's ``change`` pass, and nothing done: before "please check" is asked.

    Otherwise the form holds the reason beside its field.
    """
    try:
        with unit_of_work() as session:
            change(session)
            session.flush()
            raise _Rehearsed
    except _Rehearsed:
        return True
    except RuleViolation as violation:
        form.refuse(violation)
        return False


def perform(change: Callable[[Session], object], done: str) -> bool:
    """Run a button's ``change`` in a unit of work and tell the outcome at the head of the next page."""
    try:
        admit()
        with unit_of_work() as session:
            change(session)
    except RuleViolation as violation:
        flash(refusal_text(violation), "error")
        return False
    flash(done, "success")
    return True


REQUIRED = _l("这一项要填。")
