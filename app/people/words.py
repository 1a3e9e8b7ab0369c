"""What the room's codes and values are called."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.domain.policy import Role
from app.foundation.wording import register_labels, register_refusals

REFUSALS = {
    "account.taken": _l("这个账号已经有人用了。"),
    "account.phone": _l("账号不能是电话号码，请起一个名字。"),
    "account.length": _l("账号要 %(least)s 到 %(most)s 个字符。"),
    "account.signs": _l(
        "账号用英文字母（可以加数字、点、横线），或者用汉字（可以加数字），不要混着写，不要空格。"
    ),
    "account.reserved": _l("这个账号像是街道、社区或本系统自己的，请换一个，例如用组织名称的拼音。"),
    "name.signs": _l("名称里有看不见的字符或别的文字，请只用汉字、英文字母、数字和标点重新输入。"),
    "name.official": _l("这个名称像是街道、社区或本系统自己的。请写自己的姓名，组织写登记证书上的全称。"),
    "account.own": _l("不能停用自己的账号。"),
    "account.active": _l("这个账号正在使用。"),
    "account.inactive": _l("这个账号已经停用。"),
    "account.last_administrator": _l("这是最后一名管理员，请先任命另一名。"),
    "password.short": _l("密码至少要 %(least)s 个字符。"),
    "password.long": _l("密码不能超过 %(most)s 个字符。"),
    "password.common": _l(
        "这个密码太常见，别人先试的就是它。请换一个：几个不相干的词连起来，或者一句自己的话。"
    ),
    "password.pattern": _l(
        "重复、连号、键盘上挨着的密码太容易猜。请换一个：几个不相干的词连起来，或者一句自己的话。"
    ),
    "password.named": _l(
        "密码不要用账号、姓名、手机号，也不要用组织、街道或本系统的名字来拼。请换一个别人想不到的。"
    ),
    "password.weak": _l("这个密码太容易猜。请写长一些：几个不相干的词连起来，或者一句自己的话。"),
    "password.wrong": _l("现在的密码不对。"),
    "password.same": _l("新密码要和原来的不一样。"),
    "password.own": _l("自己的密码请在“修改密码”里改。"),
    "signin.wait": _l("试得太多了，请等 %(seconds)s 秒再试。等不及可以打社区电话。"),
    "role.area": _l("这个角色要有它的范围：社区的角色选一个社区，街道的角色不选。"),
    "role.self": _l("不能给自己任职或免职，请另一名管理员来办。"),
    "role.seat": _l("居民代表在代表名册里当选和离任，组织成员由组织自己添加。"),
    "role.held": _l("这个账号在这个范围已经有这个角色。"),
    "role.apart": _l(
        "管理员、审计、审批、财务不能由同一个人担任，任期也不能重叠：请先免去另一个角色，或由别人担任。"
    ),
    "role.two_hands": _l("任职要由两个人经手：一人提出，另一人确认。"),
    "appointment.reason": _l("请写明凭什么任命。"),
    "appointment.waiting": _l("这个任职已经提出，正等着确认。"),
    "appointment.own": _l("自己的任职不能由自己确认，请另一名管理员或街道审批来办。"),
    "appointment.one_hand": _l(
        "提出的账号和确认的账号，%(days)s 天内由同一个人建立、恢复或重设过密码，可能在一个人手里。"
        "请另一名管理员或街道审批来确认。"
    ),
    "role.missing": _l("没有这个角色，可能已经免去。"),
    "mandate.days": _l("任期的结束日不能早于开始日。"),
    "mandate.code_taken": _l("编号 %(taken)s 已经有人用了。"),
    "mandate.code_other": _l("编号 %(taken)s 在册的是另一个人。换人请先结束原代表的任期，再补选。"),
    "mandate.seated": _l("这个人已经是代表，编号 %(seat)s。"),
    "mandate.ended": _l("这个任期已经提前结束。"),
    "mandate.not_ended": _l("原代表的任期还没有结束，不能补选。"),
    "mandate.replaced": _l("这个席位已经补选过了。"),
    "mandate.too_early": _l("补选代表的任期要在 %(last)s 以后开始。"),
    "mandate.last_day": _l("最后一天要在 %(first)s 到 %(last)s 之间，不能早于今天。"),
    "mandate.over": _l("这个任期已经满了。"),
    "mandate.kept": _l("代表 %(seat)s 在正在进行的表决的名单上，任期最早到 %(first)s 结束。"),
    "mandate.unseated": _l("代表 %(seat)s 在任，改任期不能让他马上离任，请用“提前结束任期”。"),
    "mandate.reason": _l("请写明原因。"),
    "mandate.repeated": _l("和第 %(row)s 行是同一个人或同一个编号。"),
    "mandate.same_name": _l("和第 %(row)s 行同名，请核对是不是同一个人。"),
    "mandate.name_on_roll": _l("名册里已有同名代表 %(seat)s，电话不同，请核对是不是同一个人。"),
    "mandate.renamed": _l("名册里写作“%(before)s”。"),
    "mandate.phone_shared": _l("和第 %(row)s 行电话相同：两人都只能用账号登录，不能用手机号。"),
    "mandate.no_phone": _l("没有电话：通知开会和电话表决都找不到人。"),
    "phone.none": _l("没有登记电话。"),
    "respondent.nobody": _l("请写明是谁的：选居民代表，或写电话、门牌，至少写一样。"),
    "respondent.elsewhere": _l("这位代表不在这个社区，或任期不在今天，请另选。"),
}

ROLES = {
    Role.RESIDENT: _l("居民"),
    Role.REPRESENTATIVE: _l("居民代表"),
    Role.COMMUNITY_DELEGATE: _l("社区代表"),
    Role.COMMUNITY_WORKER: _l("社区工作者"),
    Role.SECRETARY: _l("社区书记"),
    Role.SUPERVISOR: _l("居务监督委员会成员"),
    Role.ORGANISATION_MEMBER: _l("社会组织成员"),
    Role.STREET_HANDLER: _l("街道经办"),
    Role.REVIEWER: _l("街道复核"),
    Role.APPROVER: _l("街道审批"),
    Role.FINANCE: _l("街道财务"),
    Role.SCRUTINEER: _l("监票人"),
    Role.AUDITOR: _l("审计"),
    Role.ADMINISTRATOR: _l("管理员"),
}
CHANGED_BY = {Role.ADMINISTRATOR: ROLES[Role.ADMINISTRATOR], "system": _l("系统或命令行")}
APPOINTMENT_STATES = {
    "waiting": _l("待确认"),
    "confirmed": _l("已确认"),
    "refused": _l("未同意"),
    "withdrawn": _l("已撤回"),
}
APPOINTMENT_TAGS = {"waiting": "warn", "confirmed": "ok", "refused": "stop", "withdrawn": "neutral"}
MANDATE_STATES = {"coming": _l("还没到任"), "seated": _l("在任"), "over": _l("已离任")}
PURPOSES = {
    "meeting": _l("通知开会"),
    "vote": _l("电话或入户表决"),
    "answer": _l("回复本人提的事"),
    "correction": _l("核对登记"),
}
BREACHES = {
    "altered": _l("内容被改过"),
    "missing": _l("中间少了"),
    "missing at the end": _l("末尾少了"),
}
ACTIONS = {
    "import.confirm": _l("确认导入"),
    "people.register_account": _l("新建账号"),
    "people.grant_role": _l("任职"),
    "people.ask_appointment": _l("提出任职"),
    "people.refuse_appointment": _l("不同意任职"),
    "people.withdraw_appointment": _l("撤回任职申请"),
    "people.end_role": _l("免职"),
    "people.change_details": _l("更正账号资料"),
    "people.deactivate_account": _l("停用账号"),
    "people.reactivate_account": _l("恢复账号"),
    "people.erase_account": _l("删除账号资料"),
    "people.change_password": _l("修改密码"),
    "people.reset_password": _l("重设密码"),
    "people.seat_representative": _l("代表到任"),
    "people.change_representative": _l("更改代表登记"),
    "people.end_mandate": _l("代表离任"),
    "people.reveal_phone": _l("查看代表电话"),
}


def register() -> None:
    """Tell the foundation the room's words."""
    register_refusals(REFUSALS)
    register_labels("role", {str(role): text for role, text in ROLES.items()})
    register_labels("account.changed_by", {str(post): text for post, text in CHANGED_BY.items()})
    register_labels("appointment.state", APPOINTMENT_STATES, APPOINTMENT_TAGS)
    register_labels("mandate.state", MANDATE_STATES, {"coming": "info", "seated": "ok", "over": "neutral"})
    register_labels("reveal.purpose", PURPOSES)
    register_labels("audit.breach", BREACHES)
    register_labels("audit.people", ACTIONS)
    register_labels("audit.import", ACTIONS)
