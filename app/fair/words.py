"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "organisation.not_admitted": _l("这家组织还没有被街道准入，准入后才能上推介会、做申报。"),
    "offering.price": _l("价格要大于零。"),
    "offering.range": _l("最高总价不能低于最低总价。"),
    "offering.counts": _l("服务能力和月数都要大于零。"),
    "offering.capacity_taken": _l("已经签出 %(taken)s，服务能力不能比这还少。"),
    "offering.capacity_short": _l("服务能力只剩 %(left)s（%(unit)s），不够 %(people)s。"),
    "offering.withdrawn": _l("这项服务已经撤下，不再接受意向和提问。"),
    "fair.days": _l("结束日不能早于开始日。"),
    "fair.held_outside": _l("现场日要在推介会的起止日之内。"),
    "fair.no_cycle": _l("还没有开启年度，请管理员先开启。"),
    "booth.taken": _l("%(number)s 展位已经分给别的组织。"),
    "talk.day": _l("宣讲日要在推介会的起止日之内。"),
    "talk.times": _l("结束时间要晚于开始时间。"),
    "talk.offering": _l("这项服务是别的组织的。"),
    "talk.hall_taken": _l("这个厅这段时间已经排了“%(topic)s”。"),
    "talk.speaker_taken": _l("这家组织这段时间在另一个厅讲“%(topic)s”。"),
    "interest.priority": _l("请选优先程度：1、2 或 3。"),
    "question.empty": _l("请写下要问的话。"),
    "question.answer_empty": _l("请写下答复。"),
}

OFFERING_STATES = {"listed": _l("在推介"), "withdrawn": _l("已撤下")}
PRIORITIES = {"1": _l("优先一：很想要"), "2": _l("优先二：可以考虑"), "3": _l("优先三：先了解")}
SHORT_PRIORITIES = {"1": _l("优先一"), "2": _l("优先二"), "3": _l("优先三")}
SPEAKERS = {
    "secretary": _l("社区书记"),
    "community_worker": _l("社区工作者"),
    "representative": _l("居民代表"),
    "resident": _l("居民"),
}
ACTIONS = {
    "fair.open": _l("开推介会"),
    "fair.assign_booth": _l("排展位"),
    "fair.schedule_talk": _l("排宣讲"),
    "fair.list_offering": _l("上架服务"),
    "fair.change_offering": _l("改服务"),
    "fair.withdraw_offering": _l("下架服务"),
    "fair.list_again": _l("重新上架服务"),
    "fair.take_capacity": _l("占用服务人数"),
    "fair.mark_interest": _l("标记意向"),
    "fair.withdraw_interest": _l("取消意向"),
    "fair.ask": _l("提问"),
    "fair.answer": _l("回答提问"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("offering.state", OFFERING_STATES, tags={"listed": "ok", "withdrawn": "neutral"})
    register_labels("interest.priority", PRIORITIES)
    register_labels("interest.short", SHORT_PRIORITIES, tags={"1": "ok", "2": "info", "3": "neutral"})
    register_labels("fair.speaker", SPEAKERS)
    register_labels("audit.fair", ACTIONS)
