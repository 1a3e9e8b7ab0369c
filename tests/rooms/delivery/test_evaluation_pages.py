"""Pages of evaluations and rectifications: residents score, workers enter scores, a low one leads to an order."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.policy import Role
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.people.models import User
from tests.support.delivery import CLOSED, RATED, make_evaluation, rate
from tests.support.delivery_pages import Stage, fetch
from tests.support.notices import at
from tests.support.people import page, submit


def test_a_resident_scores_from_a_phone_and_changes_it(stage: Stage, client: FlaskClient) -> None:
    worker, resident = stage.client(Role.COMMUNITY_WORKER), stage.client(Role.RESIDENT)
    fetch(worker, f"/delivery/project/{stage.slug}/evaluate")
    past = {"stage": "midterm", "closes_on": "2026-08-01"}
    assert submit(worker, f"/delivery/project/{stage.slug}/evaluate", past).status_code == 422
    soon = (RATED + timedelta(days=2)).isoformat()
    answer = submit(worker, f"/delivery/project/{stage.slug}/evaluate", {**past, "closes_on": soon})
    assert "至少开 3 天" in page(answer).select_one("#closes_on-error").get_text()  # type: ignore[union-attr]
    last = (RATED + timedelta(days=3)).isoformat()
    submit(worker, f"/delivery/project/{stage.slug}/evaluate", {**past, "closes_on": last})
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


def test_a_worker_records_one_person_once(stage: Stage, client: FlaskClient) -> None:
    evaluation = make_evaluation(stage.world, stage.part)
    worker = stage.client(Role.COMMUNITY_WORKER)
    base = f"/delivery/evaluation/{evaluation.slug}"
    with time_machine.travel(at(CLOSED, 9), tick=False):
        closer = stage.client(Role.SECRETARY)
        assert "还没有人打分" in submit(closer, f"{base}/close", {}).get_data(as_text=True)
    fetch(worker, f"{base}/record")
    one = {"score": "2", "channel": "phone", "comment": "等得久"}
    answer = submit(worker, f"{base}/record", one)
    assert answer.status_code == 422
    assert "请写明是谁的分" in page(answer).select_one("#phone-error").get_text()  # type: ignore[union-attr]
    submit(worker, f"{base}/record", {**one, "phone": "138 1234 5678"})
    answer = submit(worker, f"{base}/record", {**one, "phone": "13812345678"})
    assert "每人只记一次" in page(answer).select_one("#phone-error").get_text()  # type: ignore[union-attr]
    answer = submit(worker, f"{base}/record", {**one, "household": "东头"})
    assert page(answer).select_one("#household-error")
    shown = fetch(stage.client(Role.AUDITOR), f"{base}/recorded")
    assert "138****5678" in shown
    assert "等得久" not in shown
    assert client.get(f"{base}/recorded").status_code != 200


def test_a_pile_of_forms_is_counted_by_two_and_the_score_told_with_its_share(
    stage: Stage, client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    evaluation = make_evaluation(stage.world, stage.part)
    worker, secretary = stage.client(Role.COMMUNITY_WORKER), stage.client(Role.SECRETARY)
    base = f"/delivery/evaluation/{evaluation.slug}"
    assert page(worker.get(f"{base}/tally")).select_one("#first_no")["value"] == "1"  # type: ignore[index]
    answer = submit(worker, f"{base}/tally", {"first_no": "1", "score_5": "x", "score_4": "7"})
    assert answer.status_code == 422
    assert [e.get_text(strip=True) for e in page(answer).select("#score_5-error")] == [
        "错误：请填不小于零的整数。"
    ]
    assert page(answer).select_one("#score_4")["value"] == "7"  # type: ignore[index]
    counts = {"score_5": "9", "score_2": "1", "void": "1"}
    submit(worker, f"{base}/tally", {"first_no": "1", **counts, "words": "等得久"})
    recorded = page(worker.get(f"{base}/recorded"))
    (href,) = {str(a["href"]) for a in recorded.select("a") if "/tally/" in str(a["href"])}
    assert "请另一位来数" in fetch(worker, href)
    (task,) = [
        str(a["href"]) for a in page(secretary.get("/tasks")).select("a") if "/tally/" in str(a["href"])
    ]
    assert task == href
    assert href in fetch(secretary, "/delivery/")
    assert "等得久" not in fetch(secretary, href)
    wrong = submit(secretary, href, {**counts, "void": "2"})
    assert wrong.status_code == 422
    assert "再数一遍" in wrong.get_data(as_text=True)
    assert submit(secretary, href.replace("confirm", "refuse"), {"answer": ""}).status_code == 422
    assert "这一天过完才能结束" in submit(secretary, f"{base}/close", {}).get_data(as_text=True)
    clock.move_to(at(CLOSED, 9))
    secretary, worker = stage.client(Role.SECRETARY), stage.client(Role.COMMUNITY_WORKER)
    assert "还有一叠问卷" in submit(secretary, f"{base}/close", {}).get_data(as_text=True)
    submit(secretary, href, counts)
    assert "已经办完" in fetch(secretary, href)
    assert "结束要由另一位来办" in fetch(worker, f"{base}/close")
    assert "结束要由另一位来办" in submit(worker, f"{base}/close", {}).get_data(as_text=True)
    assert "4.7" not in fetch(secretary, f"{base}/close")
    submit(secretary, f"{base}/close", {"third_party_score": "77"})
    for url in (base, f"/delivery/project/{stage.slug}", f"/projects/{stage.slug}"):
        shown = fetch(client, url)
        assert "4.7" in shown, url
        assert "其中代录和纸质 10 份" in shown, url
    assert "等得久" in fetch(client, base)
    assert stage.part.instalments[1].condition_met_on == CLOSED


def test_of_few_answers_only_that_is_told(stage: Stage, client: FlaskClient) -> None:
    evaluation = rate(stage.world, stage.part, {2: 3, 1: 1})
    for who in (client, stage.client(Role.AUDITOR), stage.client(Role.COMMUNITY_WORKER)):
        for url in (
            f"/delivery/evaluation/{evaluation.slug}",
            f"/delivery/project/{stage.slug}",
            f"/projects/{stage.slug}",
        ):
            shown = fetch(who, url)
            assert "不到 5 位" in shown, url
            assert "要整改" in shown, url
            assert "1.8" not in shown, url
            assert "来得准时" not in shown, url
    log = fetch(stage.client(Role.AUDITOR), "/audit?action=delivery.close_evaluation")
    assert "结论" in log and "要整改" in log
    kept = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "delivery.close_evaluation")
    ).one()
    assert "conclusion" in kept.detail
    assert not any("tenths" in key for key in kept.detail), kept.detail


def test_what_hangs_on_one_hand_says_so_and_is_asked_anew(
    stage: Stage, client: FlaskClient, clock: time_machine.Coordinates
) -> None:
    evaluation = make_evaluation(stage.world, stage.part)
    base = f"/delivery/evaluation/{evaluation.slug}"
    for number in range(6):
        one = {"score": "5", "channel": "phone", "phone": f"1380000{number:04}"}
        submit(stage.client(Role.COMMUNITY_WORKER), f"{base}/record", one)
    clock.move_to(at(CLOSED, 9))
    submit(stage.client(Role.SECRETARY), f"{base}/close", {})
    shown = fetch(client, base)
    assert "没有定论" in shown
    assert "请再评一次" in shown
    assert stage.part.instalments[1].condition_met_on is None
    assert "没有定论" in fetch(client, f"/delivery/project/{stage.slug}")
    fetch(stage.client(Role.COMMUNITY_WORKER), f"/delivery/project/{stage.slug}/evaluate")


def test_who_was_recorded_by_a_worker_is_told_on_her_own_page(stage: Stage) -> None:
    evaluation = make_evaluation(stage.world, stage.part)
    resident = stage.world.user(Role.RESIDENT, stage.world.north)
    with unit_of_work() as session:
        session.get_one(User, resident.id).phone = "13812345678"
    one = {"score": "5", "channel": "phone", "phone": "13812345678"}
    submit(stage.client(Role.COMMUNITY_WORKER), f"/delivery/evaluation/{evaluation.slug}/record", one)
    own = stage.sign.client_of(resident)
    href = f"/delivery/evaluation/{evaluation.slug}/score"
    assert "工作人员替您记过一次分" in fetch(own, href)
    submit(own, href, {"score": "1"})
    assert "工作人员替您记过一次分" not in fetch(own, href)
    shown = fetch(stage.client(Role.AUDITOR), f"/delivery/evaluation/{evaluation.slug}/recorded")
    assert "以本人为准" in shown


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
    secretary = stage.client(Role.SECRETARY)
    submit(secretary, f"{base}/check", {"verdict": "close", "note": "看过签到"})
    assert stage.part.proposal.state == "delivering"
    assert stage.client(Role.COMMUNITY_WORKER).get(f"{base}/check").status_code == 403
