"""The pages of proposals, from outside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.domain.policy import Role
from app.foundation.database import unit_of_work
from app.proposals import commands
from app.proposals.commands import Line
from app.proposals.models import Proposal
from tests.factories import NOW, TODAY, World, make_representative, make_street
from tests.support.organisations import make_organisation
from tests.support.people import Sign, submit
from tests.support.proposals import STAGES, Applicant, make_applicant, make_proposal
from tests.support.queries import count_queries
from tests.web.test_url_map import check_page


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def seen(client: FlaskClient, url: str, status: int = 200) -> str:
    """The whole page behind an address."""
    return whole(client.get(url), url, status)


def whole(answer: TestResponse, url: str, status: int = 200) -> str:
    assert answer.status_code == status, (url, answer.status_code)
    html = answer.get_data(as_text=True)
    check_page(html, url)
    return html


def fields(html: str) -> dict[str, Any]:
    """What the proposal's form would send as it stands."""
    sent: dict[str, Any] = {}
    form = BeautifulSoup(html, "html.parser").select_one("#proposal-form")
    assert form is not None
    for field in form.select("input[name], textarea[name], select[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]")
            sent[name] = str(chosen["value"]) if chosen else ""
        else:
            sent[name] = field.text.lstrip("\n") if field.name == "textarea" else str(field.get("value", ""))
    del sent["csrf_token"]
    return sent


def errors(html: str) -> list[str]:
    found = BeautifulSoup(html, "html.parser").select(".govuk-error-message")
    return [error.get_text(strip=True).removeprefix("错误：") for error in found]


def test_goods_and_works_are_turned_away_with_the_article(sign: Sign, session: Session) -> None:
    who = make_applicant(make_street())
    member = sign.client_of(who.user)
    url = f"/proposals/new?offering={who.offering.slug}"
    start = {"community": who.community.slug, "organisation": who.organisation.slug}
    assert who.offering.title in seen(member, url)
    for kind in ("goods", "works"):
        html = whole(submit(member, url, {**start, "kind": kind}, follow=False), url, 422)
        assert "财政部令第 102 号第十条" in html
        assert "没有保存" in html
    assert "这一项要填" in whole(submit(member, url, start, follow=False), url, 422)
    assert session.scalar(select(func.count(Proposal.id))) == 0


def test_a_draft_begins_from_a_need_or_an_offering(sign: Sign, session: Session) -> None:
    who = make_applicant(make_street())
    member = sign.client_of(who.user)
    start = {"kind": "service", "community": who.community.slug, "organisation": who.organisation.slug}
    submit(member, f"/proposals/new?offering={who.offering.slug}", start)
    submit(member, f"/proposals/new?need={who.need.slug}", start)
    first, second = session.scalars(select(Proposal).order_by(Proposal.id)).all()
    assert (first.title, first.months, first.offering_id) == (who.offering.title, 9, who.offering.id)
    assert (second.need_id, second.people_served, second.title) == (who.need.id, 410, "")
    assert "还没有名称" in seen(member, "/proposals/")


def test_a_representative_drafts_for_their_own_community_alone(sign: Sign, session: Session) -> None:
    world = make_street()
    who = make_applicant(world)
    representative = sign.client_of(make_representative(world.north, 1).user)
    html = seen(representative, f"/proposals/new?offering={who.offering.slug}")
    assert world.south.name not in html
    start = {"kind": "service", "community": world.north.slug, "organisation": ""}
    submit(representative, "/proposals/new", start)
    proposal = session.scalars(select(Proposal)).one()
    edit = f"/proposals/{proposal.slug}/edit"
    sent = fields(seen(representative, edit)) | {"then": "save", "organisation": who.organisation.slug}
    submit(representative, edit, sent)
    assert proposal.organisation_id == who.organisation.id
    forged = {"kind": "service", "community": world.south.slug, "organisation": ""}
    whole(submit(representative, "/proposals/new", forged, follow=False), "forged", 422)


def _edit(sign: Sign, **more: Any) -> tuple[Applicant, Proposal, FlaskClient, str]:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "draft", applicant=who, **more)
    return who, proposal, sign.client_of(who.user), f"/proposals/{proposal.slug}/edit"


