"""The numbers that a result page hands to its scripts: plots, and what one's own ballot did. No voter among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from app.voting.allocations import Allocation, best_of_rounds
from app.voting.election import in_fen
from app.voting.models import Count, Round
from app.voting.money import MOST_GROUPS
from app.voting.sides import Sides

MOST_LINES, MOST_LOSERS = 12, 4


def numbers_of(round: Round, count: Count, found: Allocation, sides: Sides) -> dict[str, Any]:
    """Amounts in fen; ``price`` and ``endowment`` exact, as texts in the election's smallest unit."""
    outcome = count.outcome
    unit = outcome["unit"]
    scores = {row.option.key: row.score for row in found.rows}
    titles = {option.key: option.title for option in round.options}
    return {
        "currency": round.rules.get("currency") or "",
        "unit": unit,
        "rule": outcome["rule"],
        "ballot": outcome["ballot"],
        "points_unit": outcome["points_unit"],
        "individual": found.individual,
        "voted": found.voted,
        "amount": found.amount_fen,
        "left": found.left_fen,
        "endowment": (outcome["endowment"] or {}).get("final"),
        "utility": outcome["rule_detail"]["utility"],
        "options": {
            option.key: {
                "title": option.title,
                "cost": option.cost_fen,
                "votes": outcome["votes"][option.key],
                "score": scores[option.key],
            }
            for option in round.options
        },
        "rounds": [
            {"key": told["key"], "amount": bought.amount_fen, "price": told["price"], "stage": bought.stage}
            for told, bought in zip(outcome["rounds"], found.rounds, strict=True)
        ],
        "support": _lines(outcome),
        "flows": [
            {"name": name, "money": {key: in_fen(money, unit) for key, money in group["money"].items()}}
            for name, group in named_groups(outcome["flows"], titles)
        ],
        "histogram": sides.own.histogram,
        "words": _words(),
    }


def _words() -> dict[str, Any]:
    """What the scripts write on the page; names in braces are theirs to fill."""
    return {
        "left": gettext("剩下"),
        "round": gettext("第 {n} 轮"),
        "winners": gettext("{n} 个"),
        "people": gettext("人数"),
        "found": gettext("找到 {n} 个。"),
        "nothing": gettext("还没有填。"),
        "unreadable": gettext("“{text}”不是这张选票上能填的数。"),
        "twice": gettext("名次 {rank} 填了两次。"),
        "none_won": gettext("您选的 {all} 个项目都没有入选。"),
        "some_won": gettext("您选的 {all} 个项目里，入选 {won} 个："),
        "paid": gettext("{title}：从您名下出 {amount}"),
        "paid_rest": gettext("{title}：您名下剩下的 {amount} 全用在这里"),
        "unpaid": gettext("{title}：轮到它时您名下已经没有钱，由别的支持者出"),
        "unscored": gettext("{title}：您的票没有给它加分，不从您名下出钱"),
        "free": gettext("{title}：不要钱"),
        "aside": {
            "completion": gettext("{title}：用没分完的钱补上的，不从各人名下出"),
            "decision": gettext("{title}：先定列入，不从各人名下出"),
            "floor": gettext("{title}：用留给这一类或片的钱，不从各人名下出"),
        },
        "shared": gettext("{title}：{votes} 人支持，平摊下来每人 {amount}"),
        "scored": gettext("{title}：您给 {given} 分，它一共得 {score} 分"),
        "ranked": gettext("{title}：您排第 {rank}，它一共得 {score} 分"),
        "purse": gettext("您名下 {start}，用了 {spent}，剩 {rest}。"),
        "spent": gettext("一共从您名下出了 {spent}。"),
        "share": gettext("这样平摊，花在您支持的项目上的钱里，您的一份是 {spent}；按人平分是 {fair}。"),
        "lost": gettext("没有入选的："),
        "why": gettext("{title}：{why}"),
    }


def named_groups(flows: Mapping[str, Any], titles: Mapping[str, str]) -> list[tuple[str, Mapping[str, Any]]]:
    """Groups of voters with a name that tells what they have in common, never who they are.

    Those who mark the same with other points or ranks are told apart by a number.
    """
    names = [_name(group, titles) for group in flows["groups"]]
    return [
        (_numbered(name, number) if names.count(name) > 1 else name, group)
        for number, (name, group) in enumerate(zip(names, flows["groups"], strict=True), start=1)
    ]


def _numbered(name: str, number: int) -> str:
    return str(gettext("第 %(number)s 组：%(name)s", number=number, name=name))


def _name(group: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    """Begins with how many they are: a plot cuts long names."""
    voters = group["voters"]
    if group["winners"] == MOST_GROUPS:
        name = gettext("%(voters)s 人，入选 %(winners)s 项以上", voters=voters, winners=MOST_GROUPS)
    elif group["winners"] is not None:
        name = gettext("%(voters)s 人，入选 %(winners)s 项", voters=voters, winners=group["winners"])
    elif group["keys"] is None:
        name = gettext("其余 %(voters)s 人", voters=voters)
    elif not group["keys"]:
        name = gettext("%(voters)s 人，空白票", voters=voters)
    else:
        chosen = gettext("、").join(titles[key] for key in group["keys"])
        name = gettext("%(voters)s 人，选%(titles)s", voters=voters, titles=chosen)
    return str(name)


def _lines(outcome: Mapping[str, Any]) -> list[tuple[str, list[int | None]]]:
    """Effective support round by round (thousandths), by key: the first winners, then those who came closest."""
    reached = {each["key"]: best_of_rounds(outcome, each["key"]) or 0 for each in outcome["losers"]}
    closest = sorted(reached, key=lambda key: -reached[key])
    first = outcome["selected"][: MOST_LINES - min(MOST_LOSERS, len(closest))]
    rounds = [each["support"] for each in outcome["rounds"] if each["support"]]
    keys = [*first, *closest][:MOST_LINES] if rounds else []
    return [(key, [support.get(key) for support in rounds]) for key in keys]
