"""Public words of every kind are put aside in one way, an objection's by two people, and leak nowhere."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.council import commands as council
from app.council.models import Meeting
from app.delivery.models import Acceptance, EvaluationAnswer, Milestone
from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, Role
from app.fair import commands as fair
from app.fair.models import Interest, Offering
from app.foundation import withholding
from app.foundation.audit import AuditEntry
from app.foundation.clock import now
from app.foundation.database import db, unit_of_work
from app.foundation.public_words import MARK, Withheld
from app.foundation.withholding import Subject, WithheldWords, WithholdingRequest, find
from app.needs.models import Need
from app.notices import commands as notices
from app.notices.commands import NewNotice
from app.notices.models import Objection
from app.organisations.models import Organisation
from app.proposals.models import Proposal, ProposalVersion, Review
from tests.factories import NOW, World, make_street
from tests.support.council import make_meeting, make_representatives, make_topics
from tests.support.delivery import make_accepted, make_delivering, milestones_of, rate
from tests.support.fair import make_offering
from tests.support.needs import make_need
from tests.support.organisations import make_organisation
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_proposals

SECRET, REASON = "王小明得了肺病", "写了邻居的姓名和病情"


@pytest.fixture
def world(app: Flask) -> World:
    return make_street()


def _need(world: World) -> str:
    return make_need(world.north, SECRET, description=SECRET).slug


def _question(world: World) -> str:
    offering = make_offering(make_organisation(), world.item)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        return fair.ask_question(unit, worker, offering, SECRET, NOW, world.north).slug


def _opinion(world: World) -> str:
    make_representatives(world.north, 3)
    meeting = make_meeting(world, make_topics(world, ["楼门共建"]))
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        return council.record_opinion(unit, worker, meeting.topics[0], SECRET, NOW).slug


def _comment(world: World) -> str:
    rate(world, make_delivering(world).parts[0], {2: 6})
    answer = db.session.scalars(select(EvaluationAnswer)).first()
    assert answer is not None
    with unit_of_work() as unit:
        unit.get_one(EvaluationAnswer, answer.id).comment = SECRET
    return answer.slug


def _written(model: type, id_: int, *columns: str) -> None:
    with unit_of_work() as unit:
        for column in columns:
            setattr(unit.get_one(model, id_), column, SECRET)


def _need_answer(world: World) -> str:
    need = make_need(world.north)
    with unit_of_work() as unit:
        kept = unit.get_one(Need, need.id)
        kept.answer, kept.answered_at = SECRET, now()
    return need.slug


def _offering(world: World) -> str:
    offering = make_offering(make_organisation(), world.item)
    _written(Offering, offering.id, "summary", "target_group")
    return offering.slug


def _organisation(world: World) -> str:
    organisation = make_organisation()
    _written(Organisation, organisation.id, "intro")
    return organisation.slug


def _proposal(world: World) -> str:
    proposal = make_proposals(world, ["楼门共建"])[0]
    _written(Proposal, proposal.id, "goal", "activities", "target_group")
    with unit_of_work() as unit:
        for version in unit.scalars(select(ProposalVersion)):
            version.content = {**version.content, "goal": SECRET}
    return proposal.slug


def _hearing(world: World) -> str:
    proposal = make_proposals(world, ["楼门共建"])[0]
    with unit_of_work() as unit:
        kept = unit.get_one(Proposal, proposal.id)
        kept.hearing_note, kept.heard_on = SECRET, NOW.date()
    return proposal.slug


def _review(world: World) -> str:
    make_proposals(world, ["楼门共建"])
    review = db.session.scalars(select(Review).order_by(Review.id)).first()
    assert review is not None
    _written(Review, review.id, "reason")
    return str(review.id)


def _meeting(world: World) -> str:
    make_representatives(world.north, 3)
    meeting = make_meeting(world, make_topics(world, ["楼门共建"]))
    _written(Meeting, meeting.id, "note")
    return meeting.slug


def _milestone(world: World) -> str:
    milestone = milestones_of(make_delivering(world).parts[0])[0]
    _written(Milestone, milestone.id, "report", "remark")
    return milestone.slug


def _acceptance(world: World) -> str:
    make_accepted(world)
    acceptance = db.session.scalars(select(Acceptance)).one()
    _written(Acceptance, acceptance.id, "opinion")
    return acceptance.slug


def _interest(world: World) -> str:
    offering = make_offering(make_organisation(), world.item)
    with unit_of_work() as unit:
        interest = Interest(
            community_id=world.north.id,
            offering_id=offering.id,
            priority=1,
            note=SECRET,
            marked_by_role="secretary",
            marked_at=NOW,
        )
        unit.add(interest)
    return str(interest.id)


OF_COMMUNITIES = [
    ("need", _need),
    ("need_answer", _need_answer),
    ("question", _question),
    ("interest", _interest),
    ("opinion", _opinion),
    ("meeting", _meeting),
    ("comment", _comment),
    ("proposal", _proposal),
    ("hearing", _hearing),
    ("review", _review),
    ("milestone", _milestone),
    ("acceptance", _acceptance),
]
OF_THE_STREET = [("offering", _offering), ("organisation", _organisation)]
SILENT = ("comment", "interest")
"""Whose page tells no stranger the reason."""


def _objection(world: World) -> Objection:
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        new = NewNotice("contract", "some-contract", "合同公告", world.north.id, {})
        notice = notices.publish_notice(unit, handler, new, now())
        return notices.raise_objection(unit, ANYONE, notice, SECRET, "resident", "", now())


def _subject(session: Session, kind: str, slug: str) -> Subject:
    found = find(session, kind, slug)
    assert found is not None
    return found


def _public_pages(app: Flask, subject: Subject) -> list[str]:
    """Every page that needs no argument, and the one that shows the record."""
    endpoint, values = subject.kind.page(subject.row)
    with app.test_request_context():
        own = url_for(endpoint, **values)  # type: ignore[arg-type]
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.arguments and rule.endpoint != "people.audit_chain"
    ]
    return [own.split("#")[0], *plain, "/search?q=肺病", "/needs/?q=肺病"]


@pytest.mark.parametrize(
    ("kind", "make"), [*OF_COMMUNITIES, *OF_THE_STREET], ids=lambda each: str(getattr(each, "__name__", each))
)
def test_withheld_words_leak_nowhere_and_come_back(
    app: Flask,
    world: World,
    session: Session,
    sign: Sign,
    client: FlaskClient,
    kind: str,
    make: Callable[[World], str],
) -> None:
    slug = make(world)
    street = any(kind == name for name, _ in OF_THE_STREET)
    user = world.user(Role.STREET_HANDLER) if street else world.user(Role.COMMUNITY_WORKER, world.north)
    worker = sign.client_of(user)
    act = f"/withheld/{kind}/{slug}"
    assert client.get(act).status_code == 302
    assert submit(worker, act, {"reason": REASON}).status_code == 200
    subject = _subject(session, kind, slug)
    assert {getattr(subject.row, column) for column in subject.kind.columns} <= {MARK, ""}
    readers = [client, worker, sign.client_of(world.user(Role.AUDITOR))]
    for url in _public_pages(app, subject):
        for reader in readers:
            assert SECRET.encode() not in reader.get(url).get_data(), url
    entries = session.scalars(select(AuditEntry)).all()
    assert SECRET not in " ".join(str(entry.detail) for entry in entries)
    own = _public_pages(app, subject)[0]
    if client.get(own).status_code == 200:
        shown = client.get(own).get_data(as_text=True)
        assert ("内容已隐去" in shown and REASON in shown) or kind in SILENT
        english = client.get(f"{own}?lang=en").get_data(as_text=True)
        assert ("Withheld" in english and "内容已隐去" not in english) or kind in SILENT
    told = submit(worker, f"{act}/words")
    assert SECRET in told.get_data(as_text=True) and told.headers["Cache-Control"] == "no-store"
    submit(worker, f"{act}/restore")
    session.rollback()
    assert SECRET in {getattr(subject.row, column) for column in subject.kind.columns}


def test_words_written_anew_are_shown_and_can_be_withheld_again(world: World, session: Session) -> None:
    slug, handler = _organisation(world), world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        withholding.withhold_words(unit, handler, _subject(unit, "organisation", slug), REASON, NOW)
    subject = _subject(session, "organisation", slug)
    _written(Organisation, subject.row.id, "state_reason")
    with unit_of_work() as unit:
        withholding.withhold_words(unit, handler, _subject(unit, "organisation", slug), REASON, NOW)
    kept = session.scalars(select(WithheldWords).where(WithheldWords.restored_at.is_(None))).one()
    assert kept.words == {"intro": SECRET, "state_reason": SECRET}
    with unit_of_work() as unit:
        unit.get_one(Organisation, subject.row.id).intro = "新写的介绍"
    assert withholding.kept_words(session, "organisation", [subject.row])
    with unit_of_work() as unit:
        withholding.restore_words(unit, handler, _subject(unit, "organisation", slug), NOW)
    row = _subject(session, "organisation", slug).row
    assert (row.intro, row.state_reason) == ("新写的介绍", SECRET)
    assert not withholding.kept_words(session, "organisation", [row])


def test_a_mark_that_a_form_sends_back_in_english_stays_the_mark(app: Flask, world: World) -> None:
    organisation = make_organisation()
    with app.test_request_context(), force_locale("en"):
        shown = str(Withheld(MARK))
        assert shown != MARK
        with unit_of_work() as unit:
            unit.get_one(Organisation, organisation.id).intro = shown
    db.session.rollback()
    assert db.session.get_one(Organisation, organisation.id).intro == MARK


def test_nobody_withholds_an_objection_alone(world: World, session: Session) -> None:
    objection = _objection(world)
    secretary = world.actor(Role.SECRETARY, world.north)
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="two_hands"):
        subject = _subject(unit, "objection", objection.slug)
        withholding.withhold_words(unit, secretary, subject, REASON, now())
    with unit_of_work() as unit:
        subject = _subject(unit, "objection", objection.slug)
        asked = withholding.ask_to_withhold(unit, secretary, subject, REASON, now())
    assert objection.text == SECRET
    with unit_of_work() as unit, pytest.raises(RuleViolation, match="same_person"):
        withholding.answer_withholding(unit, secretary, asked, "confirm", now())
    with pytest.raises(IntegrityError), unit_of_work() as unit:
        unit.add(
            WithheldWords(
                kind="objection",
                subject_id=objection.id,
                words={"text": SECRET},
                reason=REASON,
                withheld_by_id=secretary.user_id,
                withheld_at=now(),
            )
        )
    supervisor = world.actor(Role.SUPERVISOR, world.north)
    with unit_of_work() as unit:
        withholding.answer_withholding(unit, supervisor, asked, "confirm", now())
    assert objection.text == MARK
    kept = session.scalars(select(WithheldWords)).one()
    assert (kept.withheld_by_id, kept.second_by_id) == (secretary.user_id, supervisor.user_id)


def test_an_objection_is_hidden_by_two_and_its_fact_stays(
    app: Flask, world: World, session: Session, sign: Sign, client: FlaskClient
) -> None:
    objection = _objection(world)
    notice = f"/notices/{objection.notice.slug}"
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    act = f"/withheld/objection/{objection.slug}"
    assert "一个人不能隐去" in secretary.get(act).get_data(as_text=True)
    assert "照旧公开" in submit(secretary, act, {"reason": REASON}).get_data(as_text=True)
    assert SECRET in client.get(notice).get_data(as_text=True)
    asked = session.scalars(select(WithholdingRequest)).one()
    url = f"/withheld/requests/{asked.slug}"
    assert "撤回" in secretary.get(url).get_data(as_text=True)
    auditor = sign.client_of(world.user(Role.AUDITOR))
    assert REASON in auditor.get("/withheld").get_data(as_text=True)
    assert auditor.get(url).status_code == 403
    supervisor = sign.client_of(world.user(Role.SUPERVISOR, world.north))
    assert url in supervisor.get("/tasks").get_data(as_text=True)
    assert SECRET in supervisor.get(url).get_data(as_text=True)
    assert submit(supervisor, url, {"decision": "refuse", "answer": ""}).status_code == 422
    submit(supervisor, url, {"decision": "confirm", "answer": ""})
    shown = page(client.get(notice)).get_text(" ", strip=True)
    assert SECRET not in shown and "内容已隐去" in shown and REASON in shown and "待答复" in shown
    for path in _public_pages(app, _subject(session, "objection", objection.slug)):
        for reader in (client, secretary, auditor):
            assert SECRET.encode() not in reader.get(path).get_data(), path
    stranger = sign.client_of(world.user(Role.SECRETARY, world.south))
    assert stranger.get(url).status_code == 404 and stranger.get(act).status_code == 404
    assert SECRET in submit(auditor, f"{act}/words").get_data(as_text=True)


def test_what_must_not_be_public_does_not_come_back(world: World, session: Session) -> None:
    need = make_need(world.north, "楼道灯不亮")
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as unit:
        withholding.withhold_words(unit, worker, _subject(unit, "need", need.slug), REASON, NOW)
    with unit_of_work() as unit:
        kept = unit.scalars(select(WithheldWords)).one()
        kept.words = {"title": "打 13800138000 找我"}
    with pytest.raises(RuleViolation, match=r"words\.mobile"), unit_of_work() as unit:
        withholding.restore_words(unit, worker, _subject(unit, "need", need.slug), NOW)
