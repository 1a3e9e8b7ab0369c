"""The pages of the organisations, seen from outside."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.policy import SYSTEM, Role
from app.foundation.database import unit_of_work
from app.foundation.wording import has_text
from app.organisations import commands, words
from app.organisations.models import Organisation
from app.people.models import User
from app.people.queries import user_by_username
from tests.factories import NOW, World, make_street
from tests.support.organisations import applications, make_organisation, make_uscc
from tests.support.people import Sign, page, submit
from tests.support.queries import count_queries


@pytest.fixture
def world(app: object) -> World:
    return make_street()


@pytest.fixture
def organisation(world: World) -> Organisation:
    return make_organisation()


@pytest.fixture
def handler(world: World, sign: Sign) -> FlaskClient:
    return sign.client_of(world.user(Role.STREET_HANDLER))


def _member(world: World, organisation: Organisation) -> User:
    return world.user(Role.ORGANISATION_MEMBER, None, organisation.id)


def _form(**more: str) -> dict[str, str]:
    return {
        "name": "巧手便民维修互助社",
        "org_type": "service_agency",
        "uscc": make_uscc(700),
        "domain": "便民维修",
        "contact_name": "张联系",
        "phone": "13812345678",
        "username": "qiaoshou",
        "password": "一个足够长的密码",
        **more,
    }


def test_an_organisation_registers_signs_in_and_waits(
    client: FlaskClient, world: World, session: Session
) -> None:
    assert len(page(client.get("/organisations/register")).select("h1")) == 1
    answer = submit(client, "/organisations/register", _form())
    assert "登记已收到" in answer.get_data(as_text=True)
    found = applications(session)[0]
    assert client.get(f"/organisations/{found.slug}").status_code in (302, 404)
    submit(client, "/sign-in", {"username": "qiaoshou", "password": "一个足够长的密码"})
    mine = page(client.get(f"/organisations/{found.slug}")).get_text(" ", strip=True)
    assert "等街道审核" in mine and "修改资料" in mine and "13812345678" in mine


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"name": ""}, "name", "要填"),
        ({"uscc": ""}, "uscc", "要填"),
        ({"uscc": "52119900MJ9000014O"}, "uscc", ""),
        ({"phone": "12"}, "phone", "手机"),
        ({"rating": "3A"}, "rating_valid_to", "有效期"),
        ({"password": "short"}, "password", "8"),
        ({"founded_year": "12"}, "founded_year", "四位"),
        ({"website": "http://spam.example"}, "website", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    client: FlaskClient, world: World, session: Session, more: dict[str, str], field: str, says: str
) -> None:
    answer = submit(client, "/organisations/register", _form(**more))
    assert answer.status_code == 422
    found = page(answer)
    summary = found.select_one(f".govuk-error-summary a[href='#{field}']")
    assert summary is not None and says in summary.get_text()
    if field not in ("website",):
        assert found.select_one(f"#{field}-error") is not None
    assert found.select_one("#domain")["value"] == "便民维修"  # type: ignore[index]
    assert applications(session) == []


def test_a_code_that_was_probably_meant_is_offered(client: FlaskClient, world: World) -> None:
    right = make_uscc(100)
    answer = submit(client, "/organisations/register", _form(uscc=right.replace("0", "O", 1)))
    error = page(answer).select_one("#uscc-error")
    assert error is not None and right in error.get_text()


def test_a_taken_account_name_is_said_beside_the_account(client: FlaskClient, world: World) -> None:
    submit(client, "/organisations/register", _form())
    answer = submit(client, "/organisations/register", _form(name="另一家", uscc=make_uscc(701)))
    assert page(answer).select_one("#username-error") is not None


def test_a_group_registers_without_a_code(client: FlaskClient, world: World, session: Session) -> None:
    submit(client, "/organisations/register", _form(org_type="community_group", uscc=""))
    found = applications(session)[0]
    assert (found.uscc, found.legal_person) == (None, False)


def test_the_public_page_keeps_contact_and_account_to_itself(
    client: FlaskClient, world: World, organisation: Organisation, sign: Sign
) -> None:
    url = f"/organisations/{organisation.slug}"
    public = client.get(url).get_data(as_text=True)
    assert organisation.name in public and str(organisation.uscc) in public
    for private in ("13812345678", "张联系", "2222", "风尚银行"):
        assert private not in public
    inside = sign.client_of(_member(world, organisation)).get(url).get_data(as_text=True)
    assert "13812345678" in inside and "•••• 2222" in inside and "6222000011112222" not in inside
    for role in (Role.FINANCE, Role.AUDITOR):
        assert "•••• 2222" in sign.client_of(world.user(role)).get(url).get_data(as_text=True)
    secretary = sign.client_of(world.user(Role.SECRETARY, world.north))
    assert "13812345678" not in secretary.get(url).get_data(as_text=True)


def test_who_is_not_admitted_is_not_public(client: FlaskClient, world: World, sign: Sign) -> None:
    waiting = make_organisation(admitted=False)
    url = f"/organisations/{waiting.slug}"
    assert client.get(url).status_code == 302
    assert sign.client_of(world.user(Role.RESIDENT, world.north)).get(url).status_code == 404
    assert sign.client_of(world.user(Role.AUDITOR)).get(url).status_code == 200
    assert waiting.name not in client.get("/organisations/").get_data(as_text=True)


def test_the_list_is_searched_by_two_characters_and_narrowed(
    client: FlaskClient, organisation: Organisation
) -> None:
    make_organisation("巧手便民维修互助社", domain="便民", rating=None)

    def names(query: str) -> list[str]:
        found = page(client.get(f"/organisations/?{query}"))
        return [title.get_text(strip=True) for title in found.select(".card__title")]

    assert len(names("")) == 2
    assert names("q=维修") == ["巧手便民维修互助社"]
    assert names("domain=养老") == [organisation.name]
    assert names("rating=4A&org_type=service_agency") == [organisation.name]
    assert names("q=没有的词") == []
    assert len(names("rating=nonsense")) == 2


def test_the_list_costs_the_same_however_long(client: FlaskClient, organisation: Organisation) -> None:
    client.get("/organisations/")
    with count_queries() as few:
        client.get("/organisations/")
    for number in range(8):
        make_organisation(f"第{number}家")
    with count_queries() as many:
        client.get("/organisations/")
    assert many.count == few.count, str(many)


def test_the_street_admits_and_refuses(handler: FlaskClient, world: World, session: Session) -> None:
    good, bad = make_organisation("甲中心", admitted=False), make_organisation("乙中心", admitted=False)
    listed = page(handler.get("/organisations/admissions")).select_one("#waiting")
    assert listed is not None and "甲中心" in listed.get_text() and "乙中心" in listed.get_text()
    assert "已准入" in submit(handler, f"/organisations/{good.slug}/admit").get_data(as_text=True)
    refused = f"/organisations/{bad.slug}/refuse"
    assert submit(handler, refused, {"reason": ""}).status_code == 422
    assert "未准入" in submit(handler, refused, {"reason": "证书过期"}).get_data(as_text=True)
    session.expire_all()
    assert (good.state, bad.state, bad.state_reason) == ("admitted", "refused", "证书过期")


def test_a_refused_organisation_applies_again(world: World, sign: Sign, session: Session) -> None:
    refused = make_organisation(admitted=False)
    with unit_of_work() as unit:
        commands.refuse_organisation(unit, SYSTEM, refused, "证书过期", NOW)
    member = sign.client_of(_member(world, refused))
    assert "证书过期" in member.get(f"/organisations/{refused.slug}").get_data(as_text=True)
    submit(member, f"/organisations/{refused.slug}/reapply")
    session.expire_all()
    assert refused.state == "applied"


def test_the_street_notes_a_list_and_its_end(
    handler: FlaskClient, client: FlaskClient, organisation: Organisation
) -> None:
    url = f"/organisations/{organisation.slug}"
    data = {"kind": "abnormal_list", "since": "2026-03-30", "source": "区民政局名录，4 月 1 日查"}
    assert submit(handler, f"{url}/statuses/new", {**data, "source": ""}).status_code == 422
    assert "已记入" in submit(handler, f"{url}/statuses/new", data).get_data(as_text=True)
    shown = page(client.get(url)).get_text(" ", strip=True)
    assert "活动异常名录" in shown and "区民政局名录" in shown and "仍在列" in shown
    link = page(handler.get(url)).select_one("a[href$='/end']")
    assert link is not None
    assert submit(handler, str(link["href"]), {"until": "2026-03-01"}).status_code == 422
    submit(handler, str(link["href"]), {"until": "2026-04-02"})
    assert "已移出" in page(client.get(url)).get_text()


def test_members_keep_their_page(
    world: World, organisation: Organisation, sign: Sign, session: Session
) -> None:
    member = sign.client_of(_member(world, organisation))
    url = f"/organisations/{organisation.slug}"
    shown = page(member.get(f"{url}/edit"))
    assert shown.select_one("#full_time_staff")["value"] == "26"  # type: ignore[index]
    data = {"intro": "上门维修", "contact_name": "李联系", "phone": "13987654321", "rating": ""}
    assert "资料已保存" in submit(member, f"{url}/edit", data).get_data(as_text=True)
    assert submit(member, f"{url}/edit", {**data, "phone": "1"}).status_code == 422
    bank = page(member.get(f"{url}/bank")).get_text(" ", strip=True)
    assert "•••• 2222" in bank and "6222000011112222" not in bank
    assert submit(member, f"{url}/bank", {"bank_name": "甲银行", "bank_account": "x"}).status_code == 422
    submit(member, f"{url}/bank", {"bank_name": "甲银行", "bank_account": "6228480000001111"})
    added = {"display_name": "王同事", "username": "wang", "password": "一个足够长的密码"}
    assert "王同事" in submit(member, f"{url}/members/new", added).get_data(as_text=True)
    session.expire_all()
    assert (organisation.intro, organisation.bank_account) == ("上门维修", "6228480000001111")
    assert (organisation.rating, organisation.rating_valid_to) == (None, None)
    assert user_by_username(session, "wang") is not None


@pytest.mark.parametrize("path", ["edit", "bank", "members/new"])
def test_another_organisations_pages_are_hidden(
    client: FlaskClient, world: World, organisation: Organisation, sign: Sign, path: str
) -> None:
    other = make_organisation("别家中心")
    url = f"/organisations/{organisation.slug}/{path}"
    assert client.get(url).status_code == 302
    assert sign.client_of(_member(world, other)).get(url).status_code == 404
    assert sign.client_of(world.user(Role.AUDITOR)).get(url).status_code in (403, 404)


@pytest.mark.parametrize("path", ["admissions", "{slug}/refuse", "{slug}/statuses/new"])
def test_only_the_handler_decides(
    world: World, organisation: Organisation, sign: Sign, handler: FlaskClient, path: str
) -> None:
    url = "/organisations/" + path.format(slug=organisation.slug)
    assert handler.get(url).status_code == 200
    for user in (world.user(Role.REVIEWER), _member(world, organisation)):
        assert sign.client_of(user).get(url).status_code in (403, 404)


def test_a_lapsed_rating_is_said(client: FlaskClient, world: World) -> None:
    lapsed = make_organisation(rating="3A", rating_valid_to=date(2020, 1, 31))
    assert "已过期" in client.get(f"/organisations/{lapsed.slug}").get_data(as_text=True)


def test_every_refusal_has_its_words(app: object) -> None:
    assert all(has_text(code) for code in words.REFUSALS)
