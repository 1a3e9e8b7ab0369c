"""The words of a need are put aside, and given back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.commands import raise_due_alerts
from app.domain.errors import RuleViolation
from app.domain.policy import Role
from app.foundation import withholding
from app.foundation.audit import AuditEntry
from app.foundation.database import unit_of_work
from app.foundation.public_words import MARK
from app.foundation.search import refs
from app.foundation.withholding import Subject, find
from app.needs import commands
from app.needs.models import Need
from tests.factories import NOW, World, make_street
from tests.support.needs import make_need
from tests.support.people import Sign, page, submit
from tests.support.proposals import make_applicant, make_proposal

TITLE, STORY, REASON = "三号楼王小明家里有病人", "王小明得了肺病，天天咳", "写了邻居的姓名和病情"


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def need(world: World) -> Need:
    return make_need(world.north, TITLE, description=STORY, knot="没人管")


def withhold(world: World, need: Need, reason: str = REASON) -> Need:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    with unit_of_work() as session:
        withholding.withhold_words(session, worker, subject(session, need), reason, NOW)
    return need


def subject(session: Session, need: Need) -> Subject:
    found = find(session, "need", need.slug)
    assert found is not None
    return found


def test_no_page_and_no_search_tells_withheld_words(
    world: World, need: Need, session: Session, client: FlaskClient
) -> None:
    assert list(session.scalars(refs(session, "need", "肺病"))) == [need.slug]
    withhold(world, need)
    assert list(session.scalars(refs(session, "need", "肺病"))) == []
    assert list(session.scalars(refs(session, "need", "王小明"))) == []
    for url in ("/", "/needs/", f"/needs/{need.slug}", "/needs/?q=王小明", "/search?q=王小明"):
        text = client.get(url).get_data(as_text=True).replace('value="王小明"', "")
        assert "王小明家" not in text, url
        assert "肺病" not in text, url
        assert "没人管" not in text, url
    told = client.get(f"/needs/{need.slug}").get_data(as_text=True)
    assert REASON in told
    assert "看原话" not in told


def test_words_come_back_whole(world: World, need: Need, session: Session) -> None:
    withhold(world, need)
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        withholding.restore_words(unit, handler, subject(unit, need), NOW)
    assert (need.title, need.description, need.knot) == (TITLE, STORY, "没人管")
    assert list(session.scalars(refs(session, "need", "肺病"))) == [need.slug]


def test_a_merged_need_stays_out_of_search(world: World, need: Need, session: Session) -> None:
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    target = make_need(world.north, "楼里有病人没人照看")
    with unit_of_work() as unit:
        commands.merge_needs(unit, worker, need, target, NOW)
    withhold(world, need)
    with unit_of_work() as unit:
        withholding.restore_words(unit, worker, subject(unit, need), NOW)
    assert need.title == TITLE
    assert list(session.scalars(refs(session, "need", "王小明"))) == []


def test_copies_of_a_withheld_title_stay_unsaid(world: World, session: Session, sign: Sign) -> None:
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    assert proposal.need is not None
    title, days = proposal.need.title, timedelta(days=91)
    with unit_of_work() as unit:
        raise_due_alerts(unit, NOW + days)
    pages = (f"/proposals/{proposal.slug}/versions", "/delivery/alerts")
    client = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert all(title in client.get(url).get_data(as_text=True) for url in pages)
    withhold(world, proposal.need)
    for url in pages:
        text = client.get(url).get_data(as_text=True)
        assert title not in text, url
        assert MARK in text, url


@pytest.mark.parametrize("act", ["again", "no_reason", "restore_nothing", "reveal_nothing"])
def test_what_cannot_be_is_refused(world: World, need: Need, session: Session, act: str) -> None:
    if act == "again":
        withhold(world, need)
    worker = world.actor(Role.COMMUNITY_WORKER, world.north)
    acts = {
        "again": lambda: withhold(world, need),
        "no_reason": lambda: withhold(world, need, "  "),
        "restore_nothing": lambda: withholding.restore_words(session, worker, subject(session, need), NOW),
        "reveal_nothing": lambda: withholding.reveal_words(session, worker, subject(session, need), NOW),
    }
    with pytest.raises(RuleViolation) as refused:
        acts[act]()
    codes = {"again": "withhold.already", "no_reason": "withhold.reason"}
    assert refused.value.code == codes.get(act, "withhold.nothing_withheld")


def test_the_record_holds_the_reason_and_never_the_words(world: World, need: Need, session: Session) -> None:
    withhold(world, need)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "words.withhold")).one()
    assert entry.detail["reason"] == REASON
    assert "肺病" not in str(entry.detail)


def test_the_desk_withholds_reads_on_record_and_restores(
    world: World, need: Need, session: Session, sign: Sign
) -> None:
    client = sign.client_of(world.user(Role.COMMUNITY_WORKER, world.north))
    url, act = f"/needs/{need.slug}", f"/withheld/need/{need.slug}"
    assert page(client.get(url)).select_one(f"[href='{act}']") is not None
    assert submit(client, act, {"reason": ""}).status_code == 422
    assert STORY not in submit(client, act, {"reason": REASON}).get_data(as_text=True)
    shown = submit(client, f"{act}/words")
    assert STORY in shown.get_data(as_text=True)
    assert shown.headers["Cache-Control"] == "no-store"
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "words.reveal")).one()
    assert STORY in submit(client, f"{act}/restore").get_data(as_text=True)
