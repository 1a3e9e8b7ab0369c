"""The files of a counted round: made once, from what was counted, and kept; readers check the result with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.commitments import canonical_json
from app.domain.counting import count as count_again
from app.domain.counting.pb import renamed_ids
from app.domain.counting.protocol import published, resolved
from app.domain.quorum import MajorityRule, QuorumRule
from app.foundation.database import current_unit, db, lock, unit_of_work
from app.street.queries import the_street
from app.voting.exporting import counted_election, election_file, has_file, is_quick
from app.voting.manifest import counting_rule
from app.voting.models import Count, PublishedFile, Round


def publish_after(session: Session, round: Round, now: datetime) -> None:
    """Make the files as soon as the count is kept: nobody waits for them while ballots and money are held."""
    current_unit(session).after.append(partial(publish_files, round.id, now))


def publish_files(round_id: int, now: datetime) -> None:
    """Make and keep the files of a counted round; those that are there stay as they are."""
    session = db.session()
    if files_of(session, round_id):
        return
    round = session.get_one(Round, round_id)
    count = session.scalars(select(Count).where(Count.round_id == round_id)).one()
    made = [
        PublishedFile(
            round_id=round_id, name=name, sha256=hashlib.sha256(data).hexdigest(), content=data, made_at=now
        )
        for name, data in _made(session, round, count)
    ]
    with unit_of_work() as writing:
        lock(writing, writing.get_one(Round, round_id))
        if not files_of(writing, round_id):
            writing.add_all(made)


def files_of(session: Session, round_id: int) -> Sequence[PublishedFile]:
    """The files of a round without their content, the ballots first."""
    statement = select(PublishedFile).where(PublishedFile.round_id == round_id).order_by(PublishedFile.name)
    return session.scalars(statement).all()


def file_of(session: Session, round: Round, name: str) -> PublishedFile | None:
    statement = select(PublishedFile).where(PublishedFile.round_id == round.id, PublishedFile.name == name)
    return session.scalars(statement).one_or_none()


def _made(session: Session, round: Round, count: Count) -> Iterator[tuple[str, bytes]]:
    if round.is_resolution:
        yield "protocol.json", canonical_json(_resolutions(round, count))
        return
    election = counted_election(round, count)
    outcome = count_again(election, counting_rule(round.rules))
    text = None
    if has_file(round, count.outcome) and is_quick(count.outcome):
        text = election_file(round, count, the_street(session)).encode()
        yield "election.pb", text
    protocol = published(election, outcome, text, renamed_ids(election, outcome))
    yield "protocol.json", canonical_json(protocol)


def _resolutions(round: Round, count: Count) -> dict[str, Any]:
    titles = {option.key: option.title for option in round.options}
    rules = round.rules
    return resolved(
        [
            {"title": titles[one["key"]], **{name: one[name] for name in ("key", "yes", "no", "abstain")}}
            for one in count.outcome["options"]
        ],
        present=rules["roll"]["present"],
        roll=rules["roll"]["size"],
        quorum=QuorumRule.from_setting(rules["quorum"]),
        majority=MajorityRule.from_setting(rules["majority"]),
    )
