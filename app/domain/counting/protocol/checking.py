"""Whether a protocol of any format holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.counting.election import Election
from app.domain.counting.outcome import Outcome
from app.domain.counting.protocol import published, resolved, written
from app.domain.counting.replay import ProtocolError

FORMATS = (written.FORMAT, published.FORMAT, resolved.FORMAT)


@dataclass(frozen=True, slots=True)
class Held:
    """What a protocol that holds told: an election with its outcome, or resolutions."""

    election: Election | None = None
    outcome: Outcome | None = None
    resolutions: Sequence[Mapping[str, Any]] = ()


def check_any(protocol: Mapping[str, Any], file: Election | None) -> Held:
    """Count anew what a protocol tells, against the ballot ``file`` where there is one.

    Raises ``ProtocolError`` at the first thing that does not hold, and where a file is wanting or idle.
    """
    if protocol.get("format") == resolved.FORMAT:
        if file is not None:
            raise ProtocolError(0, "resolutions have no ballot file")
        return Held(resolutions=resolved.check_resolved(protocol))
    if protocol.get("format") == published.FORMAT:
        outcome = published.check_published(protocol, file)
        return Held(published.election_told(protocol), outcome)
    if file is None:
        raise ProtocolError(0, "this protocol is checked against its ballot file: name the file too")
    return Held(file, written.check(file, protocol))
