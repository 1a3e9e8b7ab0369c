from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.text import HAN, bigrams, document_key, fold, query_terms, require_document_letters

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


@pytest.mark.parametrize(
    "spelling",
    [
        "FK2026-0100",
        "ＦＫ2026－0100",
        "fk2026 0100",
        " FK 2026—0100 ",
        "Fk\u200b2026‑01\u00ad00",
        "FK2026−0100",
        "FK２０２６_０１００",
        "FK-2026/0100.",
        "FK2026ー0100",
        "FK2026\u3164-\ufe0f0100",
        "FK2O26-O1OO",
    ],
)
def test_one_number_however_it_is_spelt(spelling: str) -> None:
    assert document_key(spelling) == "fk2026-0100"


def test_brackets_of_a_papers_number_are_alike() -> None:
    keys = {
        document_key(text) for text in ("财〔2026〕3号", "财[2026]3号", "财（2026）3 号", "财【2026】3号")
    }
    assert keys == {"财2026-3号"}


@pytest.mark.parametrize(
    ("one", "other"), [("1-23", "12-3"), ("FK20260100", "FK2026-0100"), ("A01", "A1"), ("FK-001", "FK-1")]
)
def test_other_numbers_stay_others(one: str, other: str) -> None:
    assert document_key(one) != document_key(other)


@pytest.mark.parametrize("typed", ["F\u041a2026-01", "\u0391-1", "FK2026-\u041e1", "\u0661\u0622"])
def test_letters_that_only_look_right_are_no_documents(typed: str) -> None:
    with pytest.raises(RuleViolation, match=r"document\.letters"):
        require_document_letters(typed, "document_no")


@pytest.mark.parametrize(
    "typed", ["FK2026-0100", "财〔2026〕3号", "ＦＫ２０２６ー０１００", "①-2", "凭证 No.12"]
)
def test_other_documents_are_taken(typed: str) -> None:
    require_document_letters(typed, "document_no")


@pytest.mark.parametrize("nothing", ["", " ", "—", "\u200b", "\u3164"])
def test_no_number_has_no_key(nothing: str) -> None:
    assert document_key(nothing) == ""


@given(mixed)
def test_a_key_is_its_own_key(text: str) -> None:
    assert document_key(document_key(text)) == document_key(text)
