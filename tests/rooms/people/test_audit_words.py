"""The auditor reads what was done in words, whichever room did it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask_babel import force_locale
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation import audit
from app.foundation.database import unit_of_work
from app.people.audit_telling import explained
from app.people.queries.audit_log import AuditFilter, AuditLine, audit_page
from app.people.views.audit_log import action_text, kind_text
from tests.factories import NOW, World, make_street
from tests.support.audit_actions import recorded_actions, recorded_keys, recorded_kinds
from tests.support.delivery import make_delivering, request
from tests.support.people import Sign, page
from tests.support.proposals import make_proposals
from tests.support.queries import count_queries


def test_every_recorded_action_has_words(app: Flask) -> None:
    actions = recorded_actions()
    assert len(actions) > 120
    assert {"funds.paid", "proposals.withdraw", "delivery.pay_payment", "needs.decline"} <= actions
    with app.test_request_context():
        assert sorted(action for action in actions if action_text(action) == action) == []


def test_every_recorded_key_has_a_word(app: Flask) -> None:
    """A detail is put on record with a new key: it fails here until app/portal/audit_words.py explains it."""
    keys = recorded_keys()
    assert len(keys) > 100
    assert {"amount_fen", "asked_by", "project", "refused", "third_party_score", "by_others"} <= keys
    assert sorted(key for key in keys if not explained(key) and not explained(f"import.{key}")) == []


def test_every_recorded_kind_has_a_word(app: Flask) -> None:
    kinds = recorded_kinds()
    assert {"need", "payment", "user", "import"} <= kinds
    with app.test_request_context():
        assert sorted(kind for kind in kinds if kind_text(kind) == kind) == []


def _told(app: Flask, session: Session, wanted: AuditFilter, locale: str = "zh") -> list[AuditLine]:
    with app.test_request_context(), force_locale(locale):
        return list(audit_page(session, 1, wanted).items)


def test_money_days_people_and_titles_stand_for_fen_ids_and_slugs(app: Flask, session: Session) -> None:
    world = make_street()
    finance = world.actor(Role.FINANCE)
    project = make_proposals(world, ["楼门共建"])[0]
    with unit_of_work() as unit:
        audit.record(
            unit,
            finance,
            "funds.paid",
            f"proposal:{project.slug}",
            NOW,
            amount_fen=30000000,
            asked_by=finance.user_id,
            project=project.slug,
            paid_on="2026-11-29",
            needs_resolution=False,
            request=None,
            warnings=["threshold.reached", "signing.late"],
        )
    (line, *_) = _told(app, session, AuditFilter(action="funds.paid", subject=f"proposal:{project.slug}"))
    name = world.user(Role.FINANCE).display_name
    assert line.told.subject == "楼门共建"
    assert dict(line.told.detail) == {
        "金额": "¥300,000",
        "提出的人": f"{name}（街道财务）",
        "项目": "楼门共建",
        "付款日期": "2026-11-29",
        "要代表会议表决": "否",
        "提醒": "达到采购提醒线、签订得晚",
    }
    assert line.told.posts == "街道财务"
    (line, *_) = _told(
        app, session, AuditFilter(action="funds.paid", subject=f"proposal:{project.slug}"), "en"
    )
    assert dict(line.told.detail)["Amount"] == "¥300,000"


def test_it_is_narrowed_by_person_and_by_project(app: Flask, session: Session) -> None:
    world = make_street()
    contract = make_delivering(world)
    payment = request(world, contract)
    title = contract.parts[0].proposal.title
    other = make_proposals(world, ["别的项目"])[0]
    found = {line.entry.subject for line in _told(app, session, AuditFilter(project=title[:3]))}
    assert f"payment:{payment.slug}" in found
    assert f"proposal:{other.slug}" not in found
    assert _told(app, session, AuditFilter(project="没有这个项目")) == []
    name = world.user(Role.STREET_HANDLER).display_name
    by = {line.entry.actor_name for line in _told(app, session, AuditFilter(person=name[1:]))}
    assert by and all(name[1:] in each for each in by)


def test_a_page_takes_the_same_queries_however_many_entries(app: Flask, session: Session) -> None:
    world = make_street()
    projects = make_proposals(world, ["甲", "乙", "丙"])
    counts = []
    for some in (projects[:1], projects):
        with unit_of_work() as unit:
            for each in some:
                audit.record(
                    unit, SYSTEM, "test.x", f"proposal:{each.slug}", NOW, project=each.slug, asked_by=1
                )
        session.rollback()
        with count_queries() as log:
            _told(app, session, AuditFilter(action="test.x"))
        counts.append(log.count)
    assert counts[0] == counts[1]


def test_the_page_says_it_all_in_words(sign: Sign) -> None:
    world: World = make_street()
    contract = make_delivering(world)
    request(world, contract)
    auditor = sign.client_of(world.user(Role.AUDITOR))
    text = page(auditor.get("/audit?kind=payment")).select_one("#results").get_text()  # type: ignore[union-attr]
    assert contract.parts[0].proposal.title in text and "¥" in text
    assert "amount_fen" not in text and "None" not in text
    until = (NOW - timedelta(days=4000)).date()
    assert auditor.get(f"/audit?last={until}").status_code == 200
