"""The pages: each whole, each form's errors beside its fields with the input kept, nothing shown to the wrong eyes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.models import Contract, ContractPart
from app.delivery import commands
from app.delivery.commands import NewOrder
from app.delivery.models import AssistedOrder, Milestone, Payment
from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.foundation.files import StoredFile
from app.people.models import User
from tests.factories import World, make_street
from tests.support.contracts import make_contract
from tests.support.delivery import (
    BEGUN,
    RATED,
    finish_milestones,
    make_accepted,
    make_delivering,
    make_evaluation,
    milestones_of,
    pay_instalment,
    rate,
    request,
)
from tests.support.notices import at, make_noticed
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_applicant
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
NOW = at(RATED, 9)


@dataclass
class Stage:
    """A contract under way with a client for each role."""

    world: World
    contract: Contract
    sign: Sign

    @property
    def part(self) -> ContractPart:
        return self.contract.parts[0]

    @property
    def slug(self) -> str:
        return self.part.proposal.slug

    @property
    def milestone(self) -> Milestone:
        return milestones_of(self.part)[0]

    def user(self, role: Role) -> User:
        if role is Role.ORGANISATION_MEMBER:
            return self.world.user(role, organisation_ref=self.contract.organisation_id)
        street = role in (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)
        return self.world.user(role, None if street else self.world.north)

    def client(self, role: Role) -> FlaskClient:
        return self.sign.client_of(self.user(role))


@pytest.fixture
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def stage(app: Flask, sign: Sign, clock: None) -> Stage:
    world = make_street()
    return Stage(world, make_delivering(world, kind="on_request"), sign)


def fetch(client: FlaskClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, (url, answer.status_code)
    html = answer.get_data(as_text=True)
    if status == 200:
        check_page(html, url)
    return html


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


def test_a_milestone_is_reported_with_evidence_that_only_the_office_and_its_provider_fetch(
    stage: Stage, client: FlaskClient, session: Session
) -> None:
    member, worker = stage.client(Role.ORGANISATION_MEMBER), stage.client(Role.COMMUNITY_WORKER)
    url = f"/delivery/milestone/{stage.milestone.slug}/report"
    fetch(member, url)
    answer = submit(member, url, {"report": ""})
    assert answer.status_code == 422
    assert "这一项要填" in answer.get_data(as_text=True)
    text = {"report": "做了三场", "file": (BytesIO(b"MZ not a picture"), "照片.png")}
    answer = submit(member, url, text, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "只收照片" in page(answer).select_one("#file-error").get_text()  # type: ignore[union-attr]
    assert "做了三场" in answer.get_data(as_text=True)
    good = {"report": "做了三场", "file": (BytesIO(PNG), "../<b>照片.exe")}
    assert submit(member, url, good, content_type="multipart/form-data").status_code == 200
    stored = session.scalars(select(StoredFile)).one()
    assert stored.media_type == "image/png"
    path = f"/delivery/file/{stored.slug}"
    assert client.get(path).status_code == 302
    elsewhere = stage.sign.client_of(stage.world.user(Role.COMMUNITY_WORKER, stage.world.south))
    assert elsewhere.get(path).status_code == 404
    got = worker.get(path)
    assert got.get_data() == PNG
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.mimetype == "image/png"
    assert "做了三场" in fetch(worker, f"/delivery/milestone/{stage.milestone.slug}")


def test_the_office_sends_back_and_confirms(stage: Stage) -> None:
    member, worker = stage.client(Role.ORGANISATION_MEMBER), stage.client(Role.COMMUNITY_WORKER)
    base = f"/delivery/milestone/{stage.milestone.slug}"
    submit(member, f"{base}/start")
    submit(member, f"{base}/report", {"report": "做了三场"})
    fetch(worker, f"{base}/confirm")
    fetch(worker, f"{base}/send-back")
    assert submit(worker, f"{base}/send-back", {"remark": ""}).status_code == 422
    submit(worker, f"{base}/send-back", {"remark": "没有签到表"})
    assert "没有签到表" in fetch(member, f"{base}/report")
    submit(member, f"{base}/report", {"report": "补了"})
    late = (NOW + timedelta(days=1)).date().isoformat()
    answer = submit(worker, f"{base}/confirm", {"done_on": late, "remark": "看过"})
    assert answer.status_code == 422
    assert page(answer).select_one("#done_on-error")
    assert "看过" in answer.get_data(as_text=True)
    submit(worker, f"{base}/confirm", {"done_on": RATED.isoformat()})
    assert stage.milestone.state == "done"
    other = stage.sign.client_of(stage.world.user(Role.COMMUNITY_WORKER, stage.world.south))
    assert other.get(f"{base}/confirm").status_code == 404
    assert member.get(f"{base}/confirm").status_code == 403


def test_a_plan_is_written_line_by_line_without_a_script(app: Flask, sign: Sign, clock: None) -> None:

    world = make_street()
    stage = Stage(world, make_contract(world), sign)
    handler = stage.client(Role.STREET_HANDLER)
    url = f"/delivery/project/{stage.slug}/plan"
    html = fetch(handler, url)
    assert "结项与验收" in html
    first = {"milestones-0-name": "启动", "milestones-0-due_on": "2026-06-01"}
    answer = submit(handler, url, {**first, "add_milestones": "1"})
    assert page(answer).select_one("#milestones-1-name")
    second = {"milestones-1-name": "收尾", "milestones-1-due_on": "2026-05-20"}
    answer = submit(handler, url, {**first, **second})
    assert answer.status_code == 422
    assert "先后" in answer.get_data(as_text=True)
    answer = submit(handler, url, {**first, **second, "remove_milestones": "0"})
    assert page(answer).select_one("#milestones-0-name")["value"] == "收尾"  # type: ignore[index]
    submit(handler, url, first)
    assert [m.name for m in milestones_of(stage.part)] == ["启动"]
    submit(handler, f"/delivery/contract/{stage.contract.slug}/start")
    assert stage.part.proposal.state == "delivering"
    assert stage.client(Role.REVIEWER).get(url).status_code == 403


def test_a_resident_scores_from_a_phone_and_changes_it(stage: Stage, client: FlaskClient) -> None:
    worker, resident = stage.client(Role.COMMUNITY_WORKER), stage.client(Role.RESIDENT)
    fetch(worker, f"/delivery/project/{stage.slug}/evaluate")
    past = {"stage": "midterm", "closes_on": "2026-08-01"}
    assert submit(worker, f"/delivery/project/{stage.slug}/evaluate", past).status_code == 422
    submit(worker, f"/delivery/project/{stage.slug}/evaluate", {**past, "closes_on": RATED.isoformat()})
    tasks = page(resident.get("/delivery/"))
    (href,) = [str(a["href"]) for a in tasks.select(".task a")]
    assert href.endswith("/score")
    fetch(resident, href)
    answer = submit(resident, href, {"comment": "楼道亮了"})
    assert answer.status_code == 422
    assert "请选一个" in answer.get_data(as_text=True)
    assert "楼道亮了" in answer.get_data(as_text=True)
    submit(resident, href, {"score": "4", "comment": "楼道亮了"})
    shown = page(resident.get(href))
    assert shown.select_one("input[name=score][checked]")["value"] == "4"  # type: ignore[index]
    results = href.removesuffix("/score")
    assert "楼道亮了" not in fetch(client, results)
    other = stage.sign.client_of(stage.world.user(Role.RESIDENT, stage.world.south))
    assert other.get(href).status_code == 404
    assert not page(resident.get("/delivery/")).select(".task a")


def test_a_worker_records_one_person_and_a_pile_of_forms_and_closes(
    stage: Stage, client: FlaskClient
) -> None:
    evaluation = make_evaluation(stage.world, stage.part)
    worker = stage.client(Role.COMMUNITY_WORKER)
    base = f"/delivery/evaluation/{evaluation.slug}"
    answer = submit(worker, f"{base}/close", {})
    assert "还没有人打分" in answer.get_data(as_text=True)
    form = page(worker.get(f"{base}/record"))
    seen = form.select_one("input[name=seen]")["value"]  # type: ignore[index]
    one = {"score": "2", "channel": "phone", "comment": "等得久", "seen": seen}
    submit(worker, f"{base}/record", one)
    assert submit(worker, f"{base}/record", one).status_code == 422
    form = page(worker.get(f"{base}/tally"))
    seen = form.select_one("input[name=seen]")["value"]  # type: ignore[index]
    answer = submit(worker, f"{base}/tally", {"score_5": "x", "score_4": "7", "seen": seen})
    assert answer.status_code == 422
    assert [e.get_text(strip=True) for e in page(answer).select("#score_5-error")] == [
        "错误：请填不小于零的整数。"
    ]
    assert page(answer).select_one("#score_4")["value"] == "7"  # type: ignore[index]
    submit(worker, f"{base}/tally", {"score_5": "9", "score_4": "0", "seen": seen})
    fetch(worker, f"{base}/close")
    submit(worker, f"{base}/close", {"third_party_score": "77"})
    shown = fetch(client, base)
    assert "4.7 / 5" in shown
    assert "等得久" in shown
    assert stage.part.instalments[1].condition_met_on == RATED


def test_a_low_evaluation_leads_to_an_order_and_back(stage: Stage, client: FlaskClient) -> None:
    evaluation = rate(stage.world, stage.part, {2: 10})
    handler, member = stage.client(Role.STREET_HANDLER), stage.client(Role.ORGANISATION_MEMBER)
    alerts = fetch(handler, "/delivery/alerts")
    assert f"/delivery/evaluation/{evaluation.slug}" in alerts
    assert "低于 3.5 分" in alerts
    fetch(handler, f"/delivery/project/{stage.slug}/rectify")
    assert submit(handler, f"/delivery/project/{stage.slug}/rectify", {"content": ""}).status_code == 422
    submit(handler, f"/delivery/project/{stage.slug}/rectify", {"content": "补足次数"})
    (href,) = [
        str(a["href"]) for a in page(member.get("/delivery/")).select(".task a") if "rectif" in str(a["href"])
    ]
    base = href.removesuffix("/report")
    fetch(member, href)
    assert submit(member, href, {"report": ""}).status_code == 422
    submit(member, href, {"report": "补了三场"})
    fetch(client, base)
    fetch(handler, f"{base}/check")
    assert submit(handler, f"{base}/check", {"verdict": "close", "note": ""}).status_code == 422
    submit(handler, f"{base}/check", {"verdict": "return", "note": "还差一场"})
    assert "还差一场" in fetch(member, href)
    submit(member, href, {"report": "补齐了"})
    submit(handler, f"{base}/check", {"verdict": "close", "note": "看过签到"})
    assert stage.part.proposal.state == "delivering"
    assert stage.client(Role.COMMUNITY_WORKER).get(f"{base}/check").status_code == 403


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


def test_money_is_asked_for_approved_read_back_and_paid(stage: Stage, session: Session) -> None:
    member, approver = stage.client(Role.ORGANISATION_MEMBER), stage.client(Role.APPROVER)
    finance = stage.client(Role.FINANCE)
    url = f"/delivery/project/{stage.slug}/request/1"
    assert "人民币壹万玖仟元整" in fetch(member, url)
    assert "条件还没有达到" in fetch(member, f"/delivery/project/{stage.slug}/request/2")
    assert member.get(f"/delivery/project/{stage.slug}/request/9").status_code == 404
    submit(member, url)
    payment = session.scalars(select(Payment)).one()
    base = f"/delivery/payment/{payment.slug}"
    html = fetch(approver, base)
    assert "¥19,000" in html
    assert "**** **** 2222" in html
    assert stage.contract.organisation.bank_account not in html
    fetch(approver, f"{base}/refuse")
    assert submit(approver, f"{base}/refuse", {"reason": ""}).status_code == 422
    assert finance.get(f"{base}/refuse").status_code == 403
    submit(approver, f"{base}/approve")
    assert base in fetch(finance, "/delivery/payments")
    fetch(finance, f"{base}/pay")
    answer = submit(finance, f"{base}/pay", {"voucher_no": "FK-7", "paid_on": ""})
    assert answer.status_code == 422
    assert page(answer).select_one("#voucher_no")["value"] == "FK-7"  # type: ignore[index]
    entered = {"voucher_no": "FK-7", "paid_on": RATED.isoformat()}
    back = submit(finance, f"{base}/pay", entered).get_data(as_text=True)
    check_page(back, base)
    assert "请核对再记账" in back
    assert "人民币壹万玖仟元整" in back
    session.expire_all()
    assert payment.state == "approved"
    submit(finance, f"{base}/pay", {**entered, "confirmed": "yes"})
    session.expire_all()
    assert (payment.state, payment.voucher_no) == ("paid", "FK-7")
    assert "FK-7" in fetch(member, base)
    assert finance.get(f"{base}/approve").status_code == 404


def test_payments_of_others_are_hidden(stage: Stage, client: FlaskClient) -> None:
    payment = request(stage.world, stage.contract)
    base = f"/delivery/payment/{payment.slug}"
    assert client.get(base).status_code == 302
    elsewhere = stage.sign.client_of(stage.world.user(Role.SECRETARY, stage.world.south))
    assert elsewhere.get(base).status_code == 404
    assert payment.slug not in fetch(elsewhere, "/delivery/payments")
    assert payment.slug in fetch(stage.client(Role.SECRETARY), "/delivery/payments?state=requested")
    assert stage.client(Role.RESIDENT).get("/delivery/payments").status_code == 403
    for state in ("requested", "approved", "refused", "paid", "nonsense"):
        fetch(stage.client(Role.AUDITOR), f"/delivery/payments?state={state}")


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
    }
    answer = submit(worker, "/delivery/orders/new", asked)
    assert answer.status_code == 422
    assert page(answer).select_one("#asked_by")["value"] == "王奶奶"  # type: ignore[index]
    submit(worker, "/delivery/orders/new", {**asked, "visit_time": "10:30"})
    order = session.scalars(select(AssistedOrder)).one()
    base = f"/delivery/order/{order.slug}"
    assert "3 号楼" in fetch(member, base)
    assert "电话" not in page(member.get(base)).select_one("dl").get_text()  # type: ignore[union-attr]
    assert "王奶奶" not in fetch(auditor, base)
    elsewhere = stage.sign.client_of(stage.world.user(Role.COMMUNITY_WORKER, stage.world.south))
    assert elsewhere.get(base).status_code == 404
    fetch(worker, f"{base}/complete")
    done = {"fee": "60", "paid_by": "resident", "rating": "5", "comment": "来得快"}
    assert "到那天才能" in submit(worker, f"{base}/complete", done).get_data(as_text=True)
    with unit_of_work() as unit:
        actor = stage.world.actor(Role.COMMUNITY_WORKER, stage.world.north)
        new = NewOrder("李大爷", "visit", "空调", at(RATED, 15))
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
