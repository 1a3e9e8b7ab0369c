"""Whatever everybody can read is screened before it is stored, whichever way it comes in."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import String, Text
from sqlalchemy.orm import Session

from app.domain.errors import RuleViolation
from app.domain.policy import ANYONE, Role
from app.foundation.clock import now
from app.foundation.database import Model, db, unit_of_work
from app.foundation.public_words import PublicText, public_columns
from app.foundation.withholding import kinds
from app.foundation.wording import has_text
from app.needs.models import Need
from app.notices.commands import NewNotice, publish_notice
from tests.factories import make_street
from tests.support.needs import make_need
from tests.support.people import page, submit

NUMBER = "１３８－００１３－８０００"
NOT_PUBLIC = {
    # what the office itself enters: names and notices of places, rules and their sources
    "street": {"name", "district", "note"},
    "zone": {"note"},
    "community": {"name"},
    "cycle_phase": {"name", "note"},
    "rule_setting": {"key", "source", "set_by"},
    "directory_item": {"category", "name", "source"},
    "workday_override": {"source"},
    # people, for those who may know them
    "user_account": {"username", "display_name", "password_hash"},
    "user_session": {"token_hash"},
    "sign_in_attempt": {"account_key", "address_key", "source_key"},
    "mandate": {"name", "stairwell", "ended_because"},
    "membership": {"granted_by"},
    "consent": {"purpose"},
    "need": {"contact_name"},
    "need_support": {"visitor_key", "phone_key", "household_key"},
    "visitor_entry": {"visitor_key", "address_key"},
    "objection": {"contact", "phone_key", "household_key"},
    "organisation": {"contact_name", "bank_name", "applied_from"},
    "account_change": {"bank_name", "old_bank_name", "check_note"},
    "contract": {"account_holder", "bank_name"},
    "contract_account": {"account_holder", "bank_name"},
    "fund_request": {"document_no", "document_key"},
    "evaluation_respondent": {"key"},
    "organisation_status": {"source"},
    "assisted_order": {"asked_by", "place", "item", "comment", "cancelled_because", "resident_key"},
    "payment": {"reason", "voucher_key", "account_holder", "bank_name"},
    "recipient_opinion": {"given_by"},
    # frozen copies of what was screened where it was written, and the votes' own files
    "round": {"source", "rules_hash"},
    "round_option": {"key", "title"},
    "roll_entry": {"name", "note"},
    "meeting_roll": {"name", "note"},
    "round_count": {"input_hash"},
    "published_file": {"sha256"},
    "notice": {"rule_source"},
    # the house's own books
    "audit_entry": {"actor_name", "action", "subject", "previous_hash", "hash"},
    "audit_head": {"hash"},
    "import_batch": {"sha256", "file_name", "sheet", "content"},
    "job": {"kind", "error"},
    "ledger_entry": {"note", "actor_name"},
    "fund": {"name"},
    "search_document": {"title", "summary", "bigrams"},
    "stored_file": {"sha256", "media_type", "name"},
    "withheld_words": set(),
}

_NAME = "a name: notices, rounds, contracts and files already printed call it so"
_SIGNED = "text of a contract: signed and published, changed by a supplement alone"
_INSIDE = "shown to those who work on it and to the auditor alone"
_TWO_HANDS = "why two people did something with money, votes or accounts: nobody hides their own reason"
_VOTED = "what was put to the vote, with the round's frozen rules"
NEVER_WITHHELD = {
    "account_change": dict.fromkeys(("reason", "answer"), _TWO_HANDS),
    "appointment": dict.fromkeys(("reason", "answer"), _TWO_HANDS),
    "amendment": dict.fromkeys(("reason", "buys"), _SIGNED),
    "amendment_approval": {"opinion": _INSIDE},
    "amendment_recognition": {"opinion": _INSIDE},
    "approval": {"opinion": _INSIDE},
    "ballot_replacement": dict.fromkeys(("reason", "answer"), _TWO_HANDS),
    "budget_line": {"description": "what a sum is for: reviewed, voted and contracted with the sum"},
    "contract": dict.fromkeys(
        ("title", "content", "quality", "settlement", "breach", "term_reason"), _SIGNED
    ),
    "deliverable": {"description": _SIGNED},
    "evaluation_tally": {
        **dict.fromkeys(("reason", "answer"), _TWO_HANDS),
        "words": "shown as comments, which can be",
    },
    "fair": dict.fromkeys(("name", "place"), "the street's own announcement"),
    "fund_request": dict.fromkeys(("reason", "answer"), _TWO_HANDS),
    "further_question": dict.fromkeys(("title", "reason"), _VOTED),
    "meeting": dict.fromkeys(("title", "place"), "people must know where to come, and what came of it"),
    "milestone": {"name": _SIGNED},
    "notice": {"title": _NAME},
    "offering": {"title": _NAME},
    "organisation": dict.fromkeys(("name", "domain"), _NAME),
    "proposal": {"title": _NAME},
    "recognition": {"opinion": _INSIDE},
    "round": {"title": _NAME},
    "talk": {"topic": _NAME},
    "topic": {"title": _VOTED},
    "track_record": {"summary": "written by the system when a project closes"},
    "withheld_words": {"reason": "why words are withheld stays public"},
    "withholding_request": dict.fromkeys(("reason", "answer"), "why words are withheld stays public"),
}
"""Public words that cannot be withheld, each with the reason."""


def _models() -> list[type]:
    return [mapper.class_ for mapper in Model.registry.mappers]


def test_every_text_says_whether_it_is_public(app: Flask) -> None:
    unsaid = [
        f"{table.name}.{column.name}"
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if not isinstance(column.type, PublicText)
        and isinstance(column.type, String)
        and (isinstance(column.type, Text) or (column.type.length or 0) >= 60)
        and column.name not in NOT_PUBLIC.get(table.name, set())
    ]
    assert unsaid == []


def test_no_public_text_takes_a_number(app: Flask) -> None:
    tried = 0
    for model in _models():
        for name, field in public_columns(model):
            with pytest.raises(RuleViolation) as refused, unit_of_work() as unit:
                unit.add(model(**{name: f"请打{NUMBER}"}))
            assert (refused.value.code, refused.value.field) == ("words.mobile", field), name
            tried += 1
    assert tried > 50


def test_each_kind_has_its_words(app: Flask) -> None:
    for kind in ("mobile", "landline", "id_number", "bank_card", "email", "chat_id", "address"):
        assert has_text(f"words.{kind}")


def test_an_objection_with_a_number_is_refused_beside_its_field(
    client: FlaskClient, session: Session
) -> None:
    world = make_street()
    handler = world.actor(Role.STREET_HANDLER)
    with unit_of_work() as unit:
        new = NewNotice("contract", "some-contract", "合同公告", None, {})
        notice = publish_notice(unit, handler, new, now())
    told = {"text": f"我是王小明，电话{NUMBER}", "raised_by_role": "resident"}
    answer = submit(client, f"/notices/{notice.slug}/object", told)
    assert answer.status_code == 422
    error = page(answer).select_one("#text-error")
    assert error is not None and "手机号（138…00）" in error.get_text()


def test_a_door_is_asked_about_once(client: FlaskClient, session: Session) -> None:
    world = make_street()
    told = {
        "community": world.north.slug,
        "title": "楼道灯不亮",
        "description": "3号楼2单元501门口",
        "item": "",
    }
    answer = submit(client, "/needs/raise", told)
    assert answer.status_code == 422
    assert "再提交一次" in page(answer).select_one("#description-error").get_text()  # type: ignore[union-attr]
    other = submit(client, "/needs/raise", {**told, "description": "3号楼2单元502门口"})
    assert other.status_code == 422
    assert submit(client, "/needs/raise", told).status_code == 200
    assert db.session.query(Need).count() == 1


def test_a_file_and_a_command_are_not_asked_about_doors(app: Flask) -> None:
    make_need(make_street().north, "3号楼2单元501门口的灯不亮", actor=ANYONE)


def test_all_public_words_can_be_withheld_or_say_why_not(app: Flask) -> None:
    """A new column of public words fails here until a room registers it, or its reason is written down."""
    can_be: dict[str, set[str]] = {}
    for kind in kinds():
        can_be.setdefault(kind.model.__tablename__, set()).update(kind.columns)
    left: dict[str, set[str]] = {}
    for model in _models():
        table = model.__tablename__
        if names := {name for name, _ in public_columns(model)} - can_be.get(table, set()):
            left[table] = names
    assert left == {table: set(reasons) for table, reasons in NEVER_WITHHELD.items()}
