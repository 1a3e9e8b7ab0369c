"""What an account may be called, and what nobody from outside may call themselves."""

from __future__ import annotations

import pytest

from app.domain.account_names import account_name, outsiders_account_name, seat_account_name, shown_name
from app.domain.errors import RuleViolation


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Zhang", "zhang"),
        (" ＺＨＡＮＧ ", "zhang"),
        ("wang.1", "wang.1"),
        ("st-h1", "st-h1"),
        ("o25", "o25"),
        ("张三", "张三"),
        ("巧手2026", "巧手2026"),
        ("Straße", "strasse"),
        ("zhang\u200b", None),
        ("\u2060zhang", None),
        ("zh\u0430ng", None),  # Cyrillic a
        ("zhang三", None),
        ("张\u3164三", None),
        ("زين", None),
        ("zhang li", None),
        ("2026", None),
        ("...", None),
        ("1\u03bfo", None),
    ],
)
def test_a_name_has_one_form_in_one_script(typed: str, name: str | None) -> None:
    if name is None:
        with pytest.raises(RuleViolation, match=r"account\.signs"):
            account_name(typed)
    else:
        assert account_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "admin",
        "ADMIN",
        "ａｄｍｉｎ",
        "adm1n",
        "admin2026",
        "root",
        "r00t",
        "system",
        "sys.admin",
        "s-y-s-t-e-m",
        "zhang-admin",
        "系统",
        "系统管理员",
        "管理员2",
        "街道办",
        "风尚街道办事处",
        "审计",
        "審計",
        "街道財務",
        "議事廳",
        "jiedaoban",
        "yishiting",
    ],
)
def test_nobody_from_outside_takes_a_name_like_the_systems(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"account\.reserved"):
        outsiders_account_name(typed)
    account_name(typed)


@pytest.mark.parametrize(
    "typed", ["zhang", "roots", "xiaosun", "巧手互助", "systematic", "testament", "nuanlin"]
)
def test_other_names_are_free(typed: str) -> None:
    assert outsiders_account_name(typed) == typed


OFFICIAL = ("风尚街道", "槐荫里社区", "东城区风尚街道")


@pytest.mark.parametrize(
    "typed",
    [
        "系统管理员",
        "管 理 员",
        "街道办事处",
        "风尚街道",
        "风尚 街道",
        "风尚街道办事处",
        "风尚街道（办事处）",
        "槐荫里社区",
        "槐荫里社区居委会",
        "槐荫里社区居民委员会",
        "丙区人民政府",
        "admin",
        "Administrator",
        "街道财务",
        "街道財務",
        "风尚街道財務科",
        "財務",
        "街道審計",
        "審計",
        "系統",
        "系統管理員",
        "管理員小王",
        "管理员01",
        "議事廳",
        "议事厅客服",
        "街道辦事處",
        "社區居委會主任",
        "社区工作人员",
    ],
)
def test_nobody_from_outside_is_shown_like_an_office(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"name\.official"):
        shown_name(typed, "name", OFFICIAL)


@pytest.mark.parametrize(
    "typed", ["暖邻\u200b中心", "暖邻\u202e中心", "暖邻\u0430中心", "暖邻\x07中心", "暖邻\u3164"]
)
def test_what_cannot_be_seen_or_read_is_no_name(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"name\.signs"):
        shown_name(typed, "name", OFFICIAL)


@pytest.mark.parametrize(
    "typed",
    [
        "风尚街道养老服务中心",
        "丙区风尚街道社区社会组织联合会",
        "槐荫里社区楼门互助队",
        "暖邻居家养老服务中心（有限合伙）",
        "李主任",
        "诚信财务咨询有限公司",
        "正德会计师事务所（审计）有限公司",
        "陳國華",
        "阿依古丽·买买提",
        "José García",
        "〇一设计室",
        "𠮷祥社工服务社",
        "3D打印 & 创客工坊",
        "系统家庭治疗研究会",
    ],
)
def test_an_organisation_may_hold_its_streets_name(typed: str) -> None:
    assert shown_name(typed, "name", OFFICIAL) == typed


@pytest.mark.parametrize(
    ("community", "code", "name"),
    [
        ("N1", "N1-R01", "n1-r01"),
        ("N1", "R01", "n1-r01"),
        ("N1", "代表01", "r"),
        ("N1", "Ｒ０１", "n1-r01"),
    ],
)
def test_a_seat_gives_its_holder_a_name(community: str, code: str, name: str) -> None:
    assert seat_account_name(community, code) == name


@pytest.mark.parametrize("typed", ["", " ", "王", "a", "b" * 61])
def test_a_name_is_neither_one_sign_nor_a_story(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"account\.length"):
        account_name(typed)
