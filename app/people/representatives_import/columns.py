"""The columns of a list of representatives, under the heads that offices print."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.foundation.imports.columns import Column, code, day, phone, text, yes_no

_DAY_HINT = _l("2026-03-20、2026/3/20、2026年3月20日、20260320 都可以。")

COLUMNS = (
    Column(
        "code",
        _l("代表编号"),
        ("代表编号", "编号", "代表证号", "代表号"),
        code(20),
        hint=_l("没有编号时自动编。"),
    ),
    Column(
        "name",
        _l("姓名"),
        ("姓名", "代表姓名", "居民代表", "居民代表姓名", "display_name", "name"),
        text(80),
        required=True,
    ),
    Column(
        "phone",
        _l("电话"),
        ("电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "移动电话", "phone"),
        phone,
        hint=_l("手机，或带区号的固定电话。"),
    ),
    Column(
        "stairwell",
        _l("楼门"),
        ("楼门", "楼门号", "楼号单元", "楼栋", "住址", "地址", "所在楼门", "stairwell"),
        text(60),
        empty="",
    ),
    Column("age_band", _l("年龄段"), ("年龄段", "年龄", "age_band"), text(20), empty=""),
    Column(
        "access_preference",
        _l("联系方式偏好"),
        ("联系方式偏好", "通知方式", "参会方式", "access_preference"),
        text(20),
        empty="",
        hint=_l("例如：短信、电话、入户。"),
    ),
    Column(
        "party_member",
        _l("党员"),
        ("党员", "是否党员", "中共党员", "政治面貌", "party_member"),
        yes_no("党员", "中共党员", "中共预备党员", "预备党员", no=("群众", "团员", "共青团员", "非党员")),
        empty=False,
        hint=_l("是或否，也可以写政治面貌。"),
    ),
    Column(
        "starts_on",
        _l("任期起"),
        ("任期起", "任期开始", "任期开始日期", "任期起始", "任期自", "当选日期", "起始日期", "term_from"),
        day("first"),
        required=True,
        hint=_DAY_HINT,
    ),
    Column(
        "ends_on",
        _l("任期止"),
        ("任期止", "任期结束", "任期结束日期", "任期截止", "任期至", "届满日期", "截止日期", "term_to"),
        day("last"),
        required=True,
        hint=_DAY_HINT,
    ),
)
