"""The audit log, read by the auditor."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.domain.policy import SYSTEM, Role
from app.foundation import audit
from app.foundation.audit import AuditEntry
from app.foundation.database import db, unit_of_work
from app.people.queries.audit_log import AuditFilter, audit_actions, audit_page
from tests.factories import NOW, TODAY, make_street
from tests.support.people import Sign, page


def test_only_the_auditor_reads_it(client: FlaskClient, sign: Sign) -> None:
    world = make_street()
    assert client.get("/audit").status_code == 302
    assert sign.client_of(world.user(Role.ADMINISTRATOR)).get("/audit").status_code == 403
    auditor = sign.client_of(world.user(Role.AUDITOR))
    text = auditor.get("/audit").get_data(as_text=True)
    assert "设社区" in text and "任职" in text
    assert "日志完整" in auditor.get("/audit/chain").get_data(as_text=True)


def test_days_beyond_the_calendar_are_no_fault(sign: Sign) -> None:
    auditor = sign.client_of(make_street().user(Role.AUDITOR))
    every = len(page(auditor.get("/audit")).select("#results tbody tr"))
    found = auditor.get("/audit?first=0001-01-01&last=9999-12-31")
    assert len(page(found).select("#results tbody tr")) == every > 0


def test_it_is_narrowed_by_action_subject_and_day(sign: Sign) -> None:
    world = make_street()
    with unit_of_work() as session:
        audit.record(session, SYSTEM, "test.later", "thing:a", NOW + timedelta(days=1))
        audit.record(session, SYSTEM, "test.later", "thing:b", NOW + timedelta(days=2))
    session = db.session()

    def found(wanted: AuditFilter) -> list[str]:
        return [line.entry.subject for line in audit_page(session, 1, wanted).items]

    tomorrow = TODAY + timedelta(days=1)
    assert found(AuditFilter(action="test.later")) == ["thing:b", "thing:a"]
    assert found(AuditFilter(subject="thing")) == ["thing:b", "thing:a"]
    assert found(AuditFilter(subject="thing:a")) == ["thing:a"]
    assert found(AuditFilter(subject="thi")) == []
    assert found(AuditFilter(first=tomorrow, last=tomorrow)) == ["thing:a"]
    auditor = sign.client_of(world.user(Role.AUDITOR))
    query = f"/audit?subject=thing&first={tomorrow}&last={tomorrow}"
    rows = page(auditor.get(query)).select("#results tbody tr")
    assert len(rows) == 1 and "thing:a" in rows[0].get_text()


def test_every_action_is_offered_once(app: object) -> None:
    make_street()
    session = db.session()
    there = sorted(set(session.scalars(select(AuditEntry.action))))
    assert list(audit_actions(session)) == there
    assert len(there) > 3
