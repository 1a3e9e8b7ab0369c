from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import HAN, bigrams, fold, query_terms

han = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
mixed = st.text(han | st.sampled_from("，。、 -_()（）Aa3９ü\u200b\ufeff𠮷々〇⼯'\"*:"), max_size=40)


def finds(query: str, text: str) -> bool:
    terms = query_terms(query)
    return bool(terms) and set(terms) <= set(bigrams(text).split())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("养老服务", "养老 老服 服务 养 老 服 务"),
        ("老", "老"),
        ("3A级", "3a 级"),
        ("12345热线", "12345 热线 热 线"),
        ("助餐，助浴", "助餐 助 餐 助浴 助 浴"),
        ("养\u200b老", "养老 养 老"),
        ("WiFi ＡＢＣ１２", "wifi abc12"),
        ("snake_case", "snake case"),
        ("𠮷野家", "𠮷野 野家 𠮷 野 家"),
        ("⼯程", "工程 工 程"),
        ("。！", ""),
        ("", ""),
    ],
)
def test_terms_of_a_text(text: str, terms: str) -> None:
    assert bigrams(text) == terms


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("养老", ["养老"]),
        ("养老服务", ["养老", "老服", "服务"]),
        ("老", ["老"]),
        ("养老 养老", ["养老"]),
        ("3A 助餐", ["3a", "助餐"]),
        ("  ", []),
    ],
)
def test_terms_of_a_query(query: str, terms: list[str]) -> None:
    assert query_terms(query) == terms


@pytest.mark.parametrize(
    ("query", "text", "found"),
    [
        ("老服", "养老服务", True),
        ("养务", "养老服务", False),
        ("餐助", "助餐，助浴", False),  # a comma parts what it parts
        ("服务 养老", "养老服务", True),
        ("wifi", "公共WiFi", True),
        ("wi", "公共WiFi", False),
    ],
)
def test_what_a_query_finds(query: str, text: str, found: bool) -> None:
    assert finds(query, text) is found


@given(mixed)
def test_any_two_neighbouring_characters_find_their_text(text: str) -> None:
    for query in re.findall(rf"(?=([{HAN}]{{2}}))", text):
        assert finds(query, text)


@given(mixed)
def test_any_one_character_finds_its_text(text: str) -> None:
    for query in re.findall(rf"[{HAN}]", text):
        assert finds(query, text)


@given(mixed | st.text())
def test_terms_hold_no_signs(text: str) -> None:
    signs = set(string.punctuation + string.whitespace)
    assert not any(signs & set(term) for term in query_terms(text) + bigrams(text).split(" "))


@given(mixed | st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(mixed)
def test_a_text_is_found_by_itself(text: str) -> None:
    assert finds(text, text) is bool(query_terms(text))
