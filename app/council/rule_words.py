"""Rules of number in plain words."""

from __future__ import annotations

from flask_babel import gettext

from app.domain.quorum import MajorityRule, QuorumRule

HALF = (1, 2, True)


def quorum_words(rule: QuorumRule, roll: int, needed: int) -> str:
    """What makes a meeting valid, with the number of people it means here."""
    if (rule.numerator, rule.denominator, rule.strict) == HALF:
        return str(
            gettext(
                "全体 %(roll)s 名代表的过半数到会，会议有效，即 %(needed)s 人。", roll=roll, needed=needed
            )
        )
    return str(
        gettext(
            "全体 %(roll)s 名代表中%(least)s %(part)s 到会，会议有效，即 %(needed)s 人。",
            roll=roll,
            least=_least(rule.strict),
            part=f"{rule.numerator}/{rule.denominator}",
            needed=needed,
        )
    )


def turnout_words(rule: QuorumRule, roll: int, needed: int) -> str:
    """How many have to vote for the result to be valid."""
    if (rule.numerator, rule.denominator, rule.strict) == HALF:
        return str(
            gettext("名册 %(roll)s 人的过半数投票，结果有效，即 %(needed)s 人。", roll=roll, needed=needed)
        )
    return str(
        gettext(
            "名册 %(roll)s 人中%(least)s %(part)s 投票，结果有效，即 %(needed)s 人。",
            roll=roll,
            least=_least(rule.strict),
            part=f"{rule.numerator}/{rule.denominator}",
            needed=needed,
        )
    )


def majority_words(rule: MajorityRule, needed: int | None = None) -> str:
    """What passes a proposal; with the number of votes where it is known."""
    bases = {
        "present": gettext("到会代表"),
        "roll": gettext("全体代表"),
        "cast": gettext("投赞成和反对的代表"),
    }
    half = (rule.numerator, rule.denominator, rule.strict) == HALF
    part = gettext("过半数") if half else f"{_least(rule.strict)} {rule.numerator}/{rule.denominator}"
    text = gettext("%(base)s%(part)s赞成，项目通过", base=bases[rule.of], part=part)
    if needed is None:
        return f"{text}{gettext('。')}"
    return str(gettext("%(rule)s，即 %(needed)s 票。", rule=text, needed=needed))


def _least(strict: bool) -> str:
    return str(gettext("多于") if strict else gettext("不少于"))
