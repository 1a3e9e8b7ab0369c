"""Signing in and out, seen from outside."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from app.domain.policy import SYSTEM
from app.foundation.database import unit_of_work
from app.people import commands
from tests.factories import NOW
from tests.support.people import csrf_token, page, submit

PASSWORD = "一个足够长的密码八位"


def _account() -> None:
    hashed = commands.hash_password(PASSWORD)
    with unit_of_work() as session:
        commands.register_account(session, SYSTEM, "li", "李代表", NOW, password_hash=hashed)


def test_the_right_password_opens_and_signing_out_closes_for_good(client: FlaskClient) -> None:
    _account()
    answer = submit(client, "/sign-in", {"username": "LI ", "password": PASSWORD})
    assert "李代表" in answer.get_data(as_text=True)
    with client.session_transaction() as cookie:
        kept = dict(cookie)
    submit(client, "/sign-out")
    with client.session_transaction() as cookie:
        cookie.update(kept)
    assert client.get("/tasks").status_code == 302


def test_a_wrong_password_and_an_unknown_account_read_the_same(client: FlaskClient) -> None:
    _account()
    texts = [
        page(submit(client, "/sign-in", {"username": name, "password": "不对的密码啊啊"})).select_one(
            ".govuk-error-message"
        )
        for name in ("li", "nobody")
    ]
    assert texts[0] is not None
    assert texts[0] == texts[1]


def test_a_change_without_its_token_is_refused(client: FlaskClient) -> None:
    _account()
    csrf_token(client)
    assert client.post("/sign-in", data={"username": "li", "password": PASSWORD}).status_code == 400


@pytest.mark.parametrize(
    "target",
    ["//elsewhere.example/", "/\\elsewhere.example", "/\t/elsewhere.example", "/\n/elsewhere.example"],
)
def test_next_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    _account()
    data = {"username": "li", "password": PASSWORD}
    answer = submit(client, f"/sign-in?next={quote(target)}", data, follow=False)
    assert answer.headers["Location"] == "/"