def test_a_half_written_draft_is_kept_and_shown_again(sign: Sign) -> None:
    _, proposal, member, edit = _edit(sign)
    sent = fields(seen(member, edit))
    sent |= {"goal": "", "months": "", "lines-1-amount": "", "negative-0-answer": "yes", "then": "save"}
    submit(member, edit, sent)
    assert (proposal.goal, proposal.months, proposal.amount_fen) == ("", 0, 2_800_000)
    assert fields(seen(member, edit))["negative-0-answer"] == "yes"
    assert "请写要达到的目标" in seen(member, f"{edit}?check=1")


def test_typing_that_cannot_be_read_is_kept_on_the_page(sign: Sign) -> None:
    _, proposal, member, edit = _edit(sign)
    sent = fields(seen(member, edit)) | {"lines-0-amount": "两万", "title": "新名称", "then": "save"}
    html = whole(submit(member, edit, sent, follow=False), edit, 422)
    assert fields(html)["lines-0-amount"] == "两万"
    assert fields(html)["title"] == "新名称"
    assert any("请填金额" in error for error in errors(html))
    assert proposal.title != "新名称"


def test_lines_come_and_go_without_a_script(sign: Sign) -> None:
    _, proposal, member, edit = _edit(sign)
    sent = fields(seen(member, edit))
    more = whole(submit(member, edit, sent | {"add_lines": "1", "goal": "没存过"}, follow=False), edit)
    assert "lines-3-kind" in fields(more)
    assert fields(more)["goal"] == "没存过"
    less = whole(submit(member, edit, fields(more) | {"remove_lines": "0"}, follow=False), edit)
    assert [v for k, v in fields(less).items() if k.endswith("-kind")] == ["活动费", "管理费与税费", ""]
    total = whole(submit(member, edit, fields(less) | {"total": "1"}, follow=False), edit)
    assert "申请金额 ¥13,300" in total
    assert len(proposal.budget_lines) == 3


def test_submitting_what_the_rules_block_says_so_beside_the_fields_and_keeps_it(sign: Sign) -> None:
    _, proposal, member, edit = _edit(sign, negative_answers={"办公经费": False, "人员工资补贴": True})
    sent = fields(seen(member, edit)) | {"then": "submit", "months": "40", "lines-2-amount": "9000"}
    del sent["no_subcontracting"]
    html = whole(submit(member, edit, sent, follow=False), edit, 422)
    said = " ".join(errors(html))
    for words in (
        "超过上限 36 个月",
        "管理费 ¥9,000",
        "请回答是否涉及",
        "负面清单内的不能用",
        "请确认不转包",
    ):
        assert words in said
    assert "有地方要改一下" in html
    assert (proposal.state, proposal.months) == ("draft", 40)
    mended = fields(html) | {
        "then": "submit",
        "months": "8",
        "lines-2-amount": "3300",
        "negative-1-answer": "no",
        "negative-2-answer": "no",
        "no_subcontracting": "y",
    }
    assert "街道审核中" in submit(member, edit, mended).get_data(as_text=True)
    assert proposal.state == "under_review"


def test_somebody_else_saved_meanwhile(sign: Sign) -> None:
    who, proposal, member, edit = _edit(sign)
    sent = fields(seen(member, edit)) | {"goal": "我的目标", "then": "save"}
    with unit_of_work() as session:
        changed = who.content(goal="同事的目标")
        commands.change_proposal(session, who.actor, proposal, changed, NOW, proposal.version)
    html = whole(submit(member, edit, sent, follow=False), edit, 409)
    assert "别人改过" in html
    assert "同事的目标" in html
    assert fields(html)["goal"] == "我的目标"
    assert proposal.goal == "同事的目标"
    submit(member, edit, fields(html) | {"then": "save"})
    assert proposal.goal == "我的目标"


def test_a_submitted_draft_no_longer_opens_for_writing(sign: Sign) -> None:
    _, proposal, member, edit = _edit(sign)
    submit(member, f"/proposals/{proposal.slug}/submit")
    assert proposal.state == "under_review"
    assert member.get(edit).status_code == 303


