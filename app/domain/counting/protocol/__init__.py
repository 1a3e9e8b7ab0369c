"""A count as plain data, to keep, to hand out and to check again.

``protocol_of`` holds equal ballots as groups without names and who paid for every purchase; ``marks_of`` and
``outcome_of`` turn it back. ``written`` is the whole count with its rule, and ``check`` says whether such a
text holds.
"""

from app.domain.counting.protocol.encoded import Protocol, fraction_text, marks_of, outcome_of, protocol_of
from app.domain.counting.protocol.written import FORMAT, check, written

__all__ = [
    "FORMAT",
    "Protocol",
    "check",
    "fraction_text",
    "marks_of",
    "outcome_of",
    "protocol_of",
    "written",
]
