"""Which page shows a record of any room, and where a task is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from app.domain.policy import Actor, Role
from app.portal.queries.tasks import Task

PAGES: Mapping[str, str] = {
    "need": "needs.detail",
    "offering": "fair.offering",
    "organisation": "organisations.detail",
    "project": "portal.project",
    "proposal": "proposals.detail",
    "notice": "notices.detail",
    "meeting": "council.detail",
    "round": "voting.detail",
    "contract": "contracts.detail",
    "supplement": "contracts.supplement",
    "delivery": "delivery.project",
    "fund": "funds.detail",
    "milestone": "delivery.milestone",
    "evaluation": "delivery.evaluation",
}
"""The endpoint that shows a record of a kind, by its slug."""

ROOMS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "needs": ("needs.index", {}),
    "fair": ("fair.index", {}),
    "proposals": ("portal.projects", {}),
    "council": ("council.index", {}),
    "voting": ("voting.index", {}),
    "notices": ("notices.index", {}),
    "contracts": ("contracts.index", {}),
    "delivery": ("portal.projects", {"group": "delivering"}),
    "evaluation": ("portal.projects", {"rating": "y"}),
    "funds": ("funds.index", {}),
}
"""The endpoint, with its arguments, that lists what a stage of the road has."""

TASKS: Mapping[str, str] = {
    "funds.confirm_appropriation": "funds.request",
    "funds.confirm_carry_over": "funds.request",
    "funds.confirm_reversal": "funds.request",
    "funds.mend": "funds.request",
    "people.account_changed": "people.own_account",
    "people.mandate_ended": "people.own_account",
    "people.confirm_appointment": "people.appointment",
    "people.mend_appointment": "people.appointment",
    "people.import": "people.imported_representatives",
    "organisations.admit": "organisations.detail",
    "organisations.bank": "organisations.bank",
    "organisations.check_account": "organisations.account_change",
    "organisations.confirm_account": "organisations.account_change",
    "organisations.read_answer": "organisations.account_change",
    "needs.answer": "needs.answer",
    "fair.answer": "fair.answer",
    "proposals.revise": "proposals.edit",
    "proposals.submit": "proposals.edit",
    "proposals.review": "proposals.review",
    "proposals.hear": "proposals.hear",
    "council.call": "council.call",
    "council.ask": "council.call",
    "council.hold": "council.detail",
    "council.record": "council.attendance",
    "council.attend": "council.detail",
    "council.answer": "council.detail",
    "council.denied": "council.detail",
    "voting.vote": "voting.vote",
    "voting.assist": "voting.assist",
    "voting.confirm_replacement": "voting.replacement",
    "voting.own_replacement": "voting.own_replacement",
    "voting.entered": "voting.done",
    "voting.replaced": "voting.done",
    "voting.prepare": "voting.prepare_resolution",
    "voting.open": "voting.detail",
    "voting.close": "voting.detail",
    "voting.watch": "voting.detail",
    "notices.publish": "notices.publish_result",
    "notices.announce": "contracts.detail",
    "notices.answer": "notices.answer",
    "notices.end": "notices.detail",
    "notices.confirm_withholding": "portal.withholding_request",
    "contracts.prepare": "contracts.prepare",
    "contracts.recognise": "contracts.recognise_for_community",
    "contracts.recognise_street": "contracts.recognise_for_street",
    "contracts.handle": "contracts.handle",
    "contracts.review": "contracts.review",
    "contracts.approve": "contracts.approve",
    "contracts.sign": "contracts.sign",
    "contracts.supplement_recognise": "contracts.recognise_supplement_for_community",
    "contracts.supplement_recognise_street": "contracts.recognise_supplement_for_street",
    "contracts.supplement_handle": "contracts.handle_supplement",
    "contracts.supplement_review": "contracts.review_supplement",
    "contracts.supplement_approve": "contracts.approve_supplement",
    "contracts.supplement_sign": "contracts.sign_supplement",
    "delivery.start": "delivery.project",
    "delivery.report_milestone": "delivery.report_milestone",
    "delivery.confirm_milestone": "delivery.milestone",
    "delivery.rate": "delivery.score",
    "delivery.collect": "delivery.record_score",
    "delivery.confirm_tally": "delivery.confirm_tally",
    "delivery.close_evaluation": "delivery.close_evaluation",
    "delivery.open_midterm": "delivery.open_evaluation",
    "delivery.open_final": "delivery.open_evaluation",
    "delivery.accept": "delivery.accept",
    "delivery.attend_acceptance": "portal.project",
    "delivery.complete_order": "delivery.complete_order",
    "delivery.order_rectification": "delivery.order_rectification",
    "delivery.report_rectification": "delivery.report_rectification",
    "delivery.close_rectification": "delivery.check_rectification",
    "delivery.close": "delivery.close",
    "delivery.alert": "delivery.alerts",
    "payments.request": "delivery.request_payment",
    "payments.approve": "delivery.payment",
    "payments.approve_again": "delivery.payment",
    "payments.pay": "delivery.payment",
}
"""The endpoint where a kind of task is done, by the task's slug."""


