"""Every page in both languages, each first once, in one process: nobody's page depends on who came before."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime

import time_machine
from flask import Flask
from flask.testing import FlaskClient

from app.demo.loader import load
from tests.support.people import Sign
from tests.support.walking import ROLES, Case, cases, client_of, read_matrix

LANGUAGES = ("zh-CN", "en")
PASSING = re.compile(r'nonce="[^"]*"|name="[^"]*csrf_token"[^>]*|&#34;X-CSRFToken&#34;[^}]*|id="c-[^"]*"')
"""What differs from answer to answer in any language."""

Pages = dict[tuple[str, str], str]


def _allowed(rights: Mapping[str, str]) -> str | None:
    """The first role that may read a page."""
    return next((role for role in ROLES if rights[role] == "A"), None)


def _read_all(app: Flask, asked: list[tuple[Case, FlaskClient]], order: tuple[str, ...]) -> Pages:
    assert app.jinja_env.cache is not None
    app.jinja_env.cache.clear()
    pages = {}
    for language in order:
        for case, client in asked:
            answer = client.get(case.url, headers={"Accept-Language": language}, follow_redirects=True)
            if answer.mimetype == "text/html":
                pages[case.name, language] = PASSING.sub("", answer.get_data(as_text=True))
    return pages


def test_who_came_first_changes_no_page(app: Flask, sign: Sign) -> None:
    assert load()
    rights = read_matrix()
    readers = {name: client_of(app, sign, username) for name, username in ROLES.items()}
    asked = [
        (case, readers[role])
        for case in cases(app)
        if case.method == "GET" and (role := _allowed(rights[case.name])) is not None
    ]
    with time_machine.travel(datetime.now(UTC), tick=False):
        chinese_first = _read_all(app, asked, LANGUAGES)
        english_first = _read_all(app, asked, LANGUAGES[::-1])
    assert len(chinese_first) > 200
    different = {
        key: _first_difference(page, english_first[key])
        for key, page in chinese_first.items()
        if page != english_first[key]
    }
    assert different == {}


def _first_difference(one: str, other: str) -> str:
    pairs = zip(one.splitlines(), other.splitlines(), strict=False)
    return next((f"{a.strip()}\n{b.strip()}" for a, b in pairs if a != b), "")
