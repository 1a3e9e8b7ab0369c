"""The demo street, loaded through the commands, says what its files say."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contracts.terms import term_months
from app.council.models import Meeting, Resolution
from app.demo.contracting import term_of
from app.demo.delivering import check_amount
from app.demo.loader import load
from app.demo.source import DemoError, Source, fen, listed
from app.foundation import audit
from app.foundation.database import db
from app.funds.models import Fund
from app.needs.models import Need
from app.proposals.models import Proposal
from app.street.models import Community
from app.voting.models import Count, Round
from tests.support.published import follow

PROPOSAL_STATES = {
    "草稿": "draft",
    "街道审核中": "under_review",
    "资格未通过": "ineligible",
    "议事中": "deliberating",
    "待表决": "awaiting_vote",
    "未通过": "voted_down",
    "公示中": "on_notice",
    "已公示待签": "awaiting_contract",
    "异议退回": "objection_upheld",
    "已签约": "contracted",
    "执行中": "delivering",
    "整改中": "rectifying",
    "已验收": "accepted",
    "已结项": "closed",
}


@pytest.fixture
def demo(app: Flask) -> Session:
    assert load()
    return db.session()


def test_the_demo_ends_as_its_files_say(demo: Session) -> None:
    source = Source()
    _check_states(demo, source)
    _check_money(demo, source)
    _check_votes(demo, source)
    _check_allocations(demo, source)
    _check_preview(demo, source)
    assert audit.verify(demo) is None
    assert not load(), "a second load must load nothing"


def test_what_every_result_page_says_of_checking_it_is_so(
    demo: Session, client: FlaskClient, tmp_path: Path
) -> None:
    rounds = demo.execute(select(Round.slug, Round.kind).where(Round.state == "counted")).all()
    assert {kind for _, kind in rounds} == {"resolution", "allocation"}
    for slug, _ in rounds:
        (folder := tmp_path / slug).mkdir()
        follow(client, slug, folder)


@pytest.mark.parametrize("weeks", range(0, 54))
def test_no_term_grows_when_the_year_is_moved(weeks: int) -> None:
    source = Source(shift_days=7 * weeks)
    months = {row["id"]: int(row["months"]) for row in source.rows("proposals")}
    for row in source.rows("contracts"):
        voted = min(months[each] for each in listed(row["proposal_ids"]))
        assert term_months(*term_of(source, row, voted)) <= voted, row["id"]


def test_an_amount_that_the_settings_do_not_give_is_told_with_its_record() -> None:
    row = Source().rows("payments")[0]
    check_amount(row, fen(row["amount_yuan"]))
    with pytest.raises(DemoError, match=f"payment {row['seq']} of {row['proposal_id']}"):
        check_amount(row, fen(row["amount_yuan"]) + 1)


def _check_states(session: Session, source: Source) -> None:
    found = {code: state for code, state in session.execute(select(Proposal.code, Proposal.state))}
    told = {row["id"]: PROPOSAL_STATES[row["state_at_demo"]] for row in source.rows("proposals")}
    assert found == told
    needs = {code: state for code, state in session.execute(select(Need.code, Need.state))}
    assert needs["D36"] == "merged"
    assert needs["D35"] == "declined"
    assert needs["D31"] == "open"
    assert needs["D10"] in ("delivering", "done")


def _check_money(session: Session, source: Source) -> None:
    rows = session.execute(select(Community.code, Fund).join(Community, Fund.community_id == Community.id))
    found = {
        code: (
            fund.appropriated_fen,
            fund.carried_over_fen,
            fund.reserved_fen,
            fund.committed_fen,
            fund.paid_fen,
        )
        for code, fund in rows
    }
    columns = ("budget_2026_yuan", "carried_over_yuan", "reserved_yuan", "committed_yuan", "paid_yuan")
    told = {row["community"]: tuple(fen(row[name]) for name in columns) for row in source.rows("budget_use")}
    assert found == told


def _check_votes(session: Session, source: Source) -> None:
    rows = session.execute(
        select(Meeting.code, Proposal.code, Resolution)
        .join(Meeting, Resolution.meeting_id == Meeting.id)
        .join(Proposal, Resolution.proposal_id == Proposal.id)
    )
    found = {(m, p): (r.present, r.yes, r.no, r.abstain, r.outcome) for m, p, r in rows}
    told = {
        (row["meeting_id"], row["proposal_id"]): (
            *(int(row[name]) for name in ("present", "yes", "no", "abstain")),
            "passed" if row["result"] == "通过" else "rejected",
        )
        for row in source.rows("votes")
    }
    assert found == told


def _check_allocations(session: Session, source: Source) -> None:
    for code, told in source.allocations.items():
        count = session.scalars(select(Count).join(Round).where(Round.code == code)).one()
        outcome = told["outcomes"][told["rule"]]
        assert count.outcome["selected"] == outcome["selected"], code
        assert count.outcome["total"] == fen(str(outcome["spent_yuan"])), code


def _check_preview(session: Session, source: Source) -> None:
    """The round counted by Equal Shares shows what it is there to show."""
    count = session.scalars(select(Count).join(Round).where(Round.code == "AR2")).one()
    shares, greedy = count.outcome["compare"][0], count.outcome["compare"][1]
    rule = shares["rule"]
    assert (rule["name"], rule["utility"], rule["completion"]) == ("equal-shares", "cost", "add1")
    assert greedy["selected"] == source.allocations["AR2"]["outcomes"]["greedy_by_votes"]["selected"]
    assert shares["zones"]["湖西"] > 0 and "湖西" not in greedy["zones"]
    assert shares["empty"] == 0 and greedy["empty"] > 0
    assert count.outcome["flows"] and count.outcome["endowment"]["steps"] > 0