def test_submitting_from_the_page_of_an_unfinished_draft_leads_to_what_is_missing(sign: Sign) -> None:
    _, proposal, member, _ = _edit(sign, goal="")
    answer = submit(member, f"/proposals/{proposal.slug}/submit")
    assert errors(whole(answer, "edit")) == ["请写要达到的目标。"]
    assert proposal.state == "draft"


def test_the_review_page_shows_the_days_findings_and_refuses_to_pass_them(sign: Sign) -> None:
    world = make_street()
    lapsed = make_organisation("过期社", rating_valid_to=TODAY.replace(year=2025))
    proposal = make_proposal(world, "under_review", applicant=make_applicant(world, None, lapsed))
    reviewer = sign.client_of(world.user(Role.REVIEWER))
    url = f"/proposals/{proposal.slug}/review"
    assert f'href="/proposals/{proposal.slug}"' in seen(reviewer, "/proposals/")
    assert "已于 2025-04-09 到期" in seen(reviewer, url)
    passed = whole(submit(reviewer, url, {"result": "passed", "reason": "齐全"}, follow=False), url, 422)
    assert "齐全" in passed
    empty = whole(submit(reviewer, url, {"result": "returned"}, follow=False), url, 422)
    assert "请写明理由" in errors(empty)[0]
    submit(reviewer, url, {"result": "returned", "reason": "请续评后再报"})
    assert "街道复核，第 1 版" in seen(
        sign.client_of(world.user(Role.AUDITOR)), f"/proposals/{proposal.slug}"
    )
    assert proposal.state == "returned"
    member = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=lapsed.id))
    assert "请续评后再报" in seen(member, f"/proposals/{proposal.slug}/edit")
    assert reviewer.get(url).status_code == 303


def test_the_secretary_records_the_hall(client: FlaskClient, sign: Sign) -> None:
    world = make_street()
    proposal = make_proposal(world, "deliberating")
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    url = f"/proposals/{proposal.slug}/hear"
    seen(secretary, url)
    whole(submit(secretary, url, {"on": "2026-04-10", "note": "记一半"}, follow=False), url, 422)
    submit(secretary, url, {"on": "2026-04-09", "note": "先做五个楼门"})
    assert proposal.state == "awaiting_vote"
    assert "先做五个楼门" in seen(client, f"/proposals/{proposal.slug}")


def test_two_versions_stand_side_by_side(sign: Sign) -> None:
    world = make_street()
    who = make_applicant(world)
    proposal = make_proposal(world, "under_review", applicant=who)
    reviewer = world.actor(Role.REVIEWER)
    with unit_of_work() as session:
        commands.return_proposal(session, reviewer, proposal, "改", NOW)
        better = who.content(goal="六个楼门", lines=(Line("人员费", 2_500_000),))
        commands.change_proposal(session, who.actor, proposal, better, NOW, proposal.version)
        commands.submit_proposal(session, who.actor, proposal, NOW)
    member = sign.client_of(who.user)
    html = seen(member, f"/proposals/{proposal.slug}/versions")
    assert "改了 3 处：目标、申请金额、预算明细。" in html
    assert "每个楼门有公约，有楼门长" in html
    assert "改了" not in seen(member, f"/proposals/{proposal.slug}/versions?left=2&right=2")
    assert "两版一样" not in seen(member, f"/proposals/{proposal.slug}/versions?left=x&right=9")


def test_withdrawing_asks_once(sign: Sign) -> None:
    _, proposal, member, _ = _edit(sign)
    assert "撤回这份申报吗" in seen(member, f"/proposals/{proposal.slug}/withdraw")
    assert proposal.state == "draft"
    submit(member, f"/proposals/{proposal.slug}/withdraw")
    assert proposal.state == "withdrawn"


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_has_its_page_with_the_next_step(sign: Sign, stage: str) -> None:
    world = make_street()
    proposal = make_proposal(world, stage)
    for user in (
        world.user(Role.ORGANISATION_MEMBER, organisation_ref=proposal.organisation_id),
        world.user(Role.REVIEWER),
        world.user(Role.SECRETARY, world.north),
    ):
        client = sign.client_of(user)
        seen(client, "/proposals/")
        if stage == "draft" and user.username.partition("-")[0] != Role.ORGANISATION_MEMBER:
            assert client.get(f"/proposals/{proposal.slug}").status_code == 404
        else:
            assert "下一步" in seen(client, f"/proposals/{proposal.slug}")


