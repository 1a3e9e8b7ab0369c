from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import procurement
from app.domain.procurement import (
    BudgetLine,
    Finding,
    Listing,
    OrganisationFacts,
    PurchaseLimits,
    RatingPolicy,
)

LIMITS = PurchaseLimits(
    term_warn_months=12,
    term_max_months=36,
    management_fee_cap_percent=10,
    supplement_cap_percent=10,
    splitting_threshold_fen=100_000_000,
    rating_valid_years=5,
)
ON = date(2026, 4, 1)
SOUND = OrganisationFacts(legal_person=True)

fen = st.integers(1, 10**9)


def found(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    return [(finding.code, finding.severity) for finding in findings]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("service", []),
        ("goods", [("kind.goods", "block")]),
        ("works", [("kind.works", "block")]),
        ("loan", [("kind.unknown", "block")]),
        ("", [("kind.unknown", "block")]),
    ],
)
def test_only_services_are_bought_as_services(kind: str, expected: list[tuple[str, str]]) -> None:
    assert found(procurement.check_kind(kind)) == expected


def test_outside_the_directory_needs_a_reason() -> None:
    assert procurement.check_directory("2.01", "") == []
    assert procurement.check_directory(None, "社区治理不在目录内") == []
    assert found(procurement.check_directory(None, "  ")) == [("directory.reason_missing", "block")]


def test_the_provider_declares_not_to_pass_the_contract_on() -> None:
    assert procurement.check_declaration(True) == []
    assert found(procurement.check_declaration(False)) == [("declaration.subcontracting_missing", "block")]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (0, [("term.not_positive", "block")]),
        (1, []),
        (12, []),
        (13, [("term.needs_reasons", "warn")]),
        (36, [("term.needs_reasons", "warn")]),
        (37, [("term.too_long", "block")]),
    ],
)
def test_length_of_a_contract(months: int, expected: list[tuple[str, str]]) -> None:
    assert found(procurement.check_term(months, LIMITS)) == expected


def test_limits_come_from_the_settings() -> None:
    short = replace(LIMITS, term_warn_months=6, term_max_months=9)
    [finding] = procurement.check_term(7, short)
    assert (finding.severity, finding.params) == ("warn", {"months": 7, "usual": 6})
    [finding] = procurement.check_term(10, short)
    assert (finding.severity, finding.params) == ("block", {"months": 10, "maximum": 9})


def test_every_item_of_the_negative_list_is_answered_no() -> None:
    items = ["office_costs", "staff_pay", "loans"]
    assert procurement.check_negative_list(items, dict.fromkeys(items, False)) == []
    findings = procurement.check_negative_list(items, {"office_costs": True, "staff_pay": False})
    assert findings == [
        Finding("negative_list.unanswered", "block", {"item": "loans"}),
        Finding("negative_list.hit", "block", {"item": "office_costs"}),
    ]


def budget(*amounts: int, fee: int = 0) -> list[BudgetLine]:
    lines = [BudgetLine(f"line {number}", amount) for number, amount in enumerate(amounts)]
    return [*lines, BudgetLine("fee", fee, is_management_fee=True)] if fee else lines


@pytest.mark.parametrize(
    ("lines", "amount", "expected"),
    [
        (budget(900, fee=100), 1000, []),
        (budget(899, fee=101), 1000, ["budget.management_fee"]),
        (budget(1000), 1000, []),
        (budget(1000), 1001, ["budget.sum"]),
        (budget(1001), 1000, ["budget.sum"]),
        ([], 1000, ["budget.empty"]),
        (budget(1000, 0), 1000, ["budget.line_not_positive"]),
        (budget(1100, -100), 1000, ["budget.line_not_positive"]),
        (budget(0), 0, ["budget.line_not_positive"]),
    ],
)
def test_budget(lines: list[BudgetLine], amount: int, expected: list[str]) -> None:
    assert found(procurement.check_budget(lines, amount, LIMITS)) == [(code, "block") for code in expected]


