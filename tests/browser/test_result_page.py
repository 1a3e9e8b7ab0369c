"""A result in the browser: its plots, and one's own ballot worked out on the spot, to the fen as the engine paid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.domain.counting import BallotKind
from app.domain.counting.replay import payments
from app.domain.money import format_yuan
from app.foundation.database import db
from app.voting.election import election_with
from app.voting.manifest import counting_rule
from app.voting.models import Round
from app.voting.protocol import marks_of, outcome_of
from app.voting.queries import protocol_of
from tests.rooms.voting.test_result_pages import counted
from tests.support.walker import Walker

pytestmark = pytest.mark.browser
PLOTS = {"greedy": 3, "equal-shares": 4, "phragmen": 4}


def paid(round: Round) -> dict[tuple[str, ...], list[str]]:
    """By the keys on a ballot, what one such voter paid for each winner, in the order of purchase."""
    protocol = protocol_of(db.session(), round).protocol
    ballots = marks_of(protocol, BallotKind.APPROVAL)
    election = election_with(round, round.options, ballots)
    found: dict[tuple[str, ...], list[str]] = {ballot.marks: [] for ballot in ballots}
    for payment in payments(election, outcome_of(protocol, election, counting_rule(round.rules))):
        for group, amount in zip(payment.groups.tolist(), payment.amounts, strict=True):
            found[ballots[group].marks].append(f"¥{format_yuan(_rounded(amount))}")
    return found


def _rounded(amount: Fraction) -> int:
    return int((2 * amount + 1) // 2)


@pytest.mark.parametrize("rule", sorted(PLOTS))
def test_a_result_is_drawn_and_refuses_nothing(walker: Walker, rule: str) -> None:
    _, round = counted(rule)
    walker.visit(f"/voting/{round.slug}")
    walker.page.wait_for_function(
        "n => document.querySelectorAll('.plot--drawn svg').length === n", arg=PLOTS[rule]
    )
    walker.page.locator("[data-plot=flows]").hover()
    walker.check()


def test_ones_own_ballot_pays_what_the_engine_paid(walker: Walker) -> None:
    _, round = counted("equal-shares")
    expected = paid(db.session().get_one(Round, round.id))
    page = walker.visit(f"/voting/{round.slug}").page
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for keys, amounts in expected.items():
        for box in page.locator("[data-own-key]").all():
            box.set_checked(box.get_attribute("data-own-key") in keys, force=True)
        lines = page.locator("[data-own-answer] li").all_inner_texts()
        assert len(lines) >= len(amounts)
        told = [line for line in lines if "¥" in line]
        assert all(amount in line for line, amount in zip(told, amounts, strict=True)), (keys, lines, amounts)
    assert asked == []


def test_without_scripts_everything_is_said_in_words_and_tables(plain_walker: Walker) -> None:
    _, round = counted("equal-shares")
    plain_walker.visit(f"/voting/{round.slug}").sees("为什么没入选", "换一种规则呢", "这一项要浏览器运行脚本")
    assert not plain_walker.page.locator("[data-own]").is_visible()
    assert not plain_walker.page.locator("[data-plot]").first.is_visible()
