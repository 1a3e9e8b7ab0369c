"""What may be told of residents' answers: nothing before the end, and never so few that they show who gave them."""

from __future__ import annotations

from enum import StrEnum


class Telling(StrEnum):
    """SEALED: it is still open, so only how many took part. FEW: over, with fewer answers than may be told.
    WHOLE: average, distribution and words.
    """

    SEALED = "sealed"
    FEW = "few"
    WHOLE = "whole"


def telling(*, over: bool, answers: int, least: int) -> Telling:
    """How much may be told, to whoever asks. ``least`` is a count of answers, the setting "least_answers_told".

    Of fewer answers than that the average is kept back too: the average of one answer is that answer (PIPL art. 28
    asks for strict protection of what can harm a person who is recognised; the number itself is the street's).
    """
    if not over:
        return Telling.SEALED
    return Telling.WHOLE if answers >= least else Telling.FEW
