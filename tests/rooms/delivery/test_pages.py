"""The pages: each whole, each form's errors beside its fields with the input kept, nothing shown to the wrong eyes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import ContractPart
from app.delivery import commands
from app.delivery.commands import NewOrder
from app.delivery.models import AssistedOrder
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from tests.factories import make_street
from tests.support.contracts import make_contract
from tests.support.delivery import (
    BEGUN,
    RATED,
    finish_milestones,
    make_accepted,
    make_delivering,
    pay_instalment,
    rate,
    request,
)
from tests.support.delivery_pages import NOW, Stage, fetch
from tests.support.notices import at, make_noticed
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_applicant
from tests.support.queries import count_queries


def test_everybody_reads_a_signed_project_and_nobody_an_unsigned_one(
    stage: Stage, client: FlaskClient
) -> None:
    html = fetch(client, f"/delivery/project/{stage.slug}")
    assert stage.part.proposal.title in html
    assert "报送里程碑" in html
    assert "/delivery/milestone/" not in html
    assert fetch(client, "/delivery/project/nothing", 404)


def test_a_project_shows_what_is_next_and_whose_turn_it_is(stage: Stage) -> None:
    member, worker = stage.client(Role.ORGANISATION_MEMBER), stage.client(Role.COMMUNITY_WORKER)
    url = f"/delivery/project/{stage.slug}"
    assert f"/delivery/milestone/{stage.milestone.slug}/report" in fetch(member, url)
    assert "逾期" in fetch(worker, url)
    assert f"/delivery/milestone/{stage.milestone.slug}/report" not in fetch(worker, url)


def test_an_acceptance_is_recorded_and_posted(stage: Stage, client: FlaskClient) -> None:
    finish_milestones(stage.world, stage.contract)
    worker = stage.client(Role.COMMUNITY_WORKER)
    url = f"/delivery/contract/{stage.contract.slug}/acceptance"
    fetch(worker, url)
    good = {
        "accepted_on": RATED.isoformat(),
        "recipients_present": "12",
        "supervisors_present": "1",
        "opinion": "逐项核对",
        "result": "passed",
        "opinions-0-given_by": "钱大爷",
        "opinions-0-text": "",
    }
    answer = submit(worker, url, good)
    assert answer.status_code == 422
    assert "第四十五条" in answer.get_data(as_text=True)
    assert "逐项核对" in answer.get_data(as_text=True)
    assert submit(worker, url, {**good, "recipients_present": "x"}).status_code == 422
    submit(worker, url, {**good, "opinions-0-text": "灯亮了"})
    assert stage.contract.state == "accepted"
    shown = fetch(client, f"/delivery/project/{stage.slug}")
    assert "灯亮了" in shown
    assert "钱大爷" not in shown
    assert "钱大爷" in fetch(worker, f"/delivery/project/{stage.slug}")
    handler = stage.client(Role.STREET_HANDLER)
    assert "还没有结束" in fetch(handler, f"/delivery/contract/{stage.contract.slug}/close")


def test_an_order_shows_each_no_more_than_they_need(stage: Stage, session: Session) -> None:
    worker, member = stage.client(Role.COMMUNITY_WORKER), stage.client(Role.ORGANISATION_MEMBER)
    auditor = stage.client(Role.AUDITOR)
    fetch(worker, "/delivery/orders/new")
    tomorrow = (RATED + timedelta(days=1)).isoformat()
    asked = {
        "project": stage.slug,
        "asked_by": "王奶奶",
        "channel": "phone",
        "item": "上下水",
        "visit_on": tomorrow,
        "visit_time": "",
        "place": "3 号楼",
        "phone": "13812345678",
    }
    answer = submit(worker, "/delivery/orders/new", asked)
    assert answer.status_code == 422
    assert page(answer).select_one("#asked_by")["value"] == "王奶奶"  # type: ignore[index]
    submit(worker, "/delivery/orders/new", {**asked, "visit_time": "10:30"})
    order = session.scalars(select(AssistedOrder)).one()
    base = f"/delivery/order/{order.slug}"
    assert "3 号楼" in fetch(member, base)
    assert "怎么提出来的" not in page(member.get(base)).select_one("dl").get_text()  # type: ignore[union-attr]
    assert "138****5678" in fetch(worker, base)
    assert "138" not in page(member.get(base)).select_one("dl").get_text()  # type: ignore[union-attr]
    assert "王奶奶" not in fetch(auditor, base)
    elsewhere = stage.sign.client_of(stage.world.user(Role.COMMUNITY_WORKER, stage.world.south))
    assert elsewhere.get(base).status_code == 404
    fetch(worker, f"{base}/complete")
    done = {"fee": "60", "paid_by": "resident", "confirmed_by": "family", "rating": "5", "comment": "来得快"}
    assert "到那天才能" in submit(worker, f"{base}/complete", done).get_data(as_text=True)
    with unit_of_work() as unit:
        actor = stage.world.actor(Role.COMMUNITY_WORKER, stage.world.north)
        new = NewOrder("李大爷", "visit", "空调", at(RATED, 15), household="5-1-101")
        second = commands.place_order(unit, actor, unit.get_one(ContractPart, stage.part.id), new, NOW)
    base = f"/delivery/order/{second.slug}"
    assert submit(worker, f"{base}/complete", {**done, "fee": "x"}).status_code == 422
    submit(worker, f"{base}/complete", done)
    shown = fetch(member, base)
    assert "¥60" in shown
    assert "李大爷" not in shown
    assert "来得快" not in shown
    assert "来得快" in fetch(worker, base)
    base = f"/delivery/order/{order.slug}"
    fetch(worker, f"{base}/cancel")
    assert submit(worker, f"{base}/cancel", {"reason": ""}).status_code == 422
    submit(worker, f"{base}/cancel", {"reason": "自己修好了"})
    for state in ("placed", "done", "cancelled"):
        fetch(member, f"/delivery/orders?state={state}")


def test_a_contract_is_closed_from_its_page(app: Flask, sign: Sign) -> None:
    world = make_street()
    stage = Stage(world, make_accepted(world), sign)
    with time_machine.travel(at(RATED + timedelta(days=60)), tick=False):
        handler = stage.client(Role.STREET_HANDLER)
        url = f"/delivery/contract/{stage.contract.slug}/close"
        assert "还没有付清" in fetch(handler, url)
        for seq in (1, 2, 3):
            pay_instalment(world, stage.contract, seq, RATED + timedelta(days=59))
        assert url in fetch(handler, "/delivery/")
        fetch(handler, url)
        submit(handler, url)
    assert stage.contract.state == "closed"


@pytest.mark.parametrize("role", [Role.STREET_HANDLER, Role.SECRETARY, Role.FINANCE, Role.RESIDENT])
def test_the_work_list_is_whole_for_every_role(stage: Stage, role: Role, client: FlaskClient) -> None:
    fetch(stage.client(role), "/delivery/")
    assert client.get("/delivery/").status_code == 302


def test_as_many_queries_for_many_projects_as_for_few(app: Flask, sign: Sign) -> None:

    world = make_street()
    first = make_delivering(world)
    request(world, first)
    users = [world.user(role, world.north) for role in (Role.SECRETARY, Role.COMMUNITY_WORKER)]
    users += [world.user(role) for role in (Role.APPROVER, Role.FINANCE, Role.STREET_HANDLER)]
    users.append(world.user(Role.ORGANISATION_MEMBER, organisation_ref=first.organisation_id))
    slug = first.parts[0].proposal.slug

    def counts(day: datetime) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        with time_machine.travel(day, tick=False):
            for url in ("/delivery/", "/delivery/payments", f"/delivery/project/{slug}", "/delivery/alerts"):
                for user in users:
                    client = sign.client_of(user)
                    with count_queries() as log:
                        client.get(url)
                    found.setdefault(url, []).append(log.count)
        return found

    late = at(BEGUN + timedelta(days=60))
    with unit_of_work() as session:
        commands.raise_due_alerts(session, late)
    few = counts(late)
    for number in range(2):
        applicant = make_applicant(world)
        contract = make_contract(
            world, proposals=[make_noticed(world, applicant)], starts_on=BEGUN, title=f"合同{number}"
        )
        make_delivering(world, contract)
        request(world, contract)
        rate(world, contract.parts[0], {5: 3, 2: 1})
    finish_milestones(world, first)
    with unit_of_work() as session:
        commands.raise_due_alerts(session, late)
    assert counts(late) == few
    assert max(few[f"/delivery/project/{slug}"]) <= 25
