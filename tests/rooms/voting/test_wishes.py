"""The office's conditions of an allocation: set, refused, frozen, counted by and told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.counting import BallotKind
from app.domain.counting.protocol import marks_of, outcome_of
from app.domain.counting.replay import replay
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.voting import commands
from app.voting.commands import AreaWish, NewWishes, OptionWish
from app.voting.election import election_with
from app.voting.manifest import OFFERED_COMPLETIONS, OFFERED_RULES, counting_rule
from app.voting.models import Count, Round
from app.voting.queries import protocol_of
from tests.factories import World, make_street
from tests.support.council import MEETING_AT, make_representatives
from tests.support.people import Sign, page, submit
from tests.support.voting import (
    OPENED,
    approving,
    close,
    open_now,
    prepare_allocation,
    prepare_resolution,
    vote,
)

BALLOTS = ("K1", "K1 K2", "K1 K2 K3", "K2 K4", "K1 K3 K4")
"""Of the options K1 96,000, K2 54,000, K3 25,200, K4 19,200: four, three, two and two votes."""


def wish(world: World, round: Round, new: NewWishes) -> Round:
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        return commands.set_wishes(session, secretary, round, new, MEETING_AT)


def counted(
    world: World, new: NewWishes, ballots: Sequence[str] = BALLOTS, **more: Any
) -> tuple[Round, Count]:
    seated = make_representatives(world.north, len(ballots))
    round = prepare_allocation(world, **more)
    wish(world, round, new)
    open_now(world, round)
    for mandate, keys in zip(seated, ballots, strict=True):
        vote(mandate, round, approving(*keys.split()))
    return round, close(world, round)


def reasons(count: Count) -> dict[str, tuple[str, str]]:
    return {each["key"]: (each["reason"], each["detail"]) for each in count.outcome["losers"]}


def test_a_project_fixed_in_is_paid_first_and_one_fixed_out_stays_out(session: Session) -> None:
    new = NewWishes(
        options=(
            OptionWish("K4", decision="in", reason="合同未到期"),
            OptionWish("K1", decision="out", reason="场地已拆"),
        )
    )
    _, count = counted(make_street(), new, amount_fen=130_000_00)
    assert count.outcome["selected"] == ["K4", "K2", "K3"]
    assert reasons(count) == {"K1": ("decision", "场地已拆")}
    assert count.outcome["order"][0] == "K4"


def test_of_an_exclusive_group_one_wins(session: Session) -> None:
    new = NewWishes(options=(OptionWish("K1", group="a"), OptionWish("K2", group="a")))
    _, count = counted(make_street(), new, amount_fen=200_000_00)
    assert count.outcome["selected"] == ["K1", "K4", "K3"]
    assert reasons(count) == {"K2": ("exclusive", "K1")}


def test_fewer_votes_than_asked_are_not_enough_and_one_more_is(session: Session) -> None:
    _, count = counted(make_street(), NewWishes(min_votes=3), amount_fen=200_000_00)
    assert count.outcome["selected"] == ["K1", "K2"]
    assert reasons(count) == {"K3": ("min-votes", ""), "K4": ("min-votes", "")}
    assert [each["explained"]["margin"]["votes"]["number"] for each in count.outcome["losers"]] == [1, 1]


AREAS = NewWishes(
    options=(OptionWish("K3", category="文体"), OptionWish("K1", zone="北片"), OptionWish("K2", zone="北片")),
    limits=(AreaWish("文体", floor_fen=20_000_00), AreaWish("北片", ceiling_fen=100_000_00)),
)


def test_a_floor_keeps_money_for_its_area(session: Session) -> None:
    _, count = counted(make_street(), AREAS, amount_fen=125_000_00)
    assert count.outcome["selected"] == ["K1", "K3"]
    assert reasons(count) == {"K2": ("money", ""), "K4": ("reserved", "")}


def test_a_ceiling_stops_its_area(session: Session) -> None:
    _, count = counted(make_street(), AREAS, amount_fen=200_000_00)
    assert reasons(count) == {"K2": ("ceiling", "北片")}
    assert [each["explained"]["margin"]["cost"]["number"] for each in count.outcome["losers"]] == [4_000_00]


def test_the_rest_of_the_money_does_a_part(session: Session, client: FlaskClient) -> None:
    new = NewWishes(options=(OptionWish("K2", least_part_fen=30_000_00),))
    round, count = counted(make_street(), new, amount_fen=130_000_00)
    assert count.outcome["granted"] == {"K1": 96_000_00, "K2": 34_000_00}
    text = client.get(f"/voting/{round.slug}").get_data(as_text=True)
    assert "入选，先做 ¥34,000" in text
    assert "楼门微花园，3 票，先做 ¥34,000" in text


def test_what_was_never_in_the_count_has_no_support_and_what_was_fixed_in_took_no_voters_money(
    session: Session, client: FlaskClient
) -> None:
    options = (
        OptionWish("K1", decision="in", reason="合同未到期"),
        OptionWish("K2", decision="out", reason="场地已拆"),
    )
    round, count = counted(make_street(), NewWishes(options=options), rule="phragmen")
    assert [(each["key"], each["explained"]["why"]["support"]) for each in count.outcome["losers"]] == [
        ("K2", None)
    ]
    text = client.get(f"/voting/{round.slug}").get_data(as_text=True)
    assert "家门口助餐点（其中" not in text
    assert "有效支持 0%" not in text


def test_a_round_in_which_nothing_could_win_does_not_open(session: Session) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    round = wish(world, prepare_allocation(world), NewWishes(min_votes=4))
    with pytest.raises(RuleViolation) as refused:
        open_now(world, round)
    assert refused.value.code == "wish.min_roll"
    wish(world, round, NewWishes(min_votes=3))
    assert open_now(world, round).state == "open"


EVERYTHING = NewWishes(
    min_votes=1,
    options=(
        OptionWish("K4", decision="in", reason="合同未到期", zone="南片"),
        OptionWish("K1", group="a", zone="北片"),
        OptionWish("K2", group="a", zone="北片"),
        OptionWish("K3", category="文体"),
    ),
    limits=(AreaWish("文体", floor_fen=20_000_00), AreaWish("北片", ceiling_fen=100_000_00)),
)


@pytest.mark.parametrize("rule", OFFERED_RULES)
@pytest.mark.parametrize("completion", OFFERED_COMPLETIONS)
def test_under_every_rule_conditions_hold_and_the_protocol_replays(
    session: Session, client: FlaskClient, rule: str, completion: str
) -> None:
    round, count = counted(make_street(), EVERYTHING, rule=rule, completion=completion)
    won = count.outcome["selected"]
    assert won[0] == "K4"
    assert "K3" in won
    assert not {"K1", "K2"} <= set(won)
    assert all("K4" in side["selected"] for side in count.outcome["compare"])
    kept = protocol_of(db.session(), round)
    election = election_with(round, round.options, marks_of(kept.protocol, BallotKind.APPROVAL))
    assert list(replay(election, outcome_of(kept.protocol, election, counting_rule(round.rules)))) == won
    text = client.get(f"/voting/{round.slug}").get_data(as_text=True)
    assert "“老人用手机八堂课”先定列入：合同未到期" in text
    assert "“家门口助餐点”、“楼门微花园”，最多入选一个。" in text
    assert "“北片”最多用 ¥100,000。" in text


def test_conditions_freeze_with_the_rules(session: Session) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    round = wish(world, prepare_allocation(world), EVERYTHING)
    before = dict(round.rules["wishes"])
    open_now(world, round)
    assert round.rules["wishes"] == before
    assert round.rules["options"][0] == {
        "key": "K1",
        "title": "家门口助餐点",
        "cost_fen": 96_000_00,
        "zone": "北片",
    }
    with pytest.raises(RuleViolation) as refused:
        wish(world, round, NewWishes())
    assert refused.value.code == "state.wrong"
    assert round.rules["wishes"] == before


def test_once_open_nobody_fills_in_conditions_in_vain(session: Session, sign: Sign) -> None:
    world = make_street()
    make_representatives(world.north, 3)
    round = open_now(world, prepare_allocation(world))
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert client.get(f"/voting/{round.slug}/wishes").location == f"/voting/{round.slug}"
    assert submit(client, f"/voting/{round.slug}/wishes", {"min_votes": "2"}).status_code == 422


def test_conditions_are_replaced_as_a_whole_and_on_record(session: Session) -> None:
    world = make_street()
    round = wish(world, prepare_allocation(world), EVERYTHING)
    wish(world, round, NewWishes(min_votes=2))
    assert round.rules["wishes"] == {"min_votes": 2}
    assert "zone" not in round.options[0].detail
    wish(world, round, NewWishes())
    assert "wishes" not in round.rules
    told = session.scalars(select(AuditEntry).where(AuditEntry.action == "voting.set_wishes")).all()
    assert len(told) == 3


def test_a_resolution_has_no_conditions(session: Session, sign: Sign) -> None:
    world = make_street()
    round, _ = prepare_resolution(world)
    with pytest.raises(RuleViolation):
        wish(world, round, NewWishes(min_votes=1))
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert client.get(f"/voting/{round.slug}/wishes").status_code == 404


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewWishes(min_votes=-1), "wish.min_votes"),
        (NewWishes(options=(OptionWish("K9"),)), "wish.unknown_option"),
        (NewWishes(options=(OptionWish("K1", decision="maybe", reason="x"),)), "wish.unknown_option"),
        (NewWishes(options=(OptionWish("K1", decision="in", reason=" "),)), "wish.reason"),
        (
            NewWishes(
                options=tuple(OptionWish(f"K{n}", decision="out", reason="x") for n in range(1, 5)),
            ),
            "wish.all_decided",
        ),
        (NewWishes(options=(OptionWish("K1", group="a"),)), "wish.group_alone"),
        (NewWishes(options=(OptionWish("K1", least_part_fen=96_000_00),)), "wish.part"),
        (NewWishes(options=(OptionWish("K1", least_part_fen=0),)), "wish.part"),
        (NewWishes(limits=(AreaWish("北片", floor_fen=1),)), "wish.area"),
        (
            NewWishes(options=(OptionWish("K1", zone="北片"),), limits=(AreaWish("北片"),)),
            "wish.limit",
        ),
        (
            NewWishes(options=(OptionWish("K1", zone="北片"),), limits=(AreaWish("北片", 2, 1),)),
            "wish.limit",
        ),
        (
            NewWishes(
                options=(OptionWish("K1", zone="北片"),), limits=(AreaWish("北片", 1), AreaWish("北片", 2))
            ),
            "wish.area_twice",
        ),
        (
            NewWishes(options=(OptionWish("K1", zone="北片"),), limits=(AreaWish("北片", 150_000_01),)),
            "wish.floors",
        ),
        (
            NewWishes(
                options=tuple(OptionWish(key, decision="in", reason="x") for key in ("K1", "K2", "K3"))
            ),
            "wish.decision",
        ),
        (
            NewWishes(
                options=tuple(OptionWish(key, decision="in", reason="x", group="a") for key in ("K3", "K4"))
            ),
            "wish.decision",
        ),
        (
            NewWishes(
                options=(
                    OptionWish("K1", zone="北片", decision="out", reason="x"),
                    OptionWish("K3", zone="北片"),
                ),
                limits=(AreaWish("北片", 25_200_01),),
            ),
            "wish.floor_most",
        ),
        (
            NewWishes(
                min_votes=1,
                options=(
                    OptionWish("K1", zone="北片"),
                    *(OptionWish(key, decision="in", reason="x") for key in ("K2", "K3")),
                ),
                limits=(AreaWish("北片", 96_000_00),),
            ),
            "wish.decision",
        ),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(session: Session, new: NewWishes, code: str) -> None:
    world = make_street()
    round = prepare_allocation(world)
    with pytest.raises(RuleViolation) as refused:
        wish(world, round, new)
    assert refused.value.code == code
    session.expire_all()
    assert "wishes" not in session.get_one(Round, round.id).rules


def test_a_part_needs_a_rule_that_ends_by_votes(session: Session) -> None:
    world = make_street()
    round = prepare_allocation(world, rule="phragmen")
    with pytest.raises(RuleViolation) as refused:
        wish(world, round, NewWishes(options=(OptionWish("K1", least_part_fen=1),)))
    assert refused.value.code == "wish.part_rule"


@time_machine.travel(OPENED, tick=False)
def test_the_secretary_sets_them_on_a_page_and_finds_them_again(session: Session, sign: Sign) -> None:
    world = make_street()
    round = prepare_allocation(world)
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    url = f"/voting/{round.slug}/wishes"
    sent = {
        "min_votes": "2",
        **{f"options-{at}-key": f"K{at + 1}" for at in range(4)},
        "options-0-zone": "北片",
        "options-0-decision": "in",
        "options-1-group": "a",
        "options-2-group": "a",
        "options-3-part": "10000",
        "limits-0-area": "北片",
        "limits-0-floor": "96000",
    }
    refused = submit(
        client,
        url,
        {
            **sent,
            "options-1-reason": "没说怎么定",
            "options-2-category": "目录里没有的",
            "options-3-zone": "长" * 21,
            "limits-1-ceiling": "1",
        },
    )
    assert refused.status_code == 422
    told = {line["id"]: line.get_text() for line in page(refused).select("[id$='-error']")}
    assert "请在“由谁定”里选" in told["options-1-reason-error"]
    assert "不是有效的选择" in told["options-2-category-error"]
    assert "20" in told["options-3-zone-error"] and "Field" not in told["options-3-zone-error"]
    assert "请写是哪一类或哪一片。" in told["limits-1-area-error"]
    assert "先定了，就要写原因和依据。" in page(refused).select_one("#options-0-reason-error").get_text()
    assert page(refused).select_one("[name='options-0-zone'][value='北片']") is not None
    more = page(submit(client, url, {**sent, "add_limits": "1"}))
    assert more.select_one("[name='limits-1-area']") is not None
    detail = page(submit(client, url, {**sent, "options-0-reason": "上年承诺"}))
    assert "“家门口助餐点”先定列入：上年承诺" in detail.get_text()
    assert "钱不够时，“老人用手机八堂课”至少有 ¥10,000 也可以做。" in detail.get_text()
    again = page(client.get(url))
    assert again.select_one("[name='options-0-reason'][value='上年承诺']") is not None
    assert again.select_one("[name='limits-0-floor'][value='96000']") is not None
    assert [each["value"] for each in again.select("[name='options-2-group'] option[selected]")] == ["a"]


def test_voters_read_what_is_fixed_beside_the_option(session: Session, sign: Sign) -> None:
    world = make_street()
    seated = make_representatives(world.north, 3)
    round = wish(world, prepare_allocation(world), EVERYTHING)
    open_now(world, round)
    with time_machine.travel(OPENED, tick=False):
        booth = sign.client_of(seated[0].user).get(f"/voting/{round.slug}/vote").get_data(as_text=True)
    assert "已经先定列入，不用选" in booth
    assert "和“楼门微花园”最多入选一个" in booth
