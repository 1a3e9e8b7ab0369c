from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.errors import RuleViolation
from app.domain.money import (
    MAX_FEN,
    capital_yuan,
    format_yuan,
    largest_remainder,
    parse_yuan,
    split_by_percent,
)

amounts = st.integers(0, MAX_FEN)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("0", 0),
        ("1", 100),
        ("0.01", 1),
        ("1.5", 150),
        ("1,234.50", 123450),
        ("58800", 5880000),
        ("¥58,800.00", 5880000),
        ("￥１，２３４．５０", 123450),
        (" 1,234元 ", 123400),
        ("\ufeff12\u200b00", 120000),
        ("007", 700),
        ("100,000,000,000", MAX_FEN),
    ],
)
def test_reads_an_amount(typed: str, fen: int) -> None:
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "money.format"),
        ("元", "money.format"),
        ("1e3", "money.format"),
        ("12万", "money.format"),
        ("1 234", "money.format"),
        ("1,23", "money.format"),
        ("1234,567", "money.format"),
        ("1.", "money.format"),
        (".5", "money.format"),
        ("+5", "money.format"),
        ("NaN", "money.format"),
        ("0x10", "money.format"),
        ("1_000", "money.format"),
        ("5²", "money.format"),
        ("½", "money.format"),
        ("١٢٣", "money.format"),
        ("1.005", "money.decimals"),
        ("1.500", "money.decimals"),
        ("-1", "money.range"),
        ("−1", "money.range"),
        ("－１", "money.range"),
        ("100,000,000,000.01", "money.range"),
        ("9" * 5000, "money.range"),
    ],
)
def test_refuses_what_is_not_an_amount(typed: str, code: str) -> None:
    with pytest.raises(RuleViolation) as refusal:
        parse_yuan(typed)
    assert refusal.value.code == code


@given(amounts, st.booleans())
def test_what_is_written_reads_back(fen: int, plain: bool) -> None:
    assert parse_yuan(format_yuan(fen, plain=plain)) == fen


@given(st.text(alphabet="0123456789.,-+eE¥元 ０９．，", max_size=12))
def test_any_text_is_an_amount_or_is_refused(typed: str) -> None:
    try:
        fen = parse_yuan(typed)
    except RuleViolation as refusal:
        assert refusal.code.startswith("money.")
    else:
        assert 0 <= fen <= MAX_FEN


@pytest.mark.parametrize(
    ("fen", "plain", "written"),
    [
        (123450, False, "1,234.50"),
        (123400, False, "1,234"),
        (123450, True, "1234.50"),
        (5, False, "0.05"),
        (0, False, "0"),
        (-123450, False, "-1,234.50"),
    ],
)
def test_writes_an_amount(fen: int, plain: bool, written: str) -> None:
    assert format_yuan(fen, plain=plain) == written


def test_commas_are_written_unless_told_otherwise() -> None:
    assert format_yuan(123450) == "1,234.50"


