"""Pages of evaluations and rectifications: residents score, workers enter scores, a low one leads to an order."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.domain.policy import Role
from tests.support.delivery import RATED, make_evaluation, rate
from tests.support.delivery_pages import Stage, fetch
from tests.support.people import page, submit


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
    secretary = stage.client(Role.SECRETARY)
    submit(secretary, f"{base}/check", {"verdict": "close", "note": "看过签到"})
    assert stage.part.proposal.state == "delivering"
    assert stage.client(Role.COMMUNITY_WORKER).get(f"{base}/check").status_code == 403
