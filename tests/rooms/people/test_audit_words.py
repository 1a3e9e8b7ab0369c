"""The auditor reads what was done in words, whichever room did it."""

from __future__ import annotations

from flask import Flask

from app.people.views.audit_log import action_text
from tests.support.audit_actions import recorded_actions


def test_every_recorded_action_has_words(app: Flask) -> None:
    actions = recorded_actions()
    assert len(actions) > 120
    assert {"funds.paid", "proposals.withdraw", "delivery.pay_payment", "needs.decline"} <= actions
    with app.test_request_context():
        assert sorted(action for action in actions if action_text(action) == action) == []


def test_no_two_actions_read_alike(app: Flask) -> None:
    with app.test_request_context():
        said = [action_text(action) for action in sorted(recorded_actions())]
    assert sorted({text for text in said if said.count(text) > 1}) == []