def test_a_budget_finding_says_where_and_by_how_much() -> None:
    lines = [BudgetLine("人员费", 700), BudgetLine("活动费", 0), BudgetLine("管理费", 202, True)]
    assert [finding.params for finding in procurement.check_budget(lines, 999, LIMITS)] == [
        {"line": 2, "kind": "活动费"},
        {"total_fen": 902, "amount_fen": 999},
        {"fee_fen": 202, "cap_fen": 99, "cap_percent": 10},
    ]


@given(st.lists(fen, min_size=1, max_size=9), st.integers(0, 100))
def test_one_fen_off_is_always_noticed(amounts: list[int], percent: int) -> None:
    limits = replace(LIMITS, management_fee_cap_percent=percent)
    lines = budget(*amounts)
    assert procurement.check_budget(lines, sum(amounts), limits) == []
    assert found(procurement.check_budget(lines, sum(amounts) + 1, limits)) == [("budget.sum", "block")]


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (0, [("unit_price.not_positive", "block")]),
        (1, []),
        (26000, []),
        (26001, [("unit_price.above_listing", "warn")]),
    ],
)
def test_unit_price(price: int, expected: list[tuple[str, str]]) -> None:
    assert found(procurement.check_unit_price(price, 26000)) == expected


@pytest.mark.parametrize(("amount", "inside"), [(299, False), (300, True), (900, True), (901, False)])
def test_range_of_the_offering(amount: int, inside: bool) -> None:
    expected = [] if inside else [("amount.outside_offering", "warn")]
    assert found(procurement.check_offering_range(amount, 300, 900)) == expected


@pytest.mark.parametrize(
    ("previous", "delta", "expected"),
    [
        (0, 1, []),
        (0, 1000, []),
        (0, 1001, ["supplement.over_cap"]),
        (600, 400, []),
        (600, 401, ["supplement.over_cap"]),
        (0, 0, ["supplement.not_positive"]),
        (500, -100, ["supplement.not_positive"]),
    ],
)
def test_supplements_stay_within_a_tenth(previous: int, delta: int, expected: list[str]) -> None:
    findings = procurement.check_supplement(10009, previous, delta, LIMITS)
    assert found(findings) == [(code, "block") for code in expected]


def test_a_supplement_over_the_cap_says_by_how_much() -> None:
    [finding] = procurement.check_supplement(10009, 600, 401, LIMITS)
    assert finding.params == {"total_fen": 1001, "cap_fen": 1000}


@given(fen, st.lists(st.integers(1, 10**8), max_size=8))
def test_no_row_of_supplements_slips_past_the_cap(original: int, deltas: list[int]) -> None:
    accepted = 0
    for delta in deltas:
        if not procurement.check_supplement(original, accepted, delta, LIMITS):
            accepted += delta
    assert accepted * 10 <= original


@pytest.mark.parametrize(
    ("previous", "this", "expected"),
    [
        ([], 99_999_999, []),
        ([], 100_000_000, ["threshold.reached"]),
        ([40_000_000, 30_000_000], 29_999_999, []),
        ([40_000_000, 30_000_000], 30_000_000, ["threshold.reached_together"]),
    ],
)
def test_like_purchases_are_summed(previous: list[int], this: int, expected: list[str]) -> None:
    findings = procurement.check_splitting(previous, this, LIMITS)
    assert found(findings) == [(code, "warn") for code in expected]


