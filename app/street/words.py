"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "street.missing": _l("街道还没有设置。"),
    "street.exists": _l("街道已经设置过了。"),
    "zone.unknown": _l("没有这个片区。"),
    "cycle.exists": _l("%(year)s 年度已经有了。"),
    "cycle.days": _l("阶段的结束日不能早于开始日。"),
    "setting.unknown": _l("没有“%(key)s”这项设置。"),
    "setting.value": _l("这个值不合用，请照提示的格式填写。"),
    "setting.source": _l("请写明依据：哪份文件、哪一条，或谁在什么会上定的。"),
    "setting.missing": _l("街道还没有设定“%(key)s”，请管理员先设定。"),
}

SETTING_NAMES = {
    "quorum": _l("法定人数"),
    "majority": _l("通过票数"),
    "counting_modes": _l("计入到会的参会方式"),
    "notice_period": _l("公示期"),
    "objection_answer_days": _l("答复异议的天数"),
    "instalment_percents": _l("分期付款比例"),
    "instalment_conditions": _l("分期付款条件"),
    "rectify_below_tenths": _l("低于多少分要整改（十分之一分）"),
    "rectify_within_workdays": _l("整改期限（工作日）"),
    "management_fee_cap_percent": _l("管理费上限（百分比）"),
    "term_warn_months": _l("合同期提醒（月）"),
    "term_max_months": _l("合同期上限（月）"),
    "supplement_cap_percent": _l("补充合同上限（百分比）"),
    "splitting_threshold_fen": _l("同类采购合计提醒线（分）"),
    "rating_policy": _l("评估等级要求"),
    "rating_valid_years": _l("评估等级有效期（年）"),
    "payment_overdue_days": _l("付款超期天数"),
    "need_unanswered_days": _l("需求未答复提醒天数"),
    "negative_list": _l("负面清单"),
    "tie_rule": _l("平票处理顺序"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("setting", SETTING_NAMES)
