"""Lines of a form, whatever a browser sends for them."""

from __future__ import annotations

import pytest
from flask import Flask
from wtforms import Form, FormField, StringField

from app.foundation.forms import BaseForm, Lines, whole_number


class _Line(Form):
    name = StringField()


class _Form(BaseForm):
    class Meta(BaseForm.Meta):
        csrf = False

    lines = Lines(FormField(_Line), min_entries=1, max_entries=3)


def _sent(app: Flask, data: dict[str, str]) -> _Form:
    with app.test_request_context(method="POST", data=data):
        return _Form()


@pytest.mark.parametrize("number", ["²", "９", "9" * 5000, "-1", ""])
def test_only_numbers_of_a_page_make_lines(app: Flask, number: str) -> None:
    form = _sent(app, {"lines-0-name": "一", f"lines-{number}-name": "二"})
    assert [line.form.name.data for line in form.lines] == ["一"]
    assert whole_number(number) is None


def test_lines_grow_to_their_most_and_keep_the_last(app: Flask) -> None:
    lines = _sent(app, {"lines-0-name": "一"}).lines
    for _ in range(5):
        lines.one_more()
    assert len(lines) == 3
    for index in (None, -100, -1, 3, 99):
        lines.one_less(index)
    assert len(lines) == 3
    for _ in range(5):
        lines.one_less(0)
    assert len(lines) == 1