@given(st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_cutting_a_purchase_up_never_hides_it(parts: list[int]) -> None:
    limits = replace(LIMITS, splitting_threshold_fen=20)
    findings = procurement.check_splitting(parts[:-1], parts[-1], limits)
    assert bool(findings) == (sum(parts) >= 20)


@pytest.mark.parametrize(
    ("facts", "policy", "expected"),
    [
        (SOUND, "valid_if_ever_rated", None),
        (SOUND, "required", "organisation.rating_required"),
        (replace(SOUND, legal_person=False), "none", "organisation.no_legal_personality"),
        (replace(SOUND, abnormal_list=[Listing(ON)]), "none", "organisation.abnormal_list"),
        (replace(SOUND, abnormal_list=[Listing(date(2026, 4, 2))]), "none", None),
        (replace(SOUND, blacklist=[Listing(date(2024, 4, 1), ON)]), "none", None),
        (
            replace(SOUND, blacklist=[Listing(date(2024, 4, 1), date(2026, 4, 2))]),
            "none",
            "organisation.blacklist",
        ),
        (replace(SOUND, rating="3A", rating_valid_to=ON), "required", None),
        (replace(SOUND, rating="3A", rating_valid_to=date(2026, 3, 31)), "none", None),
        (
            replace(SOUND, rating="3A", rating_valid_to=date(2026, 3, 31)),
            "valid_if_ever_rated",
            "organisation.rating_expired",
        ),
        (replace(SOUND, rating="5A", rated_on=ON.replace(year=2021)), "required", None),
        (
            replace(SOUND, rating="5A", rated_on=date(2021, 3, 31)),
            "required",
            "organisation.rating_expired",
        ),
        (replace(SOUND, rating="5A"), "valid_if_ever_rated", "organisation.rating_undated"),
    ],
)
def test_who_may_be_the_provider(
    facts: OrganisationFacts, policy: RatingPolicy, expected: str | None
) -> None:
    findings = procurement.check_eligibility(facts, ON, policy, LIMITS)
    assert found(findings) == ([(expected, "block")] if expected else [])


def test_every_ground_for_refusal_is_named() -> None:
    since = date(2026, 1, 5)
    facts = OrganisationFacts(
        legal_person=False,
        abnormal_list=[Listing(since)],
        blacklist=[Listing(since)],
        rating="4A",
        rating_valid_to=date(2025, 12, 31),
    )
    assert [(f.code, f.params) for f in procurement.check_eligibility(facts, ON, "required", LIMITS)] == [
        ("organisation.no_legal_personality", {}),
        ("organisation.abnormal_list", {"since": since}),
        ("organisation.blacklist", {"since": since}),
        ("organisation.rating_expired", {"rating": "4A", "valid_to": date(2025, 12, 31)}),
    ]


def test_the_earlier_end_of_a_rating_holds() -> None:
    facts = replace(SOUND, rating="4A", rated_on=date(2020, 2, 29), rating_valid_to=date(2026, 1, 1))
    assert procurement.rating_end(facts, LIMITS) == date(2025, 2, 28)
    assert procurement.rating_end(replace(facts, rated_on=date(2024, 5, 1)), LIMITS) == date(2026, 1, 1)
    assert procurement.rating_end(SOUND, LIMITS) is None


@pytest.mark.parametrize(
    ("amounts", "expected"),
    [
        ([50, 30, 20], []),
        ([99, 1], []),
        ([50, 30, 19], ["instalments.sum"]),
        ([50, 50, 0], ["instalments.not_positive"]),
        ([120, -20], ["instalments.not_positive"]),
        ([], ["instalments.empty"]),
    ],
)
def test_instalments(amounts: list[int], expected: list[str]) -> None:
    findings = procurement.check_instalments(amounts, 100)
    assert found(findings) == [(code, "block") for code in expected]


def test_instalment_findings_say_which() -> None:
    assert procurement.check_instalments([60, 0], 100) == [
        Finding("instalments.not_positive", "block", {"number": 2}),
        Finding("instalments.sum", "block", {"sum_fen": 60, "total_fen": 100}),
    ]


def test_whoever_has_an_interest_withdraws() -> None:
    assert procurement.recused({7, 9}, [3, 9])
    assert not procurement.recused({7, 9}, [3])
    assert not procurement.recused(set(), [3])
