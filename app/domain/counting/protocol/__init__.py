"""A count as plain data, to keep, to hand out and to check again.

``protocol_of`` holds equal ballots as groups without names and who paid for every purchase; ``marks_of`` and
``outcome_of`` turn it back. ``written`` is the whole count with its rule, ``published`` the same for readers who have
no more than the files of a result, ``resolved`` that of resolutions; ``check_any`` says whether such a text holds.
"""

from app.domain.counting.protocol.checking import FORMATS, Held, check_any
from app.domain.counting.protocol.encoded import Protocol, fraction_text, marks_of, outcome_of, protocol_of
from app.domain.counting.protocol.published import published
from app.domain.counting.protocol.resolved import resolved
from app.domain.counting.protocol.written import check, written

__all__ = [
    "FORMATS",
    "Held",
    "Protocol",
    "check",
    "check_any",
    "fraction_text",
    "marks_of",
    "outcome_of",
    "protocol_of",
    "published",
    "resolved",
    "written",
]
