"""Pages of milestones: planned, reported with evidence, sent back, confirmed."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.policy import Role
from app.foundation.files import StoredFile
from tests.factories import make_street
from tests.support.contracts import make_contract
from tests.support.delivery import RATED, milestones_of
from tests.support.delivery_pages import NOW, Stage, fetch
from tests.support.people import Sign, page, submit

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


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
