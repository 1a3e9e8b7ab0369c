"""The map of permissions: every endpoint names one, every one is here (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.domain.policy import Predicate, Role, Rule, anyone, held, maker, published, signed_in


class Permission(StrEnum):
    """What can be asked for, named room.verb."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    STREET_CONFIGURE = "street.configure"
    SETTINGS_READ = "street.read_settings"
    PEOPLE_READ = "people.read"
    PEOPLE_MANAGE = "people.manage"
    APPOINTMENT_READ = "people.read_appointments"
    APPOINTMENT_CONFIRM = "people.confirm_appointment"
    REPRESENTATIVES_READ = "people.read_representatives"
    REPRESENTATIVES_IMPORT = "people.import_representatives"
    PHONE_REVEAL = "people.reveal_phone"
    AUDIT_READ = "audit.read"
    WORDS_WITHHOLD = "words.withhold"
    WORDS_CONFIRM = "words.confirm"
    WORDS_REVEAL = "words.reveal"
    ORGANISATION_REGISTER = "organisations.register"
    ORGANISATION_READ = "organisations.read"
    ORGANISATION_EDIT = "organisations.edit"
    ORGANISATION_ADMIT = "organisations.admit"
    ACCOUNT_CHANGE_READ = "organisations.read_account_change"
    ACCOUNT_NUMBER_READ = "organisations.read_account_number"
    ACCOUNT_CHANGE_CHECK = "organisations.check_account_change"
    ACCOUNT_CHANGE_CONFIRM = "organisations.confirm_account_change"
    ACCOUNT_CHANGE_REFUSE = "organisations.refuse_account_change"
    FUND_READ = "funds.read"
    FUND_APPROPRIATE = "funds.appropriate"
    FUND_CONFIRM = "funds.confirm"
    FUND_REQUEST_READ = "funds.read_requests"
    NEED_READ = "needs.read"
    NEED_RAISE = "needs.raise"
    NEED_RECORD = "needs.record_for_someone"
    NEED_SECOND = "needs.second"
    NEED_CONTACT_READ = "needs.read_contact"
    NEED_ANSWER = "needs.answer"
    NEED_MERGE = "needs.merge"
    FAIR_READ = "fair.read"
    FAIR_ARRANGE = "fair.arrange"
    OFFERING_EDIT = "fair.edit_offering"
    OFFERING_ADD = "fair.add_offering"
    INTEREST_MARK = "fair.mark_interest"
    QUESTION_ASK = "fair.ask"
    QUESTION_ANSWER = "fair.answer"
    PROPOSAL_READ = "proposals.read"
    PROPOSAL_DRAFT = "proposals.draft"
    PROPOSAL_EDIT = "proposals.edit"
    PROPOSAL_REVIEW = "proposals.review"
    PROPOSAL_HEAR = "proposals.hear"
    MEETING_READ = "council.read"
    MEETING_CALL = "council.call"
    ATTENDANCE_RECORD = "council.record_attendance"
    ATTENDANCE_CHECK = "council.check_attendance"
    ATTENDANCE_SIGN = "council.sign_in"
    MEETING_HOLD = "council.hold"
    OPINION_RECORD = "council.record_opinion"
    ROUND_READ = "voting.read"
    ROUND_PREPARE = "voting.prepare"
    ROUND_OPEN = "voting.open"
    ROUND_CLOSE = "voting.close"
    RULE_TRY = "voting.try_rule"
    BALLOT_CAST = "voting.cast"
    BALLOT_ASSIST = "voting.assist"
    BALLOT_CONFIRM = "voting.confirm_replacement"
    BALLOTS_READ = "voting.read_ballots"
    ENTRIES_READ = "voting.read_entries"
    NOTICE_READ = "notices.read"
    NOTICE_PUBLISH = "notices.publish"
    NOTICE_CLOSE = "notices.close"
    OBJECTION_RAISE = "notices.object"
    OBJECTION_ANSWER = "notices.answer"
    CONTRACT_READ = "contracts.read"
    CONTRACT_ACCOUNT_READ = "contracts.read_account"
    CONTRACT_PREPARE = "contracts.prepare"
    RECOGNISE_STREET = "contracts.recognise_for_street"
    RECOGNISE_COMMUNITY = "contracts.recognise_for_community"
    CONTRACT_HANDLE = "contracts.handle"
    CONTRACT_REVIEW = "contracts.review"
    CONTRACT_APPROVE = "contracts.approve"
    CONTRACT_SIGN = "contracts.sign"
    CONTRACT_AMEND = "contracts.amend"
    MILESTONE_PLAN = "delivery.plan_milestones"
    MILESTONE_REPORT = "delivery.report_milestone"
    MILESTONE_CONFIRM = "delivery.confirm_milestone"
    EVIDENCE_READ = "delivery.read_evidence"
    EVALUATION_OPEN = "delivery.open_evaluation"
    EVALUATE = "delivery.evaluate"
    EVALUATE_FOR = "delivery.evaluate_for_someone"
    TALLY_CONFIRM = "delivery.confirm_tally"
    RECORDED_READ = "delivery.read_recorded"
    ACCEPTANCE_RECORD = "delivery.record_acceptance"
    PAYMENT_READ = "delivery.read_payments"
    PAYMENT_REQUEST = "delivery.request_payment"
    PAYMENT_APPROVE = "delivery.approve_payment"
    PAYMENT_PAY = "delivery.pay"
    RECTIFICATION_ORDER = "delivery.order_rectification"
    RECTIFICATION_REPORT = "delivery.report_rectification"
    RECTIFICATION_CLOSE = "delivery.close_rectification"
    PROJECT_CLOSE = "delivery.close"
    ORDER_PLACE = "delivery.place_order"
    ORDER_READ = "delivery.read_orders"
    ALERT_READ = "delivery.read_alerts"