# The first six are the examples printed in the rule itself (正确填写票据和结算凭证的基本规定, item 4).
@pytest.mark.parametrize(
    ("fen", "capitals"),
    [
        (140950, "人民币壹仟肆佰零玖元伍角"),
        (600714, "人民币陆仟零柒元壹角肆分"),
        (168032, "人民币壹仟陆佰捌拾元零叁角贰分"),
        (10700053, "人民币壹拾万柒仟元零伍角叁分"),
        (1640902, "人民币壹万陆仟肆佰零玖元零贰分"),
        (32504, "人民币叁佰贰拾伍元零肆分"),
        (0, "人民币零元整"),
        (5, "人民币伍分"),
        (50, "人民币伍角"),
        (55, "人民币伍角伍分"),
        (1000, "人民币壹拾元整"),
        (1001, "人民币壹拾元零壹分"),
        (1010, "人民币壹拾元零壹角"),
        (1700, "人民币壹拾柒元整"),
        (10000, "人民币壹佰元整"),
        (10100, "人民币壹佰零壹元整"),
        (5880000, "人民币伍万捌仟捌佰元整"),
        (10050000, "人民币壹拾万零伍佰元整"),
        (10000100, "人民币壹拾万零壹元整"),
        (100000000, "人民币壹佰万元整"),
        (100100000, "人民币壹佰万壹仟元整"),
        (10000000000, "人民币壹亿元整"),
        (10000500000, "人民币壹亿零伍仟元整"),
        (10000000100, "人民币壹亿零壹元整"),
        (10050005000, "人民币壹亿零伍拾万零伍拾元整"),
        (MAX_FEN, "人民币壹仟亿元整"),
        (MAX_FEN - 1, "人民币玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
    ],
)
def test_capital_numerals(fen: int, capitals: str) -> None:
    assert capital_yuan(fen) == capitals


def _read_capitals(text: str) -> int:
    """The opposite direction, written from the meaning of the numerals alone."""
    values = {char: value for value, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
    tens = {"拾": 10, "佰": 100, "仟": 1000}
    total = section = digit = 0
    for char in text.removeprefix("人民币").removesuffix("整"):
        if char in values:
            digit = values[char]
        elif char in tens:
            section, digit = section + digit * tens[char], 0
        elif char in "亿万元":
            total += (section + digit) * {"亿": 10**10, "万": 10**6, "元": 100}[char]
            section = digit = 0
        else:
            total, digit = total + digit * {"角": 10, "分": 1}[char], 0
    return total


@given(amounts | st.integers(0, 20_000_000))
def test_capital_numerals_mean_the_amount(fen: int) -> None:
    capitals = capital_yuan(fen)
    assert _read_capitals(capitals) == fen
    assert "零零" not in capitals
    assert capitals.endswith("整") == (fen % 100 == 0)


@pytest.mark.parametrize("fen", [-1, MAX_FEN + 1])
def test_capital_numerals_refuse_what_cannot_be_paid(fen: int) -> None:
    with pytest.raises(RuleViolation, match=r"^money\.range$"):
        capital_yuan(fen)


def test_the_last_instalment_takes_the_remainder() -> None:
    assert split_by_percent(5880000, (50, 30, 20)) == (2940000, 1764000, 1176000)
    assert split_by_percent(101, (50, 30, 20)) == (50, 30, 21)
    assert split_by_percent(100, (Fraction(100, 3), Fraction(100, 3), Fraction(100, 3))) == (33, 33, 34)


@st.composite
def percents(draw: st.DrawFn) -> tuple[int, ...]:
    cuts = sorted(draw(st.sets(st.integers(1, 99), max_size=6)))
    edges = [0, *cuts, 100]
    return tuple(b - a for a, b in pairwise(edges))


@given(amounts, percents())
def test_instalments_add_up_and_none_is_early(total: int, parts: tuple[int, ...]) -> None:
    split = split_by_percent(total, parts)
    assert sum(split) == total
    assert all(0 <= part for part in split)
    paid = share = 0
    for part, percent in zip(split[:-1], parts, strict=False):
        paid, share = paid + part, share + percent
        assert paid * 100 <= total * share


@pytest.mark.parametrize("parts", [(), (50, 49), (60, 60, -20), (100, 0)])
def test_percents_must_make_a_hundred(parts: tuple[int, ...]) -> None:
    with pytest.raises(RuleViolation, match=r"^money\.percents$"):
        split_by_percent(100, parts)


def test_largest_remainder_prefers_the_larger_remainder_then_the_earlier_place() -> None:
    assert largest_remainder(10, (1, 1, 1)) == (4, 3, 3)
    assert largest_remainder(10, (15, 15, 17)) == (3, 3, 4)
    assert largest_remainder(10, (70, 27, 3)) == (7, 3, 0)
    assert largest_remainder(7, (1,)) == (7,)
    assert largest_remainder(0, (1, 2)) == (0, 0)
    assert largest_remainder(7, (0, 3)) == (0, 7)


@given(amounts, st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_largest_remainder_is_exact_and_fair(total: int, weights: list[int]) -> None:
    assume(sum(weights) > 0)
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@pytest.mark.parametrize("weights", [(), (0, 0), (3, -1)])
def test_largest_remainder_needs_weights(weights: tuple[int, ...]) -> None:
    with pytest.raises(RuleViolation, match=r"^money\.weights$"):
        largest_remainder(5, weights)