FOUNDING: Mapping[str, str] = {
    "community": "street.index",
    "setting": "street.settings",
    "directory": "street.directory",
    "cycle": "street.cycle",
    "post": "people.accounts",
    "fund": "funds.index",
    "representative": "people.representatives_index",
}
"""The endpoint where each thing that a new street needs is brought in."""

ENTRIES: Sequence[tuple[LazyString, str, tuple[Role, ...]]] = (
    (
        _l("代表名册"),
        "people.representatives_index",
        (Role.SECRETARY, Role.COMMUNITY_WORKER, Role.ADMINISTRATOR),
    ),
    (_l("替居民记一条需求"), "needs.record", (Role.SECRETARY, Role.COMMUNITY_WORKER)),
    (_l("社区的意向"), "fair.interests", (Role.SECRETARY, Role.COMMUNITY_WORKER)),
    (_l("我们的服务"), "fair.my_offerings", (Role.ORGANISATION_MEMBER,)),
    (_l("我们的申报"), "proposals.index", (Role.ORGANISATION_MEMBER, Role.REPRESENTATIVE)),
    (_l("准入申请"), "organisations.admissions", (Role.STREET_HANDLER,)),
    (
        _l("账户更改"),
        "organisations.account_changes",
        (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.ORGANISATION_MEMBER),
    ),
    (_l("安排推介会"), "fair.fairs", (Role.STREET_HANDLER,)),
    (
        _l("合同"),
        "contracts.index",
        (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR),
    ),
    (_l("付款"), "delivery.payments", (Role.APPROVER, Role.FINANCE, Role.ORGANISATION_MEMBER)),
    (_l("经费申请"), "funds.requests", (Role.FINANCE, Role.APPROVER, Role.AUDITOR)),
    (_l("代下单"), "delivery.orders", (Role.COMMUNITY_WORKER, Role.SECRETARY)),
    (_l("异议"), "notices.objections", (Role.SECRETARY, Role.STREET_HANDLER)),
    (_l("预警"), "delivery.alerts", (Role.STREET_HANDLER, Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR)),
    (
        _l("隐去的内容"),
        "portal.withheld",
        (Role.STREET_HANDLER, Role.SECRETARY, Role.SUPERVISOR, Role.AUDITOR),
    ),
    (_l("审计日志"), "people.audit_log", (Role.AUDITOR,)),
    (_l("核对审计链"), "people.audit_chain", (Role.AUDITOR,)),
    (_l("账号"), "people.accounts", (Role.ADMINISTRATOR, Role.AUDITOR)),
    (_l("任职申请"), "people.appointments", (Role.ADMINISTRATOR, Role.APPROVER, Role.AUDITOR)),
    (_l("设置"), "street.settings", (Role.ADMINISTRATOR,)),
)
"""Lists that a role works in and the navigation does not name."""


def entries(actor: Actor) -> list[dict[str, str]]:
    """The working lists of an actor's roles."""
    return [
        {"label": str(text), "href": _url(endpoint)}
        for text, endpoint, roles in ENTRIES
        if actor.holds(*roles)
    ]


def page_of(kind: str, slug: str) -> str:
    """The address of a record's page."""
    return _url(PAGES[kind], slug)


def room(stage: str) -> str:
    """The address of a stage's list."""
    endpoint, values = ROOMS[stage]
    return url_for(endpoint, **values)


def task_page(task: Task) -> str:
    """The address where a task is done."""
    return _url(
        TASKS[task.kind], task.slug, community=task.community_slug, seq=task.number, number=task.number
    )


def founding_page(name: str) -> str:
    """The address where a new street gets one of the things it needs."""
    return _url(FOUNDING[name])


def _url(endpoint: str, slug: str = "", **more: Any) -> str:
    """The address of an endpoint, with those of the values that it takes."""
    (rule, *_) = current_app.url_map.iter_rules(endpoint)
    values = {"slug": slug, **more}
    return url_for(endpoint, **{name: values[name] for name in rule.arguments})
