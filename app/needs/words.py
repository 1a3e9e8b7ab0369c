"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "need.title": _l("请用一句话说是什么事。"),
    "need.channel": _l("请选这件事是怎么反映来的。"),
    "need.severity": _l("紧要程度是 1 到 5。"),
    "need.counts": _l("人数和次数要是合理的数字。"),
    "need.merged": _l("这件事已经并入另一件，请到那一件附议。"),
    "need.closed": _l("这件事已经办结或不予受理，不能再附议。"),
    "need.own": _l("这件事就是这位居民提的，已经算上了。"),
    "need.already_seconded": _l("已经附议过这件事了，一户（或一人）算一次。"),
    "need.organisation": _l("组织的账号不能附议。有这个需要的居民可以自己附议。"),
    "need.unknown_visitor": _l(
        "浏览器没有保存小饼干（cookie），记不住您附议过。请登录后附议，或打社区电话。"
    ),
    "need.same": _l("不能并入它自己。"),
    "need.other_community": _l("只能并入同一个社区的事。"),
    "need.merge_source": _l("这件事已经有方案在办，或已经并入别的事，不能再并。"),
    "need.merge_target": _l("那件事已经并入别的事，或不予受理，请另选一件。"),
    "need.answer": _l("请写答复，居民会看到。"),
    "need.decline_late": _l("这件事已经有方案在办，不能再写不予受理。"),
    "need.no_contact": _l("这件事没有留联系方式。"),
}

STATES = {
    "open": _l("待答复"),
    "answered": _l("已答复，征集方案"),
    "adopted": _l("有方案在议"),
    "resolved": _l("已议定"),
    "delivering": _l("实施中"),
    "done": _l("已办结"),
    "declined": _l("不予受理"),
    "merged": _l("已并入"),
}
STATE_TAGS = {
    "open": "warn",
    "answered": "info",
    "adopted": "info",
    "resolved": "info",
    "delivering": "info",
    "done": "ok",
    "declined": "stop",
    "merged": "neutral",
}
CHANNELS = {
    "online": _l("网上"),
    "phone": _l("电话代录"),
    "visit": _l("来访"),
    "home_visit": _l("入户走访"),
    "meeting": _l("议事厅"),
    "hotline": _l("12345 诉求"),
    "chat_group": _l("微信群"),
    "survey": _l("问卷"),
    "motion": _l("居民提案"),
    "referral": _l("单位转介"),
}
RAISERS = {
    "resident": _l("居民"),
    "representative": _l("居民代表"),
    "stairwell_head": _l("楼门长"),
    "community_worker": _l("社区工作者"),
    "secretary": _l("社区书记"),
    "volunteer": _l("志愿者"),
    "school": _l("学校"),
    "other": _l("其他"),
}
ORDERS = {"heat": _l("附议最多"), "newest": _l("最近提出"), "oldest": _l("最早提出")}
ACTIONS = {
    "needs.raise": _l("提出需求"),
    "needs.second": _l("附议需求"),
    "needs.record_second": _l("代为附议需求"),
    "needs.merge": _l("合并需求"),
    "needs.answer": _l("答复需求"),
    "needs.decline": _l("答复办不了"),
    "needs.record_outcome": _l("记下需求的办理结果"),
    "needs.reveal_contact": _l("查看联系方式"),
    "needs.withhold": _l("隐去需求内容"),
    "needs.restore": _l("恢复需求内容"),
    "needs.reveal_words": _l("查看隐去的原话"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("need.state", STATES, STATE_TAGS)
    register_labels("need.channel", CHANNELS)
    register_labels("need.raiser", RAISERS)
    register_labels("need.order", ORDERS)
    register_labels("audit.needs", ACTIONS)