def test_who_finds_what(client: FlaskClient, sign: Sign) -> None:
    world = make_street()
    private, public = (
        make_proposal(world, "under_review"),
        make_proposal(world, "deliberating", title="公开的"),
    )
    elsewhere = sign.client_of(world.user(Role.SECRETARY, world.south))
    resident = sign.client_of(world.user(Role.RESIDENT, world.north))
    for page in ("", "/versions"):
        assert elsewhere.get(f"/proposals/{private.slug}{page}").status_code == 404
        assert resident.get(f"/proposals/{private.slug}{page}").status_code == 404
        assert client.get(f"/proposals/{private.slug}{page}").status_code == 302
        seen(client, f"/proposals/{public.slug}{page}")
        seen(elsewhere, f"/proposals/{public.slug}{page}")
    for page in ("edit", "review", "withdraw"):
        assert elsewhere.get(f"/proposals/{private.slug}/{page}").status_code in (403, 404), page
    assert "公开的" not in seen(elsewhere, "/proposals/?list=community")
    neighbour = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "公开的" in seen(neighbour, "/proposals/?list=community")


def test_the_work_list_narrows_by_state_and_offers_only_ones_own_lists(sign: Sign) -> None:
    world = make_street()
    make_proposal(world, "draft", title="草的")
    make_proposal(world, "under_review", title="审的")
    auditor = sign.client_of(world.user(Role.AUDITOR))
    html = seen(auditor, "/proposals/?list=mine")
    assert "审的" in html
    assert "草的" not in html
    assert "待审核" not in html
    reviewer = sign.client_of(world.user(Role.REVIEWER))
    assert "没有走到这一步的申报" in seen(reviewer, "/proposals/?list=review&state=closed")


def _queries(app: Flask, sign: Sign, count: int) -> dict[str, int]:
    world = make_street()
    who = make_applicant(world)
    for number in range(count):
        make_proposal(world, "under_review", applicant=who, title=f"项目{number}")
    many_lines = [Line(f"用途{n}", 100_000) for n in range(count)]
    last = make_proposal(world, "under_review", applicant=who, lines=many_lines)
    draft = make_proposal(world, "draft", applicant=who, lines=many_lines)
    reviewer, member = sign.client_of(world.user(Role.REVIEWER)), sign.client_of(who.user)
    taken = {}
    for name, client, url in (
        ("list", reviewer, "/proposals/"),
        ("detail", member, f"/proposals/{last.slug}"),
        ("versions", member, f"/proposals/{last.slug}/versions"),
        ("review", reviewer, f"/proposals/{last.slug}/review"),
        ("edit", member, f"/proposals/{draft.slug}/edit"),
        ("new", member, "/proposals/new"),
    ):
        with count_queries() as log:
            seen(client, url)
        taken[name] = log.count
    return taken


def test_more_rows_take_no_more_queries(app: Flask, sign: Sign, request: pytest.FixtureRequest) -> None:
    few = _queries(app, sign, 1)
    request.getfixturevalue("test_database").empty(app)
    many = _queries(app, sign, 6)
    assert few == many
    assert max(few.values()) <= 25, few


def test_a_world_elsewhere_is_not_touched(sign: Sign) -> None:
    world: World = make_street()
    who = make_applicant(world)
    stranger = sign.client_of(world.user(Role.ORGANISATION_MEMBER, organisation_ref=who.organisation.id + 1))
    proposal = make_proposal(world, "draft", applicant=who)
    for page in ("edit", "withdraw"):
        assert stranger.get(f"/proposals/{proposal.slug}/{page}").status_code == 404
    assert submit(stranger, f"/proposals/{proposal.slug}/submit").status_code == 404
    assert proposal.state == "draft"