_STREET = (Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.AUDITOR)
_COMMUNITY = (Role.SECRETARY, Role.COMMUNITY_WORKER, Role.COMMUNITY_DELEGATE, Role.SUPERVISOR)
_DESK = (Role.COMMUNITY_WORKER, Role.SECRETARY)
_OFFICE_AND_COMMUNITY = held(*_STREET, *_COMMUNITY)
_P = Permission


def _rule(*predicates: Predicate) -> Rule:
    return Rule(predicates)


PERMISSIONS: Mapping[str, Rule] = MappingProxyType(
    {
        _P.PUBLIC: _rule(anyone),
        _P.SIGNED_IN: _rule(signed_in),
        _P.STREET_CONFIGURE: _rule(held(Role.ADMINISTRATOR)),
        _P.SETTINGS_READ: _rule(anyone),
        _P.PEOPLE_READ: _rule(held(Role.ADMINISTRATOR, Role.AUDITOR)),
        _P.PEOPLE_MANAGE: _rule(held(Role.ADMINISTRATOR)),
        _P.APPOINTMENT_READ: _rule(held(Role.ADMINISTRATOR, Role.APPROVER, Role.AUDITOR)),
        _P.APPOINTMENT_CONFIRM: _rule(held(Role.ADMINISTRATOR, Role.APPROVER)),
        _P.REPRESENTATIVES_READ: _rule(held(*_DESK, Role.ADMINISTRATOR, Role.AUDITOR)),
        _P.REPRESENTATIVES_IMPORT: _rule(held(Role.SECRETARY, Role.ADMINISTRATOR)),
        _P.PHONE_REVEAL: _rule(held(*_DESK)),
        _P.AUDIT_READ: _rule(held(Role.AUDITOR)),
        _P.WORDS_WITHHOLD: _rule(held(*_DESK, Role.STREET_HANDLER)),
        _P.WORDS_CONFIRM: _rule(held(Role.SECRETARY, Role.SUPERVISOR, Role.STREET_HANDLER)),
        _P.WORDS_REVEAL: _rule(held(*_DESK, Role.SUPERVISOR, Role.STREET_HANDLER, Role.AUDITOR)),
        _P.ORGANISATION_REGISTER: _rule(anyone),
        _P.ORGANISATION_READ: _rule(published, held(Role.ORGANISATION_MEMBER, *_STREET)),
        _P.ORGANISATION_EDIT: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.ORGANISATION_ADMIT: _rule(held(Role.STREET_HANDLER)),
        _P.ACCOUNT_CHANGE_READ: _rule(held(Role.ORGANISATION_MEMBER, *_STREET)),
        _P.ACCOUNT_NUMBER_READ: _rule(held(Role.ORGANISATION_MEMBER, Role.STREET_HANDLER, Role.REVIEWER)),
        _P.ACCOUNT_CHANGE_CHECK: _rule(held(Role.STREET_HANDLER)),
        _P.ACCOUNT_CHANGE_CONFIRM: _rule(held(Role.REVIEWER)),
        _P.ACCOUNT_CHANGE_REFUSE: _rule(held(Role.STREET_HANDLER, Role.REVIEWER)),
        _P.FUND_READ: _rule(anyone),
        _P.FUND_APPROPRIATE: _rule(held(Role.FINANCE)),
        _P.FUND_CONFIRM: _rule(held(Role.APPROVER)),
        _P.FUND_REQUEST_READ: _rule(held(Role.FINANCE, Role.APPROVER, Role.AUDITOR)),
        _P.NEED_READ: _rule(anyone),
        _P.NEED_RAISE: _rule(anyone),
        _P.NEED_RECORD: _rule(held(*_DESK)),
        _P.NEED_SECOND: _rule(anyone),
        _P.NEED_CONTACT_READ: _rule(held(*_DESK)),
        _P.NEED_ANSWER: _rule(held(*_DESK)),
        _P.NEED_MERGE: _rule(held(*_DESK)),
        _P.FAIR_READ: _rule(anyone),
        _P.FAIR_ARRANGE: _rule(held(Role.STREET_HANDLER)),
        _P.OFFERING_ADD: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.OFFERING_EDIT: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.INTEREST_MARK: _rule(held(Role.SECRETARY, Role.COMMUNITY_WORKER, Role.REPRESENTATIVE)),
        _P.QUESTION_ASK: _rule(
            held(Role.SECRETARY, Role.COMMUNITY_WORKER, Role.REPRESENTATIVE, Role.RESIDENT)
        ),
        _P.QUESTION_ANSWER: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.PROPOSAL_READ: _rule(
            published, maker, held(Role.ORGANISATION_MEMBER, Role.REPRESENTATIVE, *_STREET, *_COMMUNITY)
        ),
        _P.PROPOSAL_DRAFT: _rule(held(Role.ORGANISATION_MEMBER, Role.REPRESENTATIVE)),
        _P.PROPOSAL_EDIT: _rule(maker, held(Role.ORGANISATION_MEMBER)),
        _P.PROPOSAL_REVIEW: _rule(held(Role.REVIEWER, Role.STREET_HANDLER)),
        _P.PROPOSAL_HEAR: _rule(held(Role.SECRETARY)),
        _P.MEETING_READ: _rule(anyone),
        _P.MEETING_CALL: _rule(held(Role.SECRETARY)),
        _P.ATTENDANCE_RECORD: _rule(held(*_DESK)),
        _P.ATTENDANCE_CHECK: _rule(held(*_DESK, Role.SUPERVISOR, Role.SCRUTINEER)),
        _P.ATTENDANCE_SIGN: _rule(held(Role.REPRESENTATIVE)),
        _P.MEETING_HOLD: _rule(held(Role.SECRETARY)),
        _P.OPINION_RECORD: _rule(held(*_DESK)),
        _P.ROUND_READ: _rule(anyone),
        _P.ROUND_PREPARE: _rule(held(Role.SECRETARY)),
        _P.ROUND_OPEN: _rule(held(Role.SECRETARY)),
        _P.ROUND_CLOSE: _rule(held(Role.SECRETARY, Role.SCRUTINEER)),
        _P.RULE_TRY: _rule(held(Role.SECRETARY, *_STREET)),
        _P.BALLOT_CAST: _rule(held(Role.REPRESENTATIVE)),
        _P.BALLOT_ASSIST: _rule(held(Role.COMMUNITY_WORKER)),
        _P.BALLOT_CONFIRM: _rule(held(*_DESK)),
        _P.BALLOTS_READ: _rule(
            held(Role.RESIDENT, Role.REPRESENTATIVE, Role.SCRUTINEER, *_COMMUNITY, *_STREET)
        ),
        _P.ENTRIES_READ: _rule(held(Role.SCRUTINEER, Role.SUPERVISOR, Role.SECRETARY)),
        _P.NOTICE_READ: _rule(anyone),
        _P.NOTICE_PUBLISH: _rule(held(Role.SECRETARY, Role.STREET_HANDLER)),
        _P.NOTICE_CLOSE: _rule(held(Role.SECRETARY, Role.STREET_HANDLER)),
        _P.OBJECTION_RAISE: _rule(anyone),
        _P.OBJECTION_ANSWER: _rule(held(Role.SECRETARY, Role.STREET_HANDLER)),
        _P.CONTRACT_READ: _rule(published, held(Role.ORGANISATION_MEMBER), _OFFICE_AND_COMMUNITY),
        _P.CONTRACT_ACCOUNT_READ: _rule(
            held(Role.ORGANISATION_MEMBER, Role.STREET_HANDLER, Role.REVIEWER, Role.APPROVER, Role.FINANCE)
        ),
        _P.CONTRACT_PREPARE: _rule(held(Role.STREET_HANDLER)),
        _P.RECOGNISE_STREET: _rule(held(Role.STREET_HANDLER)),
        _P.RECOGNISE_COMMUNITY: _rule(held(Role.COMMUNITY_DELEGATE)),
        _P.CONTRACT_HANDLE: _rule(held(Role.STREET_HANDLER)),
        _P.CONTRACT_REVIEW: _rule(held(Role.REVIEWER)),
        _P.CONTRACT_APPROVE: _rule(held(Role.APPROVER)),
        _P.CONTRACT_SIGN: _rule(held(Role.STREET_HANDLER)),
        _P.CONTRACT_AMEND: _rule(held(Role.STREET_HANDLER)),
        _P.MILESTONE_PLAN: _rule(held(Role.STREET_HANDLER)),
        _P.MILESTONE_REPORT: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.MILESTONE_CONFIRM: _rule(held(Role.COMMUNITY_WORKER, Role.SECRETARY, Role.STREET_HANDLER)),
        _P.EVIDENCE_READ: _rule(held(Role.ORGANISATION_MEMBER, *_STREET, *_COMMUNITY)),
        _P.EVALUATION_OPEN: _rule(held(*_DESK, Role.STREET_HANDLER)),
        _P.EVALUATE: _rule(held(Role.RESIDENT, Role.REPRESENTATIVE)),
        _P.EVALUATE_FOR: _rule(held(*_DESK)),
        _P.TALLY_CONFIRM: _rule(held(*_DESK, Role.SUPERVISOR)),
        _P.RECORDED_READ: _rule(held(*_DESK, Role.SUPERVISOR, Role.AUDITOR)),
        _P.ACCEPTANCE_RECORD: _rule(held(*_DESK, Role.STREET_HANDLER)),
        _P.PAYMENT_READ: _rule(held(Role.ORGANISATION_MEMBER, *_STREET, *_COMMUNITY)),
        _P.PAYMENT_REQUEST: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.PAYMENT_APPROVE: _rule(held(Role.APPROVER)),
        _P.PAYMENT_PAY: _rule(held(Role.FINANCE)),
        _P.RECTIFICATION_ORDER: _rule(held(Role.STREET_HANDLER, Role.SECRETARY)),
        _P.RECTIFICATION_REPORT: _rule(held(Role.ORGANISATION_MEMBER)),
        _P.RECTIFICATION_CLOSE: _rule(held(Role.STREET_HANDLER, Role.SECRETARY)),
        _P.PROJECT_CLOSE: _rule(held(Role.STREET_HANDLER)),
        _P.ORDER_PLACE: _rule(held(*_DESK)),
        _P.ORDER_READ: _rule(held(*_DESK, Role.ORGANISATION_MEMBER, *_STREET)),
        _P.ALERT_READ: _rule(held(*_STREET, *_COMMUNITY)),
    }
)
