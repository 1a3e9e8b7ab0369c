"""What a new password may be: one policy, wherever one is set.

Long enough, and none of those that are guessed first: the common ones (the list of zxcvbn, thirty thousand leaked
passwords and the words of several languages, with their usual disguises), repetitions and sequences, and what the
account, its owner and this house are called. Kinds of characters are not asked for, and nothing lapses. Source: NIST
SP 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 6.2.4 to 6.2.11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.domain.errors import RuleViolation
from app.domain.text import fold

LONGEST = 200
"""Characters; ASVS 6.2.9 asks for 64 at the least."""
LEAST_GUESSES = 10**6
"""Tries that find the password at best. At the pace of the sign-in page (one a minute) they take two years."""
LOOKED_AT = 32
"""Characters that are judged: who repeats "aaaa" as often is not to be helped, and the judge's time stays short."""

HOUSE = ("yishiting", "议事厅", "居民议事厅", "居民议事", "社区居民", "街道", "jiedao", "shequ")
CHINESE = (
    "woaini",
    "我爱你",
    "好好学习天天向上",
    "好好学习",
    "天天向上",
    "一二三四五六",
    "一二三四五六七",
    "一二三四五六七八",
    "一二三四五六七八九",
    "一二三四五六七八九十",
    "零一二三四五六七八九",
    "一二三四五六七八九零",
)
"""What Chinese hands type first and the list does not have."""

_RARE_DISGUISES = re.compile(r"[(\[{<|+%]")
"""Signs that zxcvbn also reads as letters; all their combinations would take seconds."""


def check_new_password(password: str, about: Iterable[str | None], least: int) -> None:
    """Raise RuleViolation when a password is not to be taken; ``about`` are the names and numbers of its account.

    "password.short" (fewer than ``least`` characters), "password.long", "password.named" (made of what is known of the
    account), "password.common", "password.pattern", "password.weak" otherwise.
    """
    if len(password) < least:
        raise RuleViolation("password.short", field="password", least=least)
    if len(password) > LONGEST:
        raise RuleViolation("password.long", field="password", most=LONGEST)
    own = {piece for text in about if text for piece in _pieces(fold(text))} | set(HOUSE)
    guesses, parts = _judged(fold(password)[:LOOKED_AT], own)
    if guesses < LEAST_GUESSES:
        raise RuleViolation(f"password.{_reason(parts)}", field="password")


def _pieces(name: str) -> set[str]:
    """A name and its parts of three characters and more, of which "暖邻居家2026" is made."""
    shown = name[:LOOKED_AT]
    ends = range(3, len(shown) + 1)
    return {name, *(shown[start:end] for end in ends for start in range(end - 2))}


def _judged(password: str, own: set[str]) -> tuple[int, Sequence[Mapping[str, Any]]]:
    """How many guesses find it, and the parts it is made of. zxcvbn's own entrance would keep ``own`` in a table that
    all requests share."""
    from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
    from zxcvbn.scoring import most_guessable_match_sequence

    words = {
        **RANKED_DICTIONARIES,
        "own": dict.fromkeys(own, 1),
        "chinese": build_ranked_dict(CHINESE),
    }
    plain = _RARE_DISGUISES.sub("*", password)
    found = most_guessable_match_sequence(plain, omnimatch(plain, words))
    return int(found["guesses"]), found["sequence"]


def _reason(parts: Sequence[Mapping[str, Any]]) -> str:
    """Why it is weak, by its longest part."""
    longest = max(parts, key=lambda part: len(part["token"]))
    if any(part.get("dictionary_name") == "own" for part in parts):
        return "named"
    if longest["pattern"] == "dictionary":
        return "common"
    return "weak" if longest["pattern"] == "bruteforce" else "pattern"
