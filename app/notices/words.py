"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "notice.kind": _l("没有“%(kind)s”这种公示。"),
    "notice.title": _l("请写公示标题。"),
    "notice.starts_on": _l("公示不能从过去的日子算起。"),
    "notice.posted_already": _l("这件事正在公示，不用再发一次。"),
    "notice.no_resolution": _l("没有找到居民代表会议通过这个项目的决议。"),
    "notice.not_over": _l("公示期到 %(last)s 为止，期满后才能结束。"),
    "notice.upheld_alone": _l("异议是您认定成立的，结束公示要由另一个人来办：社区书记或街道经办。"),
    "notice.objection_open": _l("还有 %(number)s 条异议没有答复，答复后才能结束公示。"),
    "objection.period": _l("异议要在公示期内提出（%(first)s 至 %(last)s）。过了期请打社区电话。"),
    "objection.text": _l("请写清楚对哪一点有异议，最多 %(most)s 个字。"),
    "objection.answered": _l("这条异议已经答复过了。"),
    "objection.answer": _l("请写答复，所有人都看得到。"),
    "objection.own_act": _l(
        "这条异议是您提出、代填的，或者说的是您办的事，要由别人答复：请另一名街道经办或社区书记来办。"
    ),
    "objection.outcome": _l("请选异议成立不成立。"),
    "objection.once": _l("这个人对这份公示的异议已经登记过了，一人一条。"),
    "objection.no_contact": _l("这条异议没有留联系方式。"),
}
KINDS = {
    "result": _l("表决结果公示"),
    "contract": _l("合同公告"),
    "supplement": _l("补充合同公告"),
    "acceptance": _l("验收结果公告"),
}
STATES = {"posted": _l("公示中"), "ended": _l("已结束"), "upheld": _l("异议成立，退回")}
ENDINGS = {
    "no_objection": _l("期满无异议"),
    "answered": _l("异议已答复，公示生效"),
    "corrected": _l("异议已答复并补正，公示生效"),
    "upheld": _l("异议成立，退回"),
}
OBJECTION_OUTCOMES = {
    "not_upheld": _l("不成立"),
    "corrected": _l("已补正"),
    "upheld": _l("成立"),
}
OBJECTORS = {
    "resident": _l("居民"),
    "representative": _l("居民代表"),
    "organisation": _l("社会组织"),
    "other": _l("其他人"),
}
ANSWERERS = {"secretary": _l("社区书记"), "street_handler": _l("街道经办")}
CHANNELS = {
    "online": _l("网上"),
    "phone": _l("电话"),
    "visit": _l("到社区来说"),
    "home_visit": _l("上门时说"),
    "paper": _l("书面"),
}
PERIODS = {"natural": _l("自然日"), "working": _l("工作日")}
BODY = {
    "project": _l("项目"),
    "contract": _l("合同编号"),
    "purchaser": _l("购买主体"),
    "community": _l("社区"),
    "organisation": _l("承接组织"),
    "directory": _l("服务类别"),
    "amount_fen": _l("金额"),
    "months": _l("期限（月）"),
    "people_served": _l("服务人数"),
    "meeting": _l("会议"),
    "meeting_on": _l("开会日期"),
    "roll": _l("应到代表"),
    "present": _l("到会代表"),
    "needed_present": _l("法定到会人数"),
    "yes": _l("赞成"),
    "no": _l("反对"),
    "abstain": _l("弃权"),
    "needed_yes": _l("通过所需票数"),
    "signed_on": _l("签订日期"),
    "starts_on": _l("服务开始"),
    "ends_on": _l("服务结束"),
    "content": _l("服务内容"),
    "accepted_on": _l("验收日期"),
    "conclusion": _l("验收结论"),
    "recipients_present": _l("到场的服务对象"),
    "supervisors_present": _l("到场的监督委员"),
    "satisfaction": _l("居民满意度"),
    "residents_answered": _l("参加评议的居民"),
    "answers_entered_by_others": _l("其中由工作人员或纸质问卷录入的"),
    "third_party_score": _l("第三方评分"),
    "paid_fen": _l("已支付"),
    "original_fen": _l("原合同金额"),
    "total_fen": _l("补充后合计"),
    "reason": _l("理由"),
}
ACTIONS = {
    "notices.publish": _l("发布公示"),
    "notices.end": _l("结束公示"),
    "notices.raise_objection": _l("提出异议"),
    "notices.answer_objection": _l("答复异议"),
    "notices.reveal_objector": _l("查看异议人的联系方式"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("notice.kind", KINDS)
    register_labels("notice.state", STATES, {"posted": "info", "ended": "ok", "upheld": "stop"})
    register_labels("notice.outcome", ENDINGS, {"upheld": "stop", "corrected": "warn"})
    register_labels(
        "objection.outcome",
        OBJECTION_OUTCOMES,
        {"upheld": "stop", "corrected": "warn", "not_upheld": "neutral"},
    )
    register_labels("objection.role", OBJECTORS)
    register_labels("objection.answerer", ANSWERERS)
    register_labels("objection.channel", CHANNELS)
    register_labels("notice.period", PERIODS)
    register_labels("notice.body", BODY)
    register_labels("audit.notices", ACTIONS)
