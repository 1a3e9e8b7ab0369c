"""Every endpoint × every role, with objects of the role's own area and of others'.

``matrix.tsv`` beside this file is the promise: A allowed, S to the sign-in page, F forbidden (403), H hidden (404).
The test asks the running application; ``UPDATE_MATRIX=1`` writes the file anew, for people to read in the diff.
Each view's body is put aside, so that asking changes nothing; its permission and its loader are the real ones.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.demo.loader import load
from app.foundation.guard import permit
from tests.support.people import Sign
from tests.support.walking import MATRIX, ROLES, Case, cases, client_of, read_matrix


def ask(client: FlaskClient, case: Case) -> str:
    answer = client.open(case.url, method=case.method)
    if answer.status_code == 302 and "/sign-in" in answer.headers["Location"]:
        return "S"
    return {200: "A", 403: "F", 404: "H"}[answer.status_code]


@pytest.fixture
def emptied_views(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application with every view's body put aside, its permission and loader kept."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    for endpoint, view in list(app.view_functions.items()):
        if endpoint != "static":
            permission, load = view.permission, view.load  # type: ignore[attr-defined]
            monkeypatch.setitem(app.view_functions, endpoint, permit(permission, load)(_nothing))
    return app


def _nothing(*_: object, **__: object) -> str:
    return "allowed"


def test_the_matrix_is_what_was_promised(emptied_views: Flask, sign: Sign) -> None:
    assert load()
    asked = list(cases(emptied_views))
    clients = {name: client_of(emptied_views, sign, username) for name, username in ROLES.items()}
    found = {case.name: [ask(client, case) for client in clients.values()] for case in asked}
    if os.environ.get("UPDATE_MATRIX"):
        _write(found)
    promised = _read()
    assert found.keys() == promised.keys(), "an endpoint is missing from matrix.tsv, or gone"
    assert {name: row for name, row in found.items() if promised[name] != row} == {}


def _write(found: dict[str, Sequence[str]]) -> None:
    lines = ["\t".join(["endpoint", *ROLES])] + ["\t".join([name, *row]) for name, row in found.items()]
    MATRIX.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _read() -> dict[str, Sequence[str]]:
    return {name: list(row.values()) for name, row in read_matrix().items()}


def test_nobody_from_elsewhere_sees_what_is_not_public() -> None:
    for name, row in _read().items():
        if "[proposal draft]" in name:
            elsewhere = [row[list(ROLES).index(role)] for role in ("rep. elsewhere", "org. elsewhere")]
            assert elsewhere == ["H", "H"], name


def test_the_auditor_changes_nothing(app: Flask) -> None:
    """The auditor is allowed only what is a look, or open to everybody."""
    column = list(ROLES).index("auditor")
    everybody = list(ROLES).index("public")
    signed_in = {"people.sign_out", "people.change_password"}
    signed_in |= {"portal.reveal_words"}  # a look that is put on record
    for name, row in _read().items():
        endpoint = name.split(" [")[0]
        looks = any("GET" in (r.methods or ()) for r in app.url_map.iter_rules(endpoint))
        writes = any("POST" in (r.methods or ()) for r in app.url_map.iter_rules(endpoint))
        if row[column] == "A" and writes and endpoint not in signed_in:
            assert row[everybody] == "A", (name, looks)
