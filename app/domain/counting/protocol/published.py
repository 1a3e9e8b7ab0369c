"""A count as it is published: with the file of its ballots, and with all that the file has no word for.

Whoever has the two can count again. Where the format cannot hold the election there is no file, and the protocol, which
holds every group of ballots, is enough alone.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from typing import Any

from app.domain.counting.ballots import BallotKind, Project
from app.domain.counting.election import Election
from app.domain.counting.outcome import Outcome
from app.domain.counting.pb.reader import WITHDRAWN
from app.domain.counting.protocol.encoded import Protocol, ballots_of
from app.domain.counting.protocol.written import compare, counted_again, reading, written
from app.domain.counting.replay import ProtocolError

FORMAT = "yishiting-published-count/1"
Ballot = tuple[tuple[str, int], ...]


def published(
    election: Election, outcome: Outcome, file: bytes | None = None, ids: Mapping[str, str] | None = None
) -> Protocol:
    """``written`` and, beside it, what a .pb file leaves out; ``ids`` are the ids of the file that differ."""
    return {
        **written(election, outcome),
        "format": FORMAT,
        "beside_file": _beside(election),
        "file": None
        if file is None
        else {"sha256": hashlib.sha256(file).hexdigest(), "ids": dict(ids or {})},
    }


def check_published(protocol: Mapping[str, Any], file: Election | None) -> Outcome:
    """The outcome, if the protocol holds; raises ``ProtocolError`` at the first thing that does not.

    A ``file`` must be the one the protocol names, with the same money, projects and ballots. Then everything is paid
    again, and counted again by the rule, and every word of the protocol must come out the same.
    """
    with reading():
        election = election_told(protocol)
        if protocol["sha256"] != election.sha256:
            raise ProtocolError(0, "the protocol's hash is not that of its own projects and ballots")
        if file is not None:
            _check_file(protocol["file"], election, file)
        outcome = counted_again(election, protocol)
        again = published(election, outcome)
        compare(protocol, {**again, "file": protocol["file"]})
    return outcome


def election_told(protocol: Mapping[str, Any]) -> Election:
    """The election that a published protocol tells of; ``LookupError``, ``TypeError`` or ``ValueError`` where it
    tells of none.
    """
    beside = protocol["beside_file"]
    rows = zip(protocol["projects"], protocol["costs"], beside["projects"], strict=True)
    projects = tuple(_project(id_, cost, more) for id_, cost, more in rows)
    ballots = ballots_of(BallotKind(protocol["ballots"]), len(projects), protocol["groups"])
    recorded = beside["recorded_scores"]
    return Election(
        projects,
        protocol["budget"],
        ballots,
        unit=protocol["unit"],
        points_unit=protocol["points_unit"],
        max_length=beside["max_length"],
        recorded_scores=None if recorded is None else tuple(recorded),
    )


def _beside(election: Election) -> dict[str, Any]:
    recorded = election.recorded_scores
    return {
        "projects": [
            [one.name, one.filed, one.lot, one.zone, list(one.categories), one.least_part, one.withdrawn]
            for one in election.projects
        ],
        "max_length": election.max_length,
        "recorded_scores": None if recorded is None else list(recorded),
    }


def _project(id_: str, cost: int, more: list[Any]) -> Project:
    name, filed, lot, zone, categories, least_part, withdrawn = more
    return Project(id_, cost, name, filed, lot, zone, tuple(categories), least_part, withdrawn)


def _check_file(said: Mapping[str, Any] | None, election: Election, file: Election) -> None:
    if said is None or said["sha256"] != file.sha256:
        raise ProtocolError(0, "the protocol belongs to another file")
    ids: Mapping[str, str] = said["ids"]
    names = {one.id: ids.get(one.id, one.id) for one in election.projects if one.cost >= election.unit}
    if sorted(names.values()) != sorted(file.position):
        raise ProtocolError(0, "the projects are not those of the file")
    if file.budget * election.unit != election.budget * file.unit:
        raise ProtocolError(0, "the money is not that of the file")
    for one in election.projects:
        if one.id in names and not _same_cost(
            one, election, file.projects[file.position[names[one.id]]], file
        ):
            raise ProtocolError(0, f"the cost of {one.id} is not that of the file")
    if _marks(election, names) != _marks(file, {id_: id_ for id_ in file.position}):
        raise ProtocolError(0, "the ballots are not those of the file")


def _same_cost(told: Project, election: Election, written_: Project, file: Election) -> bool:
    """The file writes a cost of its own for what was withdrawn or is dearer than all the money."""
    if written_.cost == WITHDRAWN * file.unit and (told.withdrawn or told.cost > election.budget):
        return True
    return written_.cost * election.unit == told.cost * file.unit


def _marks(election: Election, names: Mapping[str, str]) -> Counter[Ballot]:
    """How often each ballot was cast, by the file's names; blank ones and projects without a name are left out."""
    ballots = election.ballots
    ids = [names.get(one.id, "") for one in election.projects]
    marked = [ids[at] for at in ballots.projects.tolist()]
    values = [1] * len(marked) if ballots.values is None else ballots.values.tolist()
    starts = ballots.starts.tolist()
    found: Counter[Ballot] = Counter()
    for start, end, times in zip(starts, starts[1:], ballots.multiplicity.tolist(), strict=False):
        ballot = [pair for pair in zip(marked[start:end], values[start:end], strict=True) if pair[0]]
        if ballots.kind is BallotKind.ORDINAL:
            ranked = sorted(ballot, key=lambda pair: pair[1])
            ballot = [(id_, rank) for rank, (id_, _) in enumerate(ranked)]
        if ballot:
            found[tuple(sorted(ballot))] += times
    return found
