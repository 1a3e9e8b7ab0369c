"""Pages of payments: asked for, approved, read back, paid, and hidden from others."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.delivery.models import Payment
from app.domain.policy import Role
from tests.support.delivery import RATED, request
from tests.support.delivery_pages import Stage, fetch
from tests.support.people import page, submit
from tests.web.test_url_map import check_page


def test_money_is_asked_for_approved_read_back_and_paid(stage: Stage, session: Session) -> None:
    member, approver = stage.client(Role.ORGANISATION_MEMBER), stage.client(Role.APPROVER)
    finance = stage.client(Role.FINANCE)
    url = f"/delivery/project/{stage.slug}/request/1"
    assert "人民币壹万玖仟元整" in fetch(member, url)
    assert "条件还没有达到" in fetch(member, f"/delivery/project/{stage.slug}/request/2")
    assert member.get(f"/delivery/project/{stage.slug}/request/9").status_code == 404
    submit(member, url)
    payment = session.scalars(select(Payment)).one()
    base = f"/delivery/payment/{payment.slug}"
    html = fetch(approver, base)
    assert "¥19,000" in html
    assert "•••• 2222" in html
    assert stage.contract.organisation.bank_account not in html
    fetch(approver, f"{base}/refuse")
    assert submit(approver, f"{base}/refuse", {"reason": ""}).status_code == 422
    assert finance.get(f"{base}/refuse").status_code == 403
    submit(approver, f"{base}/approve")
    assert base in fetch(finance, "/delivery/payments")
    fetch(finance, f"{base}/pay")
    answer = submit(finance, f"{base}/pay", {"voucher_no": "FK-7", "paid_on": ""})
    assert answer.status_code == 422
    assert page(answer).select_one("#voucher_no")["value"] == "FK-7"  # type: ignore[index]
    entered = {"voucher_no": "FK-7", "paid_on": RATED.isoformat()}
    back = submit(finance, f"{base}/pay", entered).get_data(as_text=True)
    check_page(back, base)
    assert "请核对再记账" in back
    assert "人民币壹万玖仟元整" in back
    session.expire_all()
    assert payment.state == "approved"
    submit(finance, f"{base}/pay", {**entered, "confirmed": "yes"})
    for done, who in ((f"{base}/pay", finance), (url, member)):
        assert who.get(done).location == base, "what is paid opens no page to ask or to pay again"
    session.expire_all()
    assert (payment.state, payment.voucher_no) == ("paid", "FK-7")
    assert "FK-7" in fetch(member, base)
    who = [" ".join(step.stripped_strings) for step in page(member.get(base)).select("#steps li")]
    assert len(who) == 3
    assert "申请付款" in who[0] and "街道审批" in who[1] and "街道财务" in who[2]
    assert all(re.search(r"20\d\d-\d\d-\d\d", step) for step in who)
    assert finance.get(f"{base}/approve").status_code == 404


def test_payments_of_others_are_hidden(stage: Stage, client: FlaskClient) -> None:
    payment = request(stage.world, stage.contract)
    base = f"/delivery/payment/{payment.slug}"
    assert client.get(base).status_code == 302
    elsewhere = stage.sign.client_of(stage.world.user(Role.SECRETARY, stage.world.south))
    assert elsewhere.get(base).status_code == 404
    assert payment.slug not in fetch(elsewhere, "/delivery/payments")
    assert payment.slug in fetch(stage.client(Role.SECRETARY), "/delivery/payments?state=requested")
    assert stage.client(Role.RESIDENT).get("/delivery/payments").status_code == 403
    for state in ("requested", "approved", "refused", "paid", "nonsense"):
        fetch(stage.client(Role.AUDITOR), f"/delivery/payments?state={state}")
