"""What a new password may be: the one policy."""

from __future__ import annotations

import time

import pytest

from app.domain.errors import RuleViolation
from app.domain.passwords import LONGEST, check_new_password

ABOUT = ("lixiaohong", "李小红", "13800001234", "暖邻居家养老服务中心", "风尚街道")


def _refused(password: str, least: int = 8) -> str:
    with pytest.raises(RuleViolation) as refused:
        check_new_password(password, ABOUT, least)
    assert refused.value.field == "password"
    return refused.value.code


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("短", "password.short"),
        ("x" * (LONGEST + 1), "password.long"),
        ("12345678", "password.common"),
        ("１２３４５６７８", "password.common"),
        ("password1", "password.common"),
        ("P@ssw0rd", "password.common"),
        ("5201314a", "password.common"),
        ("woaini520", "password.common"),
        ("一二三四五六七八", "password.common"),
        ("aaaaaaaa", "password.pattern"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "password.pattern"),
        ("abababababab", "password.pattern"),
        ("好好好好好好好好", "password.pattern"),
        ("cdefghijkl", "password.pattern"),
        ("lixiaohong", "password.named"),
        ("LiXiaoHong1", "password.named"),
        ("l1xiaohong", "password.named"),
        ("gnohoaixil", "password.named"),
        ("13800001234", "password.named"),
        ("暖邻居家养老服务中心", "password.named"),
        ("暖邻居家养老服务中心1", "password.named"),
        ("yishiting", "password.named"),
        ("yishiting2026", "password.named"),
        ("风尚街道2026", "password.named"),
    ],
)
def test_what_is_easily_guessed_is_refused_and_told_why(password: str, code: str) -> None:
    assert _refused(password) == code


@pytest.mark.parametrize(
    "password",
    [
        "一个足够长的密码",
        "槐花开满了一整条街",
        "correct horse battery",
        "fengshang-demo-2026",
        "k7m4-p2wx-9hqd",
        "x7Kq!w2z",
    ],
)
def test_no_kinds_of_characters_are_asked_for(password: str) -> None:
    check_new_password(password, ABOUT, 8)


def test_a_place_may_ask_for_more() -> None:
    assert _refused("槐花开满了一整条街", least=15) == "password.short"


def test_what_is_about_one_person_is_not_held_against_the_next() -> None:
    _refused("lixiaohong")
    check_new_password("lixiaohong-wangdachui", (), 8)
    check_new_password("lixiaohong", (), 8)


@pytest.mark.parametrize(
    "password",
    ["4@8({[<369!1|705$+7%2" * 9, "a1" * 100, "0123456789abcdefghij" * 10, "p@5$w0rd" * 25, "a" * 10_000],
)
def test_no_password_keeps_the_machine_busy(password: str) -> None:
    began = time.process_time()
    try:
        check_new_password(password, ABOUT, 8)
    except RuleViolation:
        pass
    assert time.process_time() - began < 0.5
