"""A result in the browser: its plots, and one's own ballot worked out on the spot, to the fen as the engine paid."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

import pytest
from playwright.sync_api import Page

from app.domain.counting import Ballot, BallotKind, Completion, Election, Rule, RuleName, TieBreak
from app.domain.counting.protocol import marks_of, outcome_of
from app.domain.counting.replay import payments
from app.domain.money import format_yuan
from app.domain.policy import SYSTEM
from app.foundation.database import db, unit_of_work
from app.voting.commands import import_election, importing
from app.voting.election import election_with
from app.voting.manifest import counting_rule
from app.voting.models import Round
from app.voting.queries import count_of, protocol_of
from tests.factories import NOW
from tests.rooms.voting.test_pabulib import FOLDER, REAL, small
from tests.rooms.voting.test_result_pages import counted
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
PLOTS = {"greedy": 3, "equal-shares": 4, "phragmen": 4}
TYPED = {
    "cumulative": ("1;a,b;2,1\n2;b;3\n3;c;1\n4;c,b;1,4\n5;a;5", ";points"),
    "scoring": ("1;a,b;2,-1\n2;b;5\n3;c;1.5\n4;c,a,b;1,0,3\n5;a;2.5", ";points"),
    "ordinal": ("1;a,b,c\n2;b,c\n3;c,b\n4;c,a\n5;b,a,c", ""),
}
PAID_BY = """async (ballots) => {
    const { paidBy } = await import('/static/js/own-sums.js')
    const numbers = JSON.parse(document.getElementById('numbers').textContent)
    return ballots.map((marks) => paidBy(new Map(marks.map(([key, value]) => [key, BigInt(value)])), numbers)
        .paid.map(([round, , amount]) => [round.key, `${amount.top}/${amount.bottom}`]))
}"""


def loaded(data: bytes) -> Round:
    with unit_of_work() as session:
        return import_election(session, SYSTEM, data, "real.pb", NOW, official=True)


def engine(round: Round) -> list[tuple[dict[str, int], list[tuple[str, Fraction]]]]:
    """For every different ballot its marks (1, stored points, or the rank from 1), and what one such voter paid for
    which winner, in the order of purchase.
    """
    kept = db.session().get_one(Round, round.id)
    protocol = protocol_of(db.session(), kept).protocol
    ballots = marks_of(protocol, BallotKind(kept.rules["ballot"]["kind"]))
    election = election_with(kept, kept.options, ballots)
    found: list[tuple[dict[str, int], list[tuple[str, Fraction]]]] = [
        (dict(zip(each.marks, _values(election, each), strict=True)), []) for each in ballots
    ]
    for payment in payments(election, outcome_of(protocol, election, counting_rule(kept.rules))):
        for group, amount in zip(payment.groups.tolist(), payment.amounts, strict=True):
            found[group][1].append((payment.round.project, amount))
    return found


def _values(election: Election, ballot: Ballot) -> Sequence[int]:
    if election.ballots.kind is BallotKind.ORDINAL:
        return range(1, len(ballot.marks) + 1)
    return ballot.points or [1] * len(ballot.marks)


def _text(amount: Fraction, unit: int, currency: str = "¥") -> str:
    return f"{currency}{format_yuan(int((2 * amount * 100 / unit + 1) // 2))}"


def _type(page: Page, marks: Mapping[str, str]) -> list[str]:
    """Type a ballot in; the lines of the answer."""
    for field in page.locator("[data-own-key]").all():
        mark = marks.get(field.get_attribute("data-own-key") or "", "")
        if field.get_attribute("type") == "checkbox":
            field.set_checked(bool(mark), force=True)
        else:
            field.fill(mark)
    return page.locator("[data-own-answer] li").all_inner_texts()


@pytest.mark.parametrize("rule", sorted(PLOTS))
def test_a_result_is_drawn_and_refuses_nothing(walker: Walker, rule: str) -> None:
    _, round = counted(rule)
    page = walker.visit(f"/voting/{round.slug}").page
    phone = page.evaluate("window.innerWidth < 640")
    page.wait_for_function(
        "n => document.querySelectorAll('.plot--drawn svg').length === n", arg=PLOTS[rule] - phone
    )
    page.locator(f"[data-plot={'budget' if phone else 'flows'}]").hover()
    walker.check()


def test_equal_marks_with_other_points_are_drawn_as_groups_of_their_own(walker: Walker) -> None:
    round = loaded(small("1;a,b,c\n2;b,a,c\n3;c,a,b\n4;a,c,b", "ordinal"))
    page = walker.visit(f"/voting/{round.slug}").page
    page.wait_for_function("document.querySelectorAll('.plot--drawn svg').length >= 2")
    assert "第 2 组：1 人，选Lamps" in (page.locator("#flows-table").text_content() or "")


def test_on_paper_plots_keep_to_the_sheet_and_details_are_open(walker: Walker) -> None:
    _, round = counted("equal-shares")
    page = walker.visit(f"/voting/{round.slug}").page
    page.wait_for_function("document.querySelectorAll('.plot--drawn svg').length >= 3")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    widths = page.eval_on_selector_all(
        ".plot--drawn svg", "all => all.map(e => e.getBoundingClientRect().width)"
    )
    assert max(widths) <= 640
    assert page.locator("#main details:not([open])").count() == 0
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("#main details[open]").count() == 0


def test_ones_own_ballot_pays_what_the_engine_paid(walker: Walker) -> None:
    _, round = counted("equal-shares")
    page = walker.visit(f"/voting/{round.slug}").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for marks, amounts in engine(round):
        lines = _type(page, dict.fromkeys(marks, "1"))
        told = [line for line in lines if "从您名下出" in line or "全用在这里" in line]
        assert len(told) == len(amounts)
        assert all(_text(amount, 100) in line for line, (_, amount) in zip(told, amounts, strict=True))
    assert asked == []


@pytest.mark.parametrize("kind", sorted(TYPED))
def test_points_and_ranks_typed_in_pay_what_the_engine_paid(walker: Walker, kind: str) -> None:
    votes, points = TYPED[kind]
    round = loaded(small(votes, kind, "equalshares/add1", points))
    page = walker.visit(f"/voting/{round.slug}").page
    unit = round.rules["ballot"]["points_unit"]
    for marks, amounts in engine(round):
        lines = _type(page, {key: f"{value / unit:g}" for key, value in marks.items()})
        told = [line for line in lines if "从您名下出 " in line or "全用在这里" in line]
        assert len(told) == len(amounts)
        assert all(
            _text(amount, 100, "EUR ") in line for line, (_, amount) in zip(told, amounts, strict=True)
        )
    walker.check()


def test_a_points_ballot_under_a_greedy_rule_says_what_won_and_why_not(walker: Walker) -> None:
    votes, points = TYPED["cumulative"]
    round = loaded(small(votes, "cumulative", points=points))
    page = walker.visit(f"/voting/{round.slug}").page
    lines = _type(page, {"a": "2", "b": "1"})
    assert lines[0].startswith("Benches：您给 1 分，它一共得")
    assert any(line.startswith("Lamps：轮到它时还剩") for line in lines)
    assert _type(page, {"a": "many", "b": "1"}) == ["“many”不是这张选票上能填的数。"]


def test_a_rank_given_twice_is_said(walker: Walker) -> None:
    round = loaded(small(TYPED["ordinal"][0], "ordinal"))
    page = walker.visit(f"/voting/{round.slug}").page
    assert _type(page, {"a": "2", "b": "2"}) == ["名次 2 填了两次。"]
    assert _type(page, {"c": "7", "b": "2"})[0].startswith("Benches：您排第 1，")


@pytest.mark.parametrize("rule", ["greedy", "phragmen"])
def test_an_approval_ballot_says_why_projects_lost(walker: Walker, rule: str) -> None:
    _, round = counted(rule)
    page = walker.visit(f"/voting/{round.slug}").page
    kept = db.session().get_one(Round, round.id)
    lost = [
        each.title
        for each in kept.options
        if each.key not in count_of(db.session(), kept).outcome["selected"]
    ]
    lines = _type(page, {"K1": "1", "K2": "1", "K3": "1", "K4": "1"})
    assert lost and all(
        any(line.startswith(f"{title}：") and len(line) > 20 for line in lines) for title in lost
    )


def test_a_long_ballot_is_searched(walker: Walker) -> None:
    projects = "\n".join(f"p{n};{n + 10};Café {n};0" for n in range(120))
    data = small("1;p7,p8\n2;p9", rule="equalshares").decode()
    data = re.sub(r"a;60.*c;40;Trees;1", projects, data, flags=re.DOTALL).replace(
        "num_projects;3", "num_projects;120"
    )
    page = walker.visit(f"/voting/{loaded(data.encode()).slug}").page
    page.get_by_label("Café 7", exact=True).check(force=True)
    page.get_by_label("找项目").fill("cafe 11")
    assert page.locator("[data-own-found]").inner_text() == "找到 11 个。"
    shown = page.locator("[data-own-item]:visible").all_inner_texts()
    assert len(shown) == 12 and "Café 7" in shown
    walker.check()


@REAL
@pytest.mark.parametrize(
    "name", ["Switzerland_Zurich_D10", "Switzerland_Zurich_S5R", "Netherlands_Assen_2024"]
)
def test_every_ballot_of_a_real_round_pays_exactly_what_the_engine_paid(
    walker: Walker, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Rule(RuleName.EQUAL_SHARES, completion=Completion.ADD1, ties=(TieBreak.FILED,))
    monkeypatch.setattr(importing, "_rule", lambda *_: asked)
    round = loaded((FOLDER / f"{name}.pb").read_bytes())
    page = walker.visit(f"/voting/{round.slug}").page
    ranked = round.rules["ballot"]["kind"] == "ordinal"
    ballots = engine(round)
    marked = [[[key, str(value - ranked)] for key, value in marks.items()] for marks, _ in ballots]
    found = page.evaluate(PAID_BY, marked)
    for (_, amounts), paid in zip(ballots, found, strict=True):
        assert [(key, Fraction(text)) for key, text in paid if Fraction(text)] == amounts


def test_without_scripts_everything_is_said_in_words_and_tables(plain_walker: Walker) -> None:
    _, round = counted("equal-shares")
    plain_walker.visit(f"/voting/{round.slug}").sees("为什么没入选", "换一种规则呢", "这一项要浏览器运行脚本")
    assert not plain_walker.page.locator("[data-own]").is_visible()
    assert not plain_walker.page.locator("[data-plot]").first.is_visible()
