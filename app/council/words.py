"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "meeting.title": _l("请写会议名称。"),
    "meeting.past": _l("会议日期已经过去了，请选今天或以后的日子。"),
    "meeting.no_topics": _l("请至少选一个待表决的项目作为议题。"),
    "meeting.other_community": _l("“%(title)s”不是本社区的项目。"),
    "meeting.topic_state": _l("“%(title)s”现在不是待表决，不能列为议题。"),
    "meeting.topic_taken": _l("“%(title)s”已经列入一次还没开的会。"),
    "meeting.no_roll": _l("会议当天没有在任的居民代表，请先登记代表。"),
    "meeting.rerun": _l("只有没到法定人数的会议可以补开，而且只能补开一次。"),
    "meeting.reason": _l("请写明取消的原因。"),
    "meeting.too_early": _l("还没到会议当天，不能宣布开会。"),
    "meeting.own_marks": _l(
        "到会的人里有 %(own)s 位只是您一个人记的，除了他们不够法定人数 %(needed)s 人。"
        "请代表自己签到，或请另一位工作人员核对签到，再确认。"
    ),
    "attendance.too_early": _l("还没到会议当天，不能签到。"),
    "attendance.own_hand": _l("%(name)s是自己签到的，要改请本人来改。"),
    "attendance.disputed": _l("%(name)s说自己没有到会，要改请本人签到。"),
    "attendance.other_hand": _l("%(name)s是另一位工作人员记的到会，要取消请记的那位来改。"),
    "attendance.nothing_to_check": _l("没有要核对的签到：都是您自己记的，或者已经核对过。"),
    "attendance.not_marked": _l("还没有人记您到会。"),
    "attendance.settled": _l("会议已经结束，签到不能再改。有异议请向街道提出。"),
    "attendance.mode": _l("没有这种参会方式。"),
    "attendance.not_on_roll": _l("这位不在本次会议的代表名册上。"),
    "opinion.text": _l("请写下说了什么。"),
    "resolution.topic": _l("这个项目不是本次会议的议题。"),
    "resolution.exists": _l("这个项目在本次会议上已经有决议。"),
}
STATES = {
    "called": _l("已召集"),
    "held": _l("已召开"),
    "inquorate": _l("未达法定人数"),
    "cancelled": _l("已取消"),
}
MODES = {
    "hall": _l("现场"),
    "online": _l("线上"),
    "home_visit": _l("上门"),
    "phone": _l("电话"),
}
OUTCOMES = {"passed": _l("通过"), "rejected": _l("没有通过")}
ACTIONS = {
    "council.ask": _l("请居民代表会议再表决"),
    "council.call_meeting": _l("召集会议"),
    "council.cancel_meeting": _l("取消会议"),
    "council.record_attendance": _l("登记到会"),
    "council.check_attendance": _l("核对别人记的签到"),
    "council.sign_in": _l("本人签到"),
    "council.answer_attendance": _l("回答被记的到会"),
    "council.hold_meeting": _l("核定到会人数"),
    "council.record_opinion": _l("记下意见"),
    "council.record_resolution": _l("记下决议"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels(
        "meeting.state",
        STATES,
        tags={"called": "info", "held": "ok", "inquorate": "warn", "cancelled": "neutral"},
    )
    register_labels("attendance.mode", MODES)
    register_labels("resolution.outcome", OUTCOMES, tags={"passed": "ok", "rejected": "stop"})
    register_labels("audit.council", ACTIONS)
