"""The unified social credit code (统一社会信用代码) of an organisation. Source: GB 32100-2015."""

from __future__ import annotations

import unicodedata

from stdnum.cn.uscc import calc_check_digit

from app.domain.errors import RuleViolation

LENGTH = 18
_ALPHABET = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
_DIVISION = range(2, 8)
_LOOK_ALIKES = str.maketrans("IOSVZ", "105U2")


def normalise(text: str) -> str:
    """Fold a code as typed or pasted: full-width forms, case, spaces, hyphens and invisible characters."""
    folded = unicodedata.normalize("NFKC", text).upper()
    kept = "".join(
        char
        for char in folded
        if not char.isspace() and char != "-" and unicodedata.category(char) not in ("Cf", "Cc")
    )
    return unicodedata.normalize("NFKC", kept)


def check(text: str) -> str:
    """Return the normalised code, or raise ``RuleViolation``.

    ``uscc.length`` (params ``length``, ``expected``); ``uscc.character`` (``position`` from 1, ``character``)
    for a character the standard does not use or a letter in the six digits of the division; and
    ``uscc.check_digit``. Both of the latter carry ``suggestion``: the whole code with I, O, S, V, Z, which
    the standard leaves out, read as 1, 0, 5, U, 2, if that code is right, else ``None``.
    """
    code = normalise(text)
    if len(code) != LENGTH:
        raise RuleViolation("uscc.length", field="uscc", length=len(code), expected=LENGTH)
    position = _first_wrong(code)
    if position is not None:
        raise RuleViolation(
            "uscc.character",
            field="uscc",
            position=position + 1,
            character=code[position],
            suggestion=_suggestion(code),
        )
    if calc_check_digit(code[:-1]) != code[-1]:
        raise RuleViolation("uscc.check_digit", field="uscc", suggestion=None)
    return code


def _first_wrong(code: str) -> int | None:
    for position, char in enumerate(code):
        if char not in _ALPHABET or (position in _DIVISION and not char.isdigit()):
            return position
    return None


def _suggestion(code: str) -> str | None:
    read = code.translate(_LOOK_ALIKES)
    right = _first_wrong(read) is None and calc_check_digit(read[:-1]) == read[-1]
    return read if right else None
