"""What holds for every endpoint, read off the URL map."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection
from werkzeug.routing import Rule

from app.domain.permissions import PERMISSIONS, Permission
from app.foundation.guard import declared_permission, open_to_anybody, permit, require_declarations
from app.foundation.settings import Settings
from tests.factories import make_street
from tests.support.people import page

CHANGES = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_endpoint_declares_a_permission_of_the_map(app: Flask) -> None:
    declared = {declared_permission(app, rule.endpoint) for rule in _rules(app)}
    assert declared <= set(PERMISSIONS)
    assert None not in declared


def test_an_endpoint_without_permission_stops_the_start() -> None:
    bare = Flask("bare")
    bare.add_url_rule("/open", "open", lambda: "")
    with pytest.raises(RuntimeError, match="open declares no permission"):
        require_declarations(bare)


def test_whatever_anybody_may_send_is_counted(app: Flask) -> None:
    """An exemption is named here with its reason in the code; a new form without a count stops the start."""
    open_posts = {
        rule.endpoint: str(getattr(app.view_functions[rule.endpoint], "limit", ""))
        for rule in _rules(app)
        if "POST" in (rule.methods or ())
        and (permission := declared_permission(app, rule.endpoint)) is not None
        and open_to_anybody(permission)
    }
    settings: Settings = app.config["SETTINGS"]
    exempt = {endpoint for endpoint, limit in open_posts.items() if limit.startswith("none: ")}
    assert exempt == {"people.sign_in", "people.set_display"}
    assert {"organisations.register", "needs.raise_need", "needs.second", "notices.object_to"} <= set(
        open_posts
    )
    assert {open_posts[endpoint] for endpoint in set(open_posts) - exempt} <= set(settings.limits)


def test_a_form_open_to_anybody_without_a_count_stops_the_start() -> None:
    bare = Flask("bare")
    bare.add_url_rule("/say", "say", permit(Permission.PUBLIC)(lambda: ""), methods=["POST"])
    with pytest.raises(RuntimeError, match="say takes a POST from anybody"):
        require_declarations(bare)


def test_every_permission_has_its_rule_and_no_rule_is_empty() -> None:
    assert set(PERMISSIONS) == set(Permission)
    assert all(rule.any_of for rule in PERMISSIONS.values())


def test_changes_are_posts_and_addresses_hold_no_row_numbers(app: Flask) -> None:
    for rule in _rules(app):
        assert rule.methods is not None
        assert rule.methods & CHANGES <= {"POST"}, rule.rule
        assert not any(name.endswith("_id") or name == "id" for name in rule.arguments), rule.rule


def test_an_object_in_the_address_is_loaded_and_guarded(app: Flask) -> None:
    for rule in _rules(app):
        if "slug" in rule.arguments:
            assert getattr(app.view_functions[rule.endpoint], "load", None), rule.rule


def test_looking_at_a_page_writes_nothing(app: Flask, client: FlaskClient) -> None:
    make_street()
    writers: list[str] = []

    def note(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            writers.append("write")

    event.listen(Engine, "begin", note)
    try:
        for rule in _rules(app):
            if "GET" in (rule.methods or ()) and not rule.arguments:
                client.get(rule.rule)
                assert not writers, rule.rule
    finally:
        event.remove(Engine, "begin", note)


def test_every_page_without_object_is_whole(app: Flask, client: FlaskClient) -> None:
    make_street()
    seen = 0
    for rule in _rules(app):
        if "GET" not in (rule.methods or ()) or rule.arguments:
            continue
        answer = client.get(rule.rule)
        assert answer.status_code in (200, 302, 404), (rule.rule, answer.status_code)
        if answer.status_code == 200 and answer.mimetype == "text/html":
            seen += 1
            check_page(answer.get_data(as_text=True), rule.rule)
    assert seen >= 3


def check_page(html: str, where: str) -> None:
    """One h1, a title, a language, labels for fields, no inline script without nonce, no inline style."""
    soup = BeautifulSoup(html, "html.parser")
    assert soup.html is not None and soup.html.get("lang"), where
    assert len(soup.find_all("h1")) == 1, where
    assert soup.title is not None and soup.title.get_text(strip=True), where
    assert not soup.find_all(style=True), where
    for script in soup.find_all("script"):
        assert script.get("nonce"), where
    labelled = {label.get("for") for label in soup.find_all("label")}
    for field in soup.find_all(["input", "select", "textarea"]):
        if field.get("type") in ("hidden", "submit", "button"):
            continue
        assert field.get("id") in labelled or field.get("aria-label") or field.find_parent("label"), (
            where,
            field,
        )


def test_headers_on_every_answer(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert page(answer).find("script", nonce=nonce)
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "HX-Request" in answer.headers["Vary"]
    assert client.get("/").headers["Content-Security-Policy"] != policy
