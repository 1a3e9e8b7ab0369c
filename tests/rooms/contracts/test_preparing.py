"""What a contract may say, and what it takes from the proposals it carries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.contracts import commands
from app.contracts.chain import missing_recognitions
from app.contracts.commands import NewDeliverable, NewInstalment, NewPart
from app.contracts.terms import term_months
from app.domain.errors import RuleViolation
from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.organisations import commands as organisations
from app.proposals.models import Proposal
from app.street import commands as streets
from tests.factories import NOW, SOURCE, World, make_street
from tests.support.contracts import PREPARED, new_contract, prepare, second_handler
from tests.support.notices import at, make_noticed, make_resolved
from tests.support.organisations import make_organisation
from tests.support.proposals import make_applicant


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _refused(code: str) -> pytest.RaisesExc[RuleViolation]:
    return pytest.RaisesExc(RuleViolation, check=lambda error: error.code == code)


def test_a_contract_takes_money_instalments_and_resolution_from_its_proposal(world: World) -> None:
    proposal = make_noticed(world)
    contract = prepare(world, [proposal])
    assert (contract.code, contract.amount_fen, contract.state) == ("HT2026-001", 3_800_000, "recognition")
    assert [(i.amount_fen, i.condition) for i in contract.parts[0].instalments] == [
        (1_900_000, "signed"),
        (1_140_000, "midterm_passed"),
        (760_000, "accepted"),
    ]
    assert [(r.party, r.community_id) for r in contract.recognitions] == [("representatives", world.north.id)]
    assert missing_recognitions(contract) == [("street", None), ("community", world.north.id)]


def test_a_joint_purchase_carries_a_part_of_each_community(world: World) -> None:
    first = make_applicant(world)
    second = make_applicant(world, world.south, first.organisation)
    proposals = [make_noticed(world, first), make_noticed(world, second)]
    contract = prepare(world, proposals)
    assert contract.amount_fen == sum(p.amount_fen for p in proposals)
    assert contract.scope.community_ids == {world.north.id, world.south.id}
    assert missing_recognitions(contract) == [
        ("street", None),
        ("community", world.north.id),
        ("community", world.south.id),
    ]


def test_numbers_follow_each_other_and_a_given_one_is_kept_once(world: World) -> None:
    who = make_applicant(world)
    proposals = [make_noticed(world, who) for _ in range(4)]
    assert prepare(world, proposals[:1], code="C01").code == "C01"
    assert prepare(world, proposals[1:2]).code == "HT2026-001"
    assert prepare(world, proposals[2:3]).code == "HT2026-002"
    with _refused("contract.code"):
        prepare(world, proposals[3:], code="C01")


def test_instalments_as_given_must_add_up(world: World) -> None:
    proposal = make_noticed(world)
    given = (NewInstalment(1_000_000, "signed"), NewInstalment(2_800_000, "accepted"))
    short = (NewInstalment(1_000_000, "signed"), NewInstalment(2_700_000, "accepted"))
    odd = (NewInstalment(3_800_000, "tomorrow"),)
    for instalments, code in ((short, "instalments.sum"), (odd, "instalments.condition")):
        with _refused(code):
            prepare(world, [proposal], parts=[NewPart(proposal, 3_800_000, instalments)])
    contract = prepare(world, [proposal], parts=[NewPart(proposal, 3_800_000, given)])
    assert [i.amount_fen for i in contract.parts[0].instalments] == [1_000_000, 2_800_000]


@pytest.mark.parametrize(
    ("code", "more"),
    [
        ("contract.title", {"title": " "}),
        ("contract.content", {"content": ""}),
        ("contract.kind", {"kind": "gift"}),
        ("contract.no_parts", {"parts": []}),
        ("contract.days", {"ends_on": date(2026, 5, 11)}),
        ("term.too_long", {"ends_on": date(2029, 5, 11)}),
        ("contract.deliverables", {"deliverables": []}),
        ("contract.deliverables", {"deliverables": [NewDeliverable("楼门会", 0, "场")]}),
        ("contract.deliverables", {"deliverables": [NewDeliverable("", 1, "场")]}),
    ],
)
def test_what_a_contract_cannot_say(world: World, code: str, more: dict[str, Any]) -> None:
    proposal = make_noticed(world)
    with _refused(code):
        prepare(world, [proposal], **more)


def test_the_longest_term_still_passes_and_is_the_settings_to_say(world: World) -> None:
    proposal = make_noticed(world)
    with unit_of_work() as session:
        streets.set_rule(session, SYSTEM, world.street, "term_max_months", 8, SOURCE, NOW, world.north)
    with _refused("term.too_long"):
        prepare(world, [proposal], ends_on=date(2027, 1, 11))
    assert prepare(world, [proposal], ends_on=date(2027, 1, 10)).ends_on == date(2027, 1, 10)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 5, 11), date(2027, 1, 10), 8),
        (date(2026, 5, 11), date(2027, 1, 11), 9),
        (date(2026, 1, 1), date(2026, 12, 31), 12),
        (date(2026, 1, 1), date(2026, 1, 2), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
    ],
)
def test_begun_months_count_whole(first: date, last: date, months: int) -> None:
    assert term_months(first, last) == months


def test_only_proposals_whose_notice_ended_can_be_contracted(world: World) -> None:
    proposal = make_resolved(world)
    with _refused("contract.not_noticed"):
        prepare(world, [proposal])


def test_a_proposal_is_in_one_contract_alone(world: World) -> None:
    proposal = make_noticed(world)
    prepare(world, [proposal])
    with _refused("contract.proposal_taken"):
        prepare(world, [proposal])


def test_two_organisations_need_two_contracts(world: World) -> None:
    first = make_noticed(world)
    other = make_organisation("巧手便民服务社")
    second = make_noticed(world, make_applicant(world, organisation=other))
    with _refused("contract.one_organisation"):
        prepare(world, [first, second])


@pytest.mark.parametrize("change", [lambda fen: 0, lambda fen: fen + 1])
def test_a_part_costs_what_was_resolved_at_most(world: World, change: Callable[[int], int]) -> None:
    proposal = make_noticed(world)
    with _refused("contract.part_amount"):
        prepare(world, [proposal], parts=[NewPart(proposal, change(proposal.amount_fen))])


def test_an_organisation_on_the_abnormal_list_gets_no_contract(world: World) -> None:
    proposal = make_noticed(world)
    assert proposal.organisation is not None
    with unit_of_work() as session:
        organisations.enter_status(
            session, SYSTEM, proposal.organisation, "abnormal_list", date(2026, 4, 18), "名录", at(PREPARED)
        )
    with _refused("organisation.abnormal_list"):
        prepare(world, [proposal])


def test_a_member_of_the_organisation_stays_out(world: World) -> None:
    proposal = make_noticed(world)
    member = world.actor(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id)
    with _refused("recusal.interest"), unit_of_work() as session:
        commands.prepare_contract(session, member, new_contract([proposal]), at(PREPARED))


def _changed(proposal: Proposal, **more: Any) -> Any:
    return replace(new_contract([proposal]), **more)


def test_a_change_replaces_the_text_and_asks_street_and_community_again(world: World) -> None:
    proposal = make_noticed(world)
    contract = prepare(world, [proposal])
    handler, second = world.actor(Role.STREET_HANDLER), second_handler(world)
    with unit_of_work() as session:
        commands.recognise_for_street(session, second, contract, "同意", at(PREPARED))
    given = (NewInstalment(3_800_000, "accepted"),)
    new = _changed(
        proposal,
        title="改过的合同",
        parts=[NewPart(proposal, 3_800_000, given)],
        deliverables=[NewDeliverable("公约", 5, "份"), NewDeliverable("楼门会", 6, "场")],
    )
    with unit_of_work() as session:
        commands.change_contract(session, handler, contract, new, at(PREPARED))
    assert (contract.title, contract.revision) == ("改过的合同", 2)
    assert [d.description for d in contract.deliverables] == ["公约", "楼门会"]
    assert [i.condition for i in contract.parts[0].instalments] == ["accepted"]
    assert [r.party for r in contract.recognitions] == ["representatives"]


def test_a_change_leaves_proposals_and_amounts_alone(world: World) -> None:
    proposal = make_noticed(world)
    contract = prepare(world, [proposal])
    new = _changed(proposal, parts=[NewPart(proposal, 100)])
    with _refused("contract.parts_fixed"), unit_of_work() as session:
        commands.change_contract(session, SYSTEM, contract, new, at(PREPARED))
