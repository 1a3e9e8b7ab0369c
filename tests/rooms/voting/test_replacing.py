"""What was cast changes by two hands, or by the voter's own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.domain.policy import Actor, Role
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.people.models import Mandate
from app.voting import commands
from app.voting.models import Ballot, PastBallot, Replacement, Round
from tests.factories import World, actor_for, make_street
from tests.support.replacing import (
    AGREED,
    ASKED,
    ask,
    confirm,
    enter,
    first_worker,
    refuse,
    second_worker,
    withdraw,
)
from tests.support.voting import CLOSES, OPENED, all_for, close, entry_of, open_resolution, refusal, vote

AGAIN = AGREED + timedelta(minutes=5)


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def opened(world: World) -> tuple[Round, list[Mandate]]:
    return open_resolution(world)


Opened = tuple[Round, list[Mandate]]


@pytest.mark.parametrize("mode", ["paper", "phone", "home_visit", "hall"])
def test_a_worker_alone_changes_nothing_that_a_voter_cast(world: World, opened: Opened, mode: str) -> None:
    round, there = opened
    own = vote(there[0], round, all_for(round))
    with refusal("ballot.already_cast"):
        enter(first_worker(world), round, there[0], all_for(round, "against"), mode)
    request = ask(first_worker(world), round, there[0], all_for(round, "against"), mode)
    assert (own.choices, own.revision, request.standing) == (all_for(round), 1, "waiting")


def test_a_worker_alone_changes_nothing_that_a_worker_entered(world: World, opened: Opened) -> None:
    round, there = opened
    first = enter(first_worker(world), round, there[0], all_for(round), "phone")
    again = enter(first_worker(world), round, there[0], all_for(round), "phone", ASKED)
    assert (again.id, again.revision, again.cast_at) == (first.id, 1, OPENED)
    for worker in (first_worker(world), second_worker(world)):
        with refusal("ballot.already_cast"):
            enter(worker, round, there[0], all_for(round, "against"), "phone")
    assert (first.choices, first.revision) == (all_for(round), 1)


def test_her_own_hand_counts_after_a_worker_entered_paper(
    world: World, opened: Opened, session: Session
) -> None:
    round, there = opened
    enter(first_worker(world), round, there[0], all_for(round, "against"))
    own = vote(there[0], round, all_for(round), ASKED)
    assert (own.choices, own.mode, own.assisted_by_id, own.revision) == (all_for(round), "online", None, 2)
    past = session.scalars(select(PastBallot)).one()
    assert (past.choices, past.mode, past.ended_by, past.ended_at) == (
        all_for(round, "against"),
        "paper",
        "own_hand",
        ASKED,
    )


def second_hands(world: World, voter: Mandate) -> dict[str, Actor]:
    return {
        "community_worker": second_worker(world),
        "secretary": world.actor(Role.SECRETARY, world.north),
        "representative": actor_for(voter.user),
    }


@pytest.mark.parametrize("post", ["community_worker", "secretary", "representative"])
def test_a_second_person_or_the_voter_agrees(
    world: World, opened: Opened, session: Session, post: str
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    ballot = confirm(second_hands(world, there[0])[post], request)
    assert (ballot.choices, ballot.mode, ballot.revision) == (all_for(round, "against"), "paper", 2)
    assert (ballot.assisted_by_id, ballot.assisted_role) == (first_worker(world).user_id, "community_worker")
    assert (request.state, request.answered_role, request.answered_at) == ("confirmed", post, AGREED)
    past = session.scalars(select(PastBallot)).one()
    assert (past.choices, past.revision, past.ended_by) == (all_for(round), 1, "two_hands")


def test_nobody_asks_and_agrees(world: World, opened: Opened, session: Session) -> None:
    round, there = opened
    asker = first_worker(world)
    vote(there[0], round, all_for(round))
    request = ask(asker, round, there[0], all_for(round, "against"))
    both = Actor(asker.user_id, asker.name, asker.grants | world.actor(Role.SECRETARY, world.north).grants)
    for actor in (asker, both):
        with refusal("two_hands.same_person"):
            confirm(actor, request)
        with refusal("two_hands.same_person"):
            refuse(actor, request)
        with refusal("two_hands.same_person"), unit_of_work() as unit:
            commands.show_replacement(unit, actor, request, True, AGREED)
    with pytest.raises(DatabaseError, match="two_people"), unit_of_work() as unit:
        unit.execute(
            update(Replacement).values(
                state="confirmed", compared=True, answered_by_id=asker.user_id, answered_at=AGREED
            )
        )


def test_only_the_communitys_own_people_agree(world: World, opened: Opened) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    strangers = (
        actor_for(there[1].user),
        world.actor(Role.SCRUTINEER, world.north),
        world.actor(Role.COMMUNITY_WORKER, world.south),
        world.actor(Role.SECRETARY, world.south),
        Actor(),
    )
    for stranger in strangers:
        with refusal("replacement.not_second"):
            confirm(stranger, request)
    with refusal("two_hands.not_asker"):
        withdraw(second_worker(world), request)


def test_whoever_agrees_declares_what_they_compared_with(
    world: World, opened: Opened, session: Session
) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    with refusal("replacement.compared"):
        confirm(second_worker(world), request, compared=False)
    with refusal("replacement.compared"), unit_of_work() as unit:
        commands.show_replacement(unit, second_worker(world), request, False, AGREED)
    with unit_of_work() as unit:
        shown = commands.show_replacement(unit, second_worker(world), request, True, AGREED)
    assert shown == all_for(round, "against")
    looked = session.scalars(select(AuditEntry).where(AuditEntry.action == "voting.read_replacement")).one()
    assert (looked.actor_id, looked.detail["number"]) == (second_worker(world).user_id, 1)


def test_asking_and_agreeing_twice_have_one_effect(world: World, opened: Opened, session: Session) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    assert ask(first_worker(world), round, there[0], all_for(round, "against")).id == request.id
    for worker, choice in ((first_worker(world), "abstain"), (second_worker(world), "against")):
        with refusal("replacement.waiting"):
            ask(worker, round, there[0], all_for(round, choice))
    confirm(second_worker(world), request)
    assert confirm(second_worker(world), request, now=AGAIN).revision == 2
    with refusal("state.wrong"):
        confirm(world.actor(Role.SECRETARY, world.north), request)
    with refusal("state.wrong"):
        withdraw(first_worker(world), request)
    assert len(session.scalars(select(PastBallot)).all()) == 1


def test_asking_does_not_tell_how_she_voted(world: World, opened: Opened) -> None:
    """A request for just what she cast is taken like any other: a refusal would answer the question."""
    round, there = opened
    vote(there[0], round, all_for(round))
    assert ask(first_worker(world), round, there[0], all_for(round)).standing == "waiting"


def test_what_one_entered_is_not_replaced_by_the_same(world: World, opened: Opened) -> None:
    round, there = opened
    enter(first_worker(world), round, there[0], all_for(round))
    with refusal("replacement.same"):
        ask(first_worker(world), round, there[0], all_for(round))


def test_what_is_refused_or_withdrawn_changes_nothing_and_another_may_be_asked(
    world: World, opened: Opened
) -> None:
    round, there = opened
    own = vote(there[0], round, all_for(round))
    against = all_for(round, "against")
    refused = ask(first_worker(world), round, there[0], against)
    with refusal("replacement.answer"):
        refuse(second_worker(world), refused, "no idea")
    refuse(second_worker(world), refused)
    withdrawn = ask(second_worker(world), round, there[0], against)
    withdraw(second_worker(world), withdrawn)
    unwanted = ask(first_worker(world), round, there[0], against)
    refuse(actor_for(there[0].user), unwanted, "unwanted")
    assert [each.standing for each in (refused, withdrawn, unwanted)] == ["refused", "withdrawn", "refused"]
    assert (own.choices, own.revision) == (all_for(round), 1)
    assert unwanted.answered_role == "representative"


@pytest.mark.parametrize("choice", ["for", "abstain"])
def test_a_request_lapses_when_she_casts(world: World, opened: Opened, choice: str) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    own = vote(there[0], round, all_for(round, choice), AGREED)
    assert (request.standing, request.lapsed, request.lapsed_at) == ("lapsed", "own_hand", AGREED)
    for answer in (confirm, refuse):
        with refusal("replacement.lapsed"):
            answer(second_worker(world), request)
    assert own.choices == all_for(round, choice)
    assert ask(first_worker(world), round, there[0], all_for(round, "against"), now=AGAIN).id != request.id


def test_her_own_hand_overrules_two(world: World, opened: Opened, session: Session) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    confirm(second_worker(world), request)
    own = vote(there[0], round, all_for(round), AGAIN)
    assert (own.choices, own.assisted_by_id, own.revision) == (all_for(round), None, 3)
    assert confirm(second_worker(world), request, now=AGAIN).revision == 3
    kept = session.scalars(select(PastBallot).order_by(PastBallot.revision)).all()
    assert [(each.revision, each.ended_by) for each in kept] == [(1, "two_hands"), (2, "own_hand")]
    count = close(world, round)
    assert [each["yes"] for each in count.outcome["options"]] == [1, 1]


def test_a_request_lapses_at_the_close(world: World, opened: Opened, session: Session) -> None:
    round, there = opened
    vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    for answer in (confirm, refuse, withdraw):
        with refusal("round.closed"):
            actor = first_worker(world) if answer is withdraw else second_worker(world)
            answer(actor, request, now=CLOSES)
    count = close(world, round)
    assert [each["yes"] for each in count.outcome["options"]] == [1, 1]
    assert session.get_one(Replacement, request.id).lapsed == "closed"
    with refusal("round.closed"):
        confirm(second_worker(world), request, now=CLOSES)
    with refusal("round.closed"):
        ask(first_worker(world), round, there[0], all_for(round), now=CLOSES)


def test_asking_needs_a_ballot_a_reason_and_what_helping_needs(world: World, opened: Opened) -> None:
    round, there = opened
    worker, against = first_worker(world), all_for(round, "against")
    with refusal("replacement.no_ballot"):
        ask(worker, round, there[0], against)
    vote(there[0], round, all_for(round))
    with refusal("replacement.reason"):
        ask(worker, round, there[0], against, reason="她说选反对")
    with refusal("ballot.mode"):
        ask(worker, round, there[0], against, "online")
    with refusal("ballot.own_helper"):
        ask(actor_for(there[0].user), round, there[0], against)
    entry = entry_of(round, there[0])
    with refusal("ballot.read_back"), unit_of_work() as unit:
        commands.ask_to_replace(unit, worker, round, entry, against, "phone", False, "changed", ASKED)


def test_the_log_names_the_roll_number_and_never_the_choice(
    world: World, opened: Opened, session: Session
) -> None:
    round, there = opened
    enter(first_worker(world), round, there[1], all_for(round, "against"))
    vote(there[0], round, all_for(round))
    for worker, answer in ((first_worker(world), refuse), (first_worker(world), confirm)):
        answer(second_worker(world), ask(worker, round, there[0], all_for(round, "against")))
    withdraw(first_worker(world), ask(first_worker(world), round, there[0], all_for(round)))
    vote(there[0], round, all_for(round, "abstain"), AGAIN)
    about = {"cast_ballot", "enter_ballot"} | {
        f"{verb}_replacement" for verb in ("ask", "refuse", "confirm", "withdraw")
    }
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.action.in_(f"voting.{each}" for each in about))
    ).all()
    assert {entry.action.partition(".")[2] for entry in entries} == about
    for entry in entries:
        assert entry.detail["number"] == (2 if entry.action == "voting.enter_ballot" else 1)
        assert {"mode", "revision", "helper"} <= entry.detail.keys()
        assert not {"for", "against", "abstain"} & {str(value) for value in entry.detail.values()}
    agreed = next(entry for entry in entries if entry.action == "voting.confirm_replacement")
    assert (agreed.detail["helper"], agreed.detail["second"]) == ("community_worker", "community_worker")


def test_the_database_itself_refuses_a_worker_alone(world: World, opened: Opened, session: Session) -> None:
    round, there = opened
    ballot = vote(there[0], round, all_for(round))
    request = ask(first_worker(world), round, there[0], all_for(round, "against"))
    entered = {
        "choices": all_for(round, "against"),
        "mode": "paper",
        "assisted_by_id": first_worker(world).user_id,
        "read_back": True,
        "revision": 2,
    }
    with pytest.raises(DatabaseError, match="two hands"), unit_of_work() as unit:
        unit.execute(update(Ballot).values(**entered))
    with pytest.raises(DatabaseError, match="as it was asked"), unit_of_work() as unit:
        unit.execute(update(Replacement).values(choices=all_for(round)))
    confirm(second_worker(world), request)
    with pytest.raises(DatabaseError, match="two hands"), unit_of_work() as unit:
        unit.execute(update(Ballot).values(**entered | {"choices": all_for(round, "abstain"), "revision": 3}))
    with pytest.raises(DatabaseError, match="stays kept"), unit_of_work() as unit:
        unit.execute(update(PastBallot).values(ended_by="own_hand"))
    with pytest.raises(DatabaseError, match="as it was asked"), unit_of_work() as unit:
        unit.execute(update(Replacement).values(answer="later"))
    assert ballot.choices == all_for(round, "against")
