"""What the room's codes and values are called."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from app.domain.policy import SYSTEM
from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "street.missing": _l("街道还没有设置。"),
    "street.exists": _l("街道已经设置过了。"),
    "community.unknown": _l("没有编号为 %(code_given)s 的社区。"),
    "zone.unknown": _l("没有这个片区。"),
    "zone.taken": _l("已经有这个片区了。"),
    "community.code_taken": _l("这个编号已经有社区用了。"),
    "community.name_taken": _l("已经有叫这个名字的社区了。"),
    "cycle.exists": _l("%(year)s 年度已经有了。"),
    "cycle.days": _l("阶段的结束日不能早于开始日。"),
    "cycle.empty": _l("至少要有一个阶段。"),
    "setting.unknown": _l("没有“%(key)s”这项设置。"),
    "setting.value": _l("这个值不合用，请照提示的格式填写。"),
    "setting.source": _l("请写明依据：哪份文件、哪一条，或谁在什么会上定的。"),
    "setting.missing": _l("街道还没有设定“%(key)s”，请管理员先设定。"),
    "setting.not_own": _l("这个社区没有自己的规定，用的就是街道的。"),
    "workday.not_set": _l("这一天没有另外规定。"),
    "directory.repeated": _l("和第 %(row)s 行的编号相同。"),
}

SETTING_NAMES = {
    "quorum": _l("法定人数"),
    "majority": _l("通过票数"),
    "counting_modes": _l("计入到会的参会方式"),
    "notice_period": _l("公示期"),
    "objection_answer_days": _l("答复异议的天数"),
    "instalment_percents": _l("分期付款比例"),
    "instalment_conditions": _l("分期付款条件"),
    "rectify_below_tenths": _l("评分低于多少要整改"),
    "rectify_within_workdays": _l("整改期限"),
    "least_answers_told": _l("少于多少人评议不公布分数和原话"),
    "evaluation_days": _l("居民评议至少开多少天"),
    "management_fee_cap_percent": _l("管理费上限"),
    "term_warn_months": _l("合同期超过多久提醒"),
    "term_max_months": _l("合同期上限"),
    "longer_term_recognition": _l("合同期比表决的长，由谁再认定"),
    "supplement_cap_percent": _l("补充合同上限"),
    "supplement_resolution_percent": _l("补充合同超过多少要代表会议表决"),
    "splitting_threshold_fen": _l("同类采购合计提醒线"),
    "rating_policy": _l("评估等级要求"),
    "rating_valid_years": _l("评估等级有效期"),
    "payment_overdue_days": _l("条件达到后多少天内付款"),
    "payment_regulation": _l("《保障中小企业款项支付条例》的付款期限用于"),
    "acceptance_days": _l("合同期满后多少天内验收"),
    "need_unanswered_days": _l("需求多久没答复要提醒"),
    "negative_list": _l("负面清单"),
    "tie_rule": _l("平票处理顺序"),
}
GROUPS = {
    "meeting": _l("会议和表决"),
    "notice": _l("公示和异议"),
    "purchase": _l("申报和合同"),
    "payment": _l("付款和整改"),
    "reminder": _l("提醒"),
}
MODES = {
    "hall": _l("现场"),
    "online": _l("线上"),
    "home_visit": _l("入户"),
    "phone": _l("电话"),
}
CONDITIONS = {
    "signed": _l("合同签订"),
    "midterm_passed": _l("中期评估合格"),
    "accepted": _l("验收合格、公告期满"),
}
RATINGS = {
    "none": _l("不看等级"),
    "valid_if_ever_rated": _l("评过等级的须在有效期内，没评过的不受影响"),
    "required": _l("必须有有效的等级"),
}
REGULATION = {
    "companies": _l("企业"),
    "all": _l("所有承接主体"),
}
LONGER_TERMS = {
    "resolution": _l("居民代表会议再表决"),
    "delegate": _l("社区代表专门认定"),
}
TIES = {
    "least_cost": _l("造价低的在前"),
    "most_votes": _l("得票多的在前"),
    "earlier_filing": _l("申报早的在前"),
    "id": _l("编号小的在前"),
}
STAGES = {
    "start": _l("启动"),
    "needs": _l("征集需求"),
    "fair": _l("推介会"),
    "proposals": _l("项目申报"),
    "review": _l("街道审核"),
    "council": _l("居民议事"),
    "voting": _l("代表表决"),
    "notices": _l("公示"),
    "contracts": _l("审批签约"),
    "delivery": _l("实施"),
    "evaluation": _l("评价验收"),
}
PHASE_STATES = {"done": _l("已结束"), "now": _l("正在进行"), "todo": _l("还没开始")}
PROFILE = {
    "age60plus": _l("60 岁以上"),
    "age0_14": _l("14 岁以下"),
    "disabled": _l("残疾居民"),
    "veterans": _l("退役军人"),
    "floating_population": _l("流动人口"),
    "residential_buildings": _l("居民楼"),
    "stairwells": _l("楼门"),
    "property_management": _l("物业"),
}
ACTIONS = {
    "street.found": _l("设立街道"),
    "street.add_zone": _l("设片区"),
    "street.add_community": _l("设社区"),
    "street.change_community": _l("更正社区资料"),
    "street.open_cycle": _l("开年度"),
    "street.change_phases": _l("改年度阶段"),
    "street.set_rule": _l("改规则设置"),
    "street.clear_rule": _l("取消社区自己的规定"),
    "street.import_directory": _l("更新指导性目录"),
    "street.override_workday": _l("规定工作日"),
    "street.clear_workday": _l("取消工作日规定"),
}


def person_name(name: str) -> str:
    """A name on record; what the installation did itself was done by the system."""
    return str(gettext("系统")) if name == SYSTEM.name else name


def set_words(day: date, name: str) -> str:
    """When a rule was set and by whom."""
    if name == SYSTEM.name:
        return str(gettext("%(day)s 系统安装时设定", day=day))
    return str(gettext("%(day)s 由%(who)s设定", day=day, who=name))


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("setting", SETTING_NAMES)
    register_labels("setting.group", GROUPS)
    register_labels("setting.mode", MODES)
    register_labels("setting.condition", CONDITIONS)
    register_labels("setting.rating", RATINGS)
    register_labels("setting.longer_term", LONGER_TERMS)
    register_labels("setting.regulation", REGULATION)
    register_labels("setting.tie", TIES)
    register_labels("cycle.stage", STAGES)
    register_labels("phase.state", PHASE_STATES, {"done": "neutral", "now": "warn", "todo": "info"})
    register_labels("community.profile", PROFILE)
    register_labels("audit.street", ACTIONS)
