"""Typed days: a slip in the year is told beside its field, in every form."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from wtforms import DateField, Form

import app as product
from app.domain.policy import Role
from app.foundation.clock import today
from app.foundation.forms import YEAR, BaseForm, DayWithin
from app.people.forms import AuditFilterForm
from tests.factories import NOW, make_street
from tests.support.council import make_representatives, make_topics
from tests.support.people import Sign, page, submit

ASKED_BACK = {AuditFilterForm}
"""Forms that only look for what is there."""


class _Form(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    day = DateField(validators=[DayWithin()])


def forms() -> Iterator[type[Form]]:
    """Every form of the product."""
    for module in pkgutil.walk_packages(product.__path__, "app."):
        if "form" in module.name:
            found = importlib.import_module(module.name)
            yield from (
                each
                for each in vars(found).values()
                if isinstance(each, type) and issubclass(each, Form) and each.__module__ == module.name
            )


def test_every_typed_day_is_bounded() -> None:
    days = [
        (form, name, field)
        for form in forms()
        if form not in ASKED_BACK
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is DateField
    ]
    assert len(days) > 20
    unbounded = [
        f"{form.__name__}.{name}"
        for form, name, field in days
        if not any(isinstance(each, DayWithin) for each in field.kwargs.get("validators", ()))
    ]
    assert unbounded == []


@pytest.mark.parametrize(
    ("typed", "sound"),
    [("9999-12-31", False), ("1999-12-31", False), ("2000-01-01", True), ("0001-01-01", False)],
)
def test_a_slip_in_the_year_is_refused(app: Flask, typed: str, sound: bool) -> None:
    with app.test_request_context(method="POST", data={"day": typed}):
        form = _Form()
        assert form.validate() is sound
        assert bool(form.day.errors) is not sound


@pytest.mark.parametrize(("days", "sound"), [(YEAR, True), (YEAR + 1, False)])
def test_a_year_ahead_and_no_day_more(app: Flask, days: int, sound: bool) -> None:
    typed = (today() + timedelta(days=days)).isoformat()
    with app.test_request_context(method="POST", data={"day": typed}):
        assert _Form().validate() is sound


@time_machine.travel(NOW, tick=False)
def test_a_round_cannot_be_left_open_for_thousands_of_years(sign: Sign) -> None:
    world = make_street()
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    answer = submit(
        secretary,
        f"/voting/prepare/allocation/{world.north.slug}",
        {"title": "预选", "amount": "1000", "closes_on": "9999-12-31", "closes_time": "18:00", "rule": "greedy",
         "options-0-title": "长椅", "options-0-cost": "500"},
    )  # fmt: skip
    assert answer.status_code == 422
    shown = page(answer)
    assert "最晚填 2027-04-10" in shown.select_one("#closes_on-error").get_text()  # type: ignore[union-attr]
    assert shown.select_one("#closes_on")["value"] == "9999-12-31"  # type: ignore[index]


@time_machine.travel(NOW, tick=False)
def test_nor_a_meeting_be_called_for_then(sign: Sign) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    make_topics(world, ["楼门共建"])
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    for day in ("9999-12-31", "0001-01-01"):
        answer = submit(
            secretary,
            f"/council/new/{world.north.slug}",
            {"title": "会议", "day": day, "time": "15:00", "place": "议事厅"},
        )
        assert answer.status_code == 422, day
        assert page(answer).select_one("#day-error") is not None, day
