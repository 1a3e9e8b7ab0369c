"""The office's conditions in words: for the panel of rules and beside each option."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask_babel import gettext

from app.voting.models import Round

Amount = Callable[[int], str]


def wish_texts(round: Round, amount: Amount) -> Sequence[str]:
    """Every condition of a round as a sentence."""
    told = round.rules.get("wishes", {})
    titles = {option.key: option.title for option in round.options}
    least = told.get("min_votes")
    return [
        *([gettext("至少 %(n)s 人支持才能入选。", n=least)] if least else ()),
        *(
            gettext("%(titles)s，最多入选一个。", titles=_names(keys, titles))
            for keys in told.get("exclusive", ())
        ),
        *(_limit(each, amount) for each in told.get("limits", ())),
        *(_decision(each, titles) for each in told.get("decisions", ())),
        *(
            gettext("钱不够时，“%(title)s”至少有 %(part)s 也可以做。", title=titles[key], part=amount(part))
            for key, part in told.get("parts", {}).items()
        ),
    ]


def option_notes(round: Round) -> Mapping[str, str]:
    """By key, what a voter should know of an option while marking it."""
    told = round.rules.get("wishes", {})
    titles = {option.key: option.title for option in round.options}
    notes = {
        key: gettext(
            "和%(titles)s最多入选一个", titles=_names([other for other in keys if other != key], titles)
        )
        for keys in told.get("exclusive", ())
        for key in keys
    }
    for each in told.get("decisions", ()):
        notes[each["key"]] = (
            gettext("已经先定列入，不用选") if each["included"] else gettext("已经先定不列入，选了不算")
        )
    return notes


def _names(keys: Sequence[str], titles: Mapping[str, str]) -> str:
    return gettext("、").join(gettext("“%(title)s”", title=titles[key]) for key in keys)


def _limit(told: Mapping[str, Any], amount: Amount) -> str:
    area, floor, ceiling = told["area"], told["floor_fen"], told["ceiling_fen"]
    if ceiling is None:
        return gettext("“%(area)s”至少用 %(floor)s。", area=area, floor=amount(floor))
    if not floor:
        return gettext("“%(area)s”最多用 %(ceiling)s。", area=area, ceiling=amount(ceiling))
    return gettext(
        "“%(area)s”至少用 %(floor)s，最多用 %(ceiling)s。",
        area=area,
        floor=amount(floor),
        ceiling=amount(ceiling),
    )


def _decision(told: Mapping[str, Any], titles: Mapping[str, str]) -> str:
    title = titles[told["key"]]
    if told["included"]:
        return gettext("“%(title)s”先定列入：%(reason)s", title=title, reason=told["reason"])
    return gettext("“%(title)s”先定不列入：%(reason)s", title=title, reason=told["reason"])
