"""Headers, cookies and the token of every change."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.domain.policy import Role
from app.foundation.settings import Settings
from tests.factories import make_street
from tests.support.people import Sign, csrf_token, page

EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'; manifest-src 'self'"
)


@pytest.mark.parametrize("path", ["/sign-in", "/no-such-page", "/static/css/base.css"])
def test_every_answer_has_the_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert {name: headers[name] for name in EXPECTED} == EXPECTED
    assert re.sub(r"'nonce-[\w-]+'", "'nonce-N'", headers["Content-Security-Policy"]) == POLICY


def test_the_nonce_is_new_for_every_answer_and_stands_on_every_script(client: FlaskClient) -> None:
    nonces = set()
    for _ in range(2):
        answer = client.get("/sign-in")
        (nonce,) = re.findall(r"'nonce-([\w-]+)'", answer.headers["Content-Security-Policy"])
        scripts = page(answer).find_all("script")
        assert scripts and {script["nonce"] for script in scripts} == {nonce}
        nonces.add(nonce)
    assert len(nonces) == 2


def test_what_a_signed_in_person_sees_is_kept_nowhere(sign: Sign, client: FlaskClient) -> None:
    world = make_street()
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert secretary.get("/street/settings").headers["Cache-Control"] == "no-store"
    assert client.get("/street/settings").headers["Cache-Control"] == "no-cache"


def test_the_cookie_stays_at_home(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_production_sends_cookies_and_pages_over_https_alone(tmp_path: Path) -> None:
    settings = Settings(
        instance=tmp_path, database_url=f"sqlite:///{tmp_path}/x.sqlite", secret_key="k" * 40, production=True
    )
    production = create_app(settings)
    assert production.config["SESSION_COOKIE_SECURE"] is True
    answer = production.test_client().get("/static/css/base.css", base_url="https://localhost")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]


def test_every_change_needs_its_token(app: Flask, client: FlaskClient) -> None:
    token = csrf_token(client)
    data = {"elder": "1", "next": "/sign-in"}
    assert client.post("/display", data=data).status_code == 400
    assert client.post("/display", data={**data, "csrf_token": "x" + token}).status_code == 400
    stranger = app.test_client()
    assert stranger.post("/display", data={**data, "csrf_token": token}).status_code == 400
    assert client.post("/display", data={**data, "csrf_token": token}).status_code == 303


@pytest.mark.parametrize("path", ["/needs/%00", "/search?q=%00", "/search?%00=x"])
def test_what_nobody_can_type_is_a_bad_request(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_what_nobody_can_type_is_a_bad_form(client: FlaskClient) -> None:
    data = {"username": "a\0b", "password": "x", "csrf_token": csrf_token(client)}
    assert client.post("/sign-in", data=data).status_code == 400


def test_a_file_may_not_be_named_so_either(sign: Sign) -> None:
    world = make_street()
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    file = (io.BytesIO("姓名,任期起,任期止\n王芳,2024,2029\n".encode()), "a\0b.csv")
    url = f"/people/communities/{world.north.slug}/representatives/import"
    assert secretary.post(url, data={"file": file, "csrf_token": csrf_token(secretary)}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/funds/?year={}", "/funds.csv?year={}", "/fair/?category={}", "/needs/?page={}"]
)
def test_a_number_beyond_the_database_finds_nothing(client: FlaskClient, path: str) -> None:
    make_street()
    assert client.get(path.format("9" * 25)).status_code == 200


def test_a_page_that_is_missing_or_not_ones_own_says_so_plainly(client: FlaskClient) -> None:
    answer = client.get("/street/communities/nowhere")
    assert answer.status_code == 404
    assert page(answer).find("h1") is not None
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_body_beyond_the_cap_is_refused(app: Flask, client: FlaskClient) -> None:
    token = csrf_token(client)
    too_much = "x" * (app.config["MAX_CONTENT_LENGTH"] + 1)
    answer = client.post("/display", data={"csrf_token": token, "next": too_much})
    assert answer.status_code == 413
