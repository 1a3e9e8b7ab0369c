"""Chinese by default, English when asked for, and for jobs and commands Chinese too."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import gettext

from app.domain.errors import RuleViolation
from app.foundation import i18n
from app.foundation.wording import refusal_text
from tests.support.people import page, submit


def test_pages_are_chinese_unless_english_is_asked_for(client: FlaskClient) -> None:
    assert page(client.get("/sign-in")).html["lang"] == "zh-Hans"
    assert page(client.get("/sign-in?lang=en")).html["lang"] == "en"
    assert page(client.get("/sign-in?lang=tlh")).html["lang"] == "zh-Hans"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("en-GB,en;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("fr,en;q=0.5", "en"),
        ("fr", "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_a_browser_gets_the_language_it_is_set_to(client: FlaskClient, asked: str, given: str) -> None:
    answer = client.get("/sign-in", headers={"Accept-Language": asked})
    assert page(answer).html["lang"] == given
    assert "Accept-Language" in answer.vary


def test_what_was_chosen_comes_before_the_browsers_language(client: FlaskClient) -> None:
    submit(client, "/display", {"locale": "zh_Hans_CN", "next": "/sign-in"})
    answer = client.get("/sign-in", headers={"Accept-Language": "en"})
    assert page(answer).html["lang"] == "zh-Hans"


def test_the_language_is_remembered(client: FlaskClient) -> None:
    submit(client, "/display", {"locale": "en", "next": "/sign-in"})
    assert page(client.get("/sign-in")).html["lang"] == "en"
    submit(client, "/display", {"locale": "zh_Hans_CN", "next": "/sign-in"})
    assert page(client.get("/sign-in")).html["lang"] == "zh-Hans"
    assert submit(client, "/display", {"locale": "xx"}).status_code == 400


def test_outside_a_request_texts_are_chinese(app: Flask) -> None:
    assert gettext("登录") == "登录"
    assert refusal_text(RuleViolation("password.own")) == "自己的密码请在“修改密码”里改。"


PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "需求"\nmsgstr "{0}"\n'


def test_a_catalogue_is_compiled_when_its_source_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "source" / "en" / "LC_MESSAGES" / "needs.po"
    source.parent.mkdir(parents=True)
    monkeypatch.setattr(i18n, "SOURCE", tmp_path / "source")
    target = tmp_path / "compiled"
    compiled = target / "en" / "LC_MESSAGES" / "needs.mo"
    for number, english in enumerate(("Need", "Wish")):
        source.write_text(PO.format(english), encoding="utf-8")
        os.utime(source, (time.time() + 10 * number, time.time() + 10 * number))
        i18n.compile_catalogues(target)
        assert english.encode() in compiled.read_bytes()
    written = compiled.stat().st_mtime_ns
    os.utime(compiled, (time.time() + 100, time.time() + 100))
    changed = compiled.stat().st_mtime_ns
    i18n.compile_catalogues(target)
    assert compiled.stat().st_mtime_ns == changed != written
