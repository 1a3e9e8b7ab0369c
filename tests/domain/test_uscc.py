from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.domain import uscc
from app.domain.errors import RuleViolation

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
EXAMPLE = "91350100M000100Y43"  # the example the standard prints


def check_digit(body: str) -> str:
    """The formula of the standard, written out: weights 3^(i-1) mod 31, (31 - sum mod 31) mod 31."""
    total = sum(ALPHABET.index(char) * pow(3, power, 31) for power, char in enumerate(body))
    return ALPHABET[(31 - total % 31) % 31]


@st.composite
def codes(draw: st.DrawFn) -> str:
    head = draw(st.text(ALPHABET, min_size=2, max_size=2))
    division = draw(st.text("0123456789", min_size=6, max_size=6))
    body = head + division + draw(st.text(ALPHABET, min_size=9, max_size=9))
    return body + check_digit(body)


def refusal(text: str) -> RuleViolation:
    with pytest.raises(RuleViolation) as caught:
        uscc.check(text)
    assert caught.value.field == "uscc"
    return caught.value


@given(codes())
def test_every_code_of_the_standards_formula_passes(code: str) -> None:
    assert uscc.check(code) == code


def test_the_example_of_the_standard() -> None:
    assert uscc.check(EXAMPLE) == EXAMPLE


def test_a_remainder_of_zero_makes_the_check_character_zero() -> None:
    zero = next(
        body + "0" for number in range(1000) if check_digit(body := f"52119900MJ9000{number:03d}") == "0"
    )
    assert uscc.check(zero) == zero


def test_a_village_collective_begins_with_a_letter() -> None:
    body = "N2119900MF0000001"
    assert uscc.check(body + check_digit(body)) == body + check_digit(body)


@pytest.mark.parametrize(
    "typed",
    [
        "91350100m000100y43",
        "９１３５０１００Ｍ０００１００Ｙ４３",
        " 9 1 350100 M000100Y4 3\n",
        "91-350100-M000100Y4-3",
        "\ufeff91350100M000\u200b100Y43\x00",
    ],
)
def test_folds_what_people_type(typed: str) -> None:
    assert uscc.check(typed) == EXAMPLE


@given(st.text(max_size=24))
@example("O \u0308")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert uscc.normalise(uscc.normalise(text)) == uscc.normalise(text)


@pytest.mark.parametrize("text", ["", EXAMPLE[:-1], EXAMPLE + "0"])
def test_length(text: str) -> None:
    violation = refusal(text)
    assert violation.code == "uscc.length"
    assert violation.params == {"length": len(text), "expected": 18}


@given(codes(), st.data())
def test_one_wrong_character_never_passes(code: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, 17))
    other = data.draw(st.sampled_from(ALPHABET))
    assume(other != code[place])
    assert refusal(code[:place] + other + code[place + 1 :]).code in ("uscc.character", "uscc.check_digit")


@given(codes(), st.integers(0, 16))
def test_two_neighbours_swapped_never_pass(code: str, place: int) -> None:
    assume(code[place] != code[place + 1])
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert refusal(swapped).code in ("uscc.character", "uscc.check_digit")


def test_a_wrong_check_digit() -> None:
    violation = refusal(EXAMPLE[:-1] + "4")
    assert (violation.code, violation.params) == ("uscc.check_digit", {"suggestion": None})


@pytest.mark.parametrize(
    ("typed", "position", "character"),
    [
        ("9135O1O0M000100Y43", 5, "O"),
        ("9I350100M000100Y43", 2, "I"),
        ("913S0100M000100Y43", 4, "S"),
        ("91350100M0001O0Y43", 14, "O"),
    ],
)
def test_suggests_the_code_that_was_meant(typed: str, position: int, character: str) -> None:
    violation = refusal(typed)
    assert violation.code == "uscc.character"
    assert violation.params == {"position": position, "character": character, "suggestion": EXAMPLE}


@pytest.mark.parametrize(("meant", "typed"), [("2", "Z"), ("U", "V")])
def test_reads_z_as_2_and_v_as_u(meant: str, typed: str) -> None:
    body = f"52119900MJ{meant}000014"
    code = body + check_digit(body)
    assert refusal(code[:10] + typed + code[11:]).params["suggestion"] == code


@pytest.mark.parametrize(
    "typed",
    [
        "91350100M000100O43",
        "91350100M000100Y4*",
        "9*350100M000100Y43",
        "91A50100M000100Y43",
        "9135010AM000100Y43",
    ],
)
def test_suggests_nothing_when_nothing_fits(typed: str) -> None:
    violation = refusal(typed)
    assert (violation.code, violation.params["suggestion"]) == ("uscc.character", None)
