"""The page of a project: its whole road, for everybody, at a cost that does not grow."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from app.contracts.models import Contract
from app.delivery.models import EvaluationAnswer, Evidence, Milestone, RecipientOpinion, Rectification
from app.domain.lifecycle import PROPOSAL, states
from app.domain.policy import Role
from app.fair import commands as fair
from app.foundation.database import db, unit_of_work
from app.foundation.files import StoredFile
from app.notices.models import Objection
from app.portal.groups import GROUPS
from app.portal.next_step import next_step
from app.portal.queries.project import project_of
from app.portal.timeline import ROAD, travelled
from app.proposals.models import Proposal, ProposalVersion, Review
from tests.factories import NOW, TODAY, World, make_street
from tests.support import portal as samples
from tests.support.contracts import make_contract
from tests.support.council import CALLED, make_meeting
from tests.support.delivery import (
    BEGUN,
    NOTICE_OVER,
    RATED,
    close,
    make_accepted,
    make_delivering,
    make_evaluation,
    pay_instalment,
)
from tests.support.notices import at, make_noticed, make_resolved, post_result
from tests.support.people import Sign, page
from tests.support.proposals import make_applicant, make_proposal
from tests.support.queries import count_queries
from tests.support.voting import CLOSES, OPENED, open_resolution


@pytest.fixture
def world(app: object) -> World:
    return make_street()


def the_step(proposal: Proposal, now: Any = NOW) -> tuple[str, str, date | None] | None:
    step = next_step(project_of(db.session(), proposal), now)
    return None if step is None else (step.what, step.owner, step.due)


@pytest.mark.parametrize("stage", ["draft", "under_review"])
def test_what_is_not_public_is_not_there_for_anybody(
    client: FlaskClient, world: World, sign: Sign, stage: str
) -> None:
    proposal = make_proposal(world, stage)
    assert client.get(f"/projects/{proposal.slug}").status_code == 404
    reviewer = sign.client_of(world.user(Role.REVIEWER))
    assert reviewer.get(f"/projects/{proposal.slug}").status_code == 404
    assert client.get("/projects/nothing").status_code == 404


def test_a_project_in_the_hall_shows_its_need_its_plan_and_who_is_next(
    client: FlaskClient, world: World
) -> None:
    proposal = make_proposal(world, "deliberating")
    found = page(client.get(f"/projects/{proposal.slug}"))
    text = found.get_text(" ", strip=True)
    assert len(found.select("h1")) == 1
    assert "居民提出：楼道堆物、灯不亮" in text
    assert "街道审核合格" in text
    assert "居民议事厅议一议" in text and "负责：社区书记" in text
    assert "居民代表会议通过以前，不留钱、不付钱。" in text
    assert "六场楼门会" in text and "24,700" in text


def test_the_finished_road_has_every_stage_in_order(client: FlaskClient, world: World) -> None:
    who = make_applicant(world)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as session:
        fair.mark_interest(
            session, secretary, world.north, who.offering, 1, "对应楼道的事", NOW, Role.SECRETARY
        )
    contract = make_accepted(
        world, make_delivering(world, make_contract(world, "signed", [make_noticed(world, who)]))
    )
    samples.pay_everything(world, contract)
    close(world, contract)
    proposal = contract.parts[0].proposal
    record = project_of(db.session(), proposal)
    events = travelled(record)
    assert [e.kind for e in events] == [
        "need", "interest", "submitted", "review", "heard", "meeting", "notice", "recognition", "approval",
        "signed", "milestone", "milestone", "evaluation", "payment", "payment", "acceptance", "announced",
        "payment", "closed",
    ]  # fmt: skip
    assert [e.day for e in events] == sorted(e.day for e in events)
    assert next_step(record, at(NOTICE_OVER)) is None
    found = page(client.get(f"/projects/{proposal.slug}"))
    text = found.get_text(" ", strip=True)
    for said in (
        "3 名代表到会 3 名，3 赞成 0 反对 0 弃权，通过",
        "法定到会 2 名",
        "期满无异议",
        "街道、社区、居民代表三方认定",
        "经办、复核、审批，由不同的人分办",
        "完成：启动与需求复核",
        "20 位居民打分 4.5，合格",
        "“公约贴上墙了，大家照着做”",
        "已结项",
    ):
        assert said in text, said
    for private in ("张联系", "13812345678", "代表1"):
        assert private not in text, private
    assert "楼门长" not in found.select_one("#voice").get_text()  # type: ignore[union-attr]


def test_each_state_names_one_next_step_with_its_owner(world: World) -> None:
    assert the_step(make_proposal(world, "awaiting_vote")) == ("call_meeting", "secretary", None)


def test_a_meeting_called_gives_the_day(world: World) -> None:
    meeting = make_meeting(world, representatives=3)
    (first, *_) = [topic.proposal for topic in meeting.topics]
    assert first is not None
    assert the_step(first, CALLED) == ("meeting", "secretary", date(2026, 4, 12))


def test_an_open_round_waits_for_the_representatives_until_its_end(world: World) -> None:
    round, _ = open_resolution(world)
    proposal = round.options[0].proposal
    assert proposal is not None
    assert the_step(proposal, OPENED) == ("vote", "representatives", date(2026, 4, 12))
    assert the_step(proposal, CLOSES) == ("count", "secretary", date(2026, 4, 12))


def test_a_result_on_notice_waits_for_everybody_then_for_an_answer(world: World) -> None:
    proposal = make_resolved(world)
    assert the_step(proposal) == ("publish", "secretary", None)
    notice = post_result(world, proposal)
    assert the_step(proposal) == ("notice", "everybody", notice.ends_on)
    assert the_step(proposal, at(notice.ends_on + timedelta(days=1))) == ("end_notice", "secretary", None)
    objection = samples.object_to(world, notice)
    assert the_step(proposal) == ("answer_objection", "secretary", objection.due_on)


@pytest.mark.parametrize(
    ("stage", "step"),
    [
        ("recognition", ("recognition", "street_and_community", None)),
        ("handling", ("handling", "handler", None)),
        ("reviewing", ("reviewing", "reviewer", None)),
        ("approving", ("approving", "approver", None)),
        ("approved", ("sign", "handler", None)),
        ("signed", ("plan", "street_handler", date(2026, 5, 11))),
    ],
)
def test_a_contract_waits_for_one_after_another(world: World, stage: str, step: object) -> None:
    contract = make_contract(world, stage)
    assert the_step(contract.parts[0].proposal) == step


def test_a_contract_not_signed_yet_is_not_shown_to_the_public(
    client: FlaskClient, world: World, sign: Sign
) -> None:
    contract = make_contract(world, "reviewing")
    url = f"/projects/{contract.parts[0].proposal.slug}"
    assert "三方认定" not in page(client.get(url)).select_one("#road").get_text()  # type: ignore[union-attr]
    handler = sign.client_of(world.user(Role.STREET_HANDLER))
    assert "三方认定" in page(handler.get(url)).select_one("#road").get_text()  # type: ignore[union-attr]


def test_delivery_says_what_is_due_and_what_is_still_ahead(client: FlaskClient, world: World) -> None:
    contract = make_delivering(world)
    pay_instalment(world, contract, 1, BEGUN)
    proposal = contract.parts[0].proposal
    assert the_step(proposal, at(BEGUN)) == ("report_milestone", "organisation", date(2026, 6, 12))
    found = page(client.get(f"/projects/{proposal.slug}"))
    later = [each.get_text(" ", strip=True) for each in found.select(".event--later")]
    assert "中期服务与自评" in later[0]
    assert "支付第 2 期 ¥11,400" in later[2] and "支付第 3 期" in later[3]
    assert len(found.select(".event--next")) == 1
    money = found.select_one("#money")
    assert money is not None and "¥19,000" in money.get_text()


def test_residents_voice_shows_scores_and_words_without_names(client: FlaskClient, world: World) -> None:
    contract = make_accepted(world, noticed=False)
    found = page(client.get(f"/projects/{contract.parts[0].proposal.slug}")).select_one("#voice")
    assert found is not None
    text = found.get_text(" ", strip=True)
    assert "4.5 / 5" in text and "20 位居民打分，其中代录和纸质 20 份" in text and "“来得准时”" in text


def test_an_open_evaluation_asks_the_residents(world: World) -> None:
    contract = make_delivering(world)
    make_evaluation(world, contract.parts[0])
    assert the_step(contract.parts[0].proposal, at(RATED - timedelta(days=3))) == (
        "evaluate",
        "residents",
        RATED,
    )


def test_the_page_costs_the_same_with_thirty_of_everything(client: FlaskClient, world: World) -> None:
    contract = make_accepted(world)
    url = f"/projects/{contract.parts[0].proposal.slug}"
    _more_of_everything(contract, 1)
    client.get(url)
    with count_queries() as few:
        assert client.get(url).status_code == 200
    _more_of_everything(contract, 30)
    with count_queries() as many:
        assert client.get(url).status_code == 200
    assert many.count == few.count, str(many)


def _more_of_everything(contract: Contract, count: int) -> None:
    record = project_of(db.session(), contract.parts[0].proposal)
    proposal_id, part_id = record.proposal.id, contract.parts[0].id
    evaluation_id, acceptance_id = record.rated[-1].evaluation.id, record.acceptances[-1].id
    notice_ids = [notice.id for notice in record.notices]
    reviewer_id, versions = record.reviews[-1].reviewed_by_id, len(record.versions)
    seq = len(record.milestones)
    with unit_of_work() as session:
        for n in range(1, count + 1):
            file = StoredFile(
                sha256="0" * 64, size=1, media_type="image/png", name="现场.png", uploaded_at=NOW
            )
            milestone = Milestone(
                part_id=part_id, seq=seq + n, name=f"第 {n} 次活动", due_on=TODAY, state="done", done_on=TODAY
            )
            session.add_all([file, milestone])
            session.flush()
            session.add_all(
                [
                    Evidence(milestone_id=milestone.id, file_id=file.id),
                    EvaluationAnswer(
                        evaluation_id=evaluation_id, score=4, comment="好", channel="phone",
                        recorded_by_id=reviewer_id, respondent="138****5678", at=NOW,
                    ),
                    RecipientOpinion(acceptance_id=acceptance_id, given_by="居民", text="满意"),
                    Review(
                        proposal_id=proposal_id, version_number=1, result="returned", reason="补材料",
                        reviewed_by_id=reviewer_id, reviewed_at=NOW,
                    ),
                    ProposalVersion(
                        proposal_id=proposal_id, number=versions + n, content={}, submitted_by_id=reviewer_id,
                        submitted_at=NOW,
                    ),
                    Rectification(
                        proposal_id=proposal_id, content="补签字", issued_on=TODAY, due_on=TODAY,
                        issued_by_id=reviewer_id, state="closed", closed_on=TODAY,
                    ),
                    *(
                        Objection(
                            notice_id=id_, text="数字不对", raised_by_role="resident", raised_at=NOW, due_on=TODAY
                        )
                        for id_ in notice_ids
                    ),
                ]
            )  # fmt: skip


def test_every_state_that_can_be_public_stands_in_one_group() -> None:
    grouped = [state for group in GROUPS.values() for state in group]
    assert sorted(grouped) == sorted(set(states(PROPOSAL)) - {"draft"})
    assert len(grouped) == len(set(grouped))


def test_events_of_one_day_stand_in_the_order_of_the_road() -> None:
    assert len(set(ROAD)) == len(ROAD)
