from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.names import comparison_key, mask_name, mask_phone, normalise_phone

mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("王明", "王　明"),
        ("王明", " 王 明 "),
        ("王明", "王\u200b明\ufeff"),
        ("买买提·艾力", "买买提•艾力"),
        ("买买提·艾力", "买买提・艾力"),
        ("Anna Smith", "ANNA   smith"),
        ("ＡＢ", "ab"),
        ("⼯会", "工会"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert comparison_key(one) == comparison_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("张三", "張三"), ("李〇", "李○"), ("Anna Smith", "AnnaSmith"), ("王明", "王明明"), ("𠮷田", "吉田")],
)
def test_different_names_stay_different(one: str, other: str) -> None:
    assert comparison_key(one) != comparison_key(other)


@given(st.text())
def test_a_key_is_its_own_key(name: str) -> None:
    assert comparison_key(comparison_key(name)) == comparison_key(name)


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王明", "王*"), ("欧阳明远", "欧*"), ("王", "王*"), (" 王明", "王*"), ("𠮷田", "𠮷*"), ("", "")],
)
def test_a_masked_name_keeps_one_character(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800001234", "138****1234"),
        ("138 0000 1234", "138****1234"),
        ("010-67891234", "010****1234"),
        ("0106789123", "010****9123"),
        ("678-9123 (家中)", "****"),
        ("", "****"),
    ],
)
def test_a_masked_phone(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@given(mobiles)
def test_a_mask_hides_the_middle(phone: str) -> None:
    assert mask_phone(phone) == phone[:3] + "****" + phone[7:]


@pytest.mark.parametrize(
    "value",
    [
        "13800001234",
        13800001234,
        13800001234.0,
        "13800001234.0",
        "１３８００００１２３４",
        "138 0000 1234",
        "138-0000-1234",
        "\ufeff138\u200b00001234\u202c",
        "+8613800001234",
        "+86 138-0000-1234",
        "(+86)13800001234",
        "008613800001234",
        "8613800001234",
        8613800001234,
    ],
)
def test_one_form_for_a_mobile_number(value: str | float) -> None:
    assert normalise_phone(value) == "13800001234"


def test_a_country_code_is_taken_off_the_front_alone() -> None:
    assert normalise_phone("13800860086") == "13800860086"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1380000123",
        "138000012345",
        "12800001234",
        "1.38E+10",
        "138x0001234",
        "13800001234.5",
        13800001234.5,
        float("nan"),
        float("inf"),
        -13800001234,
        True,
        "电话13800001234",
        "138\u0660\u0660\u0660\u0660\u0661\u0662\u0663\u0664",
        "+86+8613800001234",
        "010-67891234",
    ],
)
def test_what_is_no_mobile_number(value: str | float) -> None:
    with pytest.raises(RuleViolation) as refusal:
        normalise_phone(value)
    assert (refusal.value.code, refusal.value.field) == ("phone.format", "phone")


@pytest.mark.parametrize(
    ("value", "phone"),
    [
        ("010 6789 1234", "010-67891234"),
        ("（０１０）６７８９１２３４", "010-67891234"),
        ("0311-6789123", "0311-6789123"),
        ("021-67891234", "021-67891234"),
        ("13800001234", "13800001234"),
    ],
)
def test_a_landline_where_it_is_welcome(value: str, phone: str) -> None:
    assert normalise_phone(value, landline=True) == phone


@pytest.mark.parametrize("value", ["67891234", "010-6789", "010-167891234", "110"])
def test_what_is_no_landline(value: str) -> None:
    with pytest.raises(RuleViolation, match=r"^phone\.format$"):
        normalise_phone(value, landline=True)


@given(mobiles)
def test_normalising_twice_changes_nothing(phone: str) -> None:
    assert normalise_phone(normalise_phone(phone)) == phone
