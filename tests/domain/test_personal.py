"""What must not stand in public is found however it is written; what people ordinarily write is let be."""

from __future__ import annotations

import csv
import sys
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import ric

from app.demo import source
from app.domain.personal import _QUANTITY, CERTAIN, _plain, findings
from app.domain.text import fold

WIDE = str.maketrans("0123456789-+", "０１２３４５６７８９－＋")
CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")
CIRCLED = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
WRITINGS = st.sampled_from([lambda s: s, lambda s: s.translate(WIDE), lambda s: s.translate(CHINESE)])
AROUND = st.sampled_from(
    ["{}", "请打{}找我", "联系方式：{}。", "王女士 {}，谢谢", "（{}）", "手机{}微信同号", "号码\n{}\n"]
)
FILLERS = st.sampled_from(["", " ", "-", ".", "·", "—", "  ", "_", "/", "\u200b", "－", "・", "*"])


def kinds(text: str) -> set[str]:
    return {finding.kind for finding in findings(text)}


def regrouped(number: str, sizes: tuple[int, ...], filler: str) -> str:
    parts, start = [], 0
    for size in sizes:
        parts.append(number[start : start + size])
        start += size
    return filler.join(parts)


@settings(max_examples=400)
@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii),
    sizes=st.sampled_from([(11,), (3, 4, 4), (3, 8), (7, 4), (3, 3, 5), (1,) * 11, (2, 2, 2, 2, 2, 1)]),
    filler=FILLERS,
    code=st.sampled_from(["", "+86", "+86 ", "86-", "0086 "]),
    write=WRITINGS,
    around=AROUND,
)
def test_a_mobile_number_is_found_however_it_is_written(
    number: str, sizes: tuple[int, ...], filler: str, code: str, write: object, around: str
) -> None:
    text = around.format(write(code + regrouped(number, sizes, filler)))  # type: ignore[operator]
    assert "mobile" in kinds(text), text


SCRIPTS = st.sampled_from(
    [zero for zero in map(chr, range(sys.maxunicode + 1)) if unicodedata.decimal(zero, None) == 0]
)
QUIET = st.sampled_from(
    list(" \n\t\u3000\u00a0-–—－_.·•・。/\\()（）[]【】~～*#&'\"“”!！?？^`☎→★\u200b\u2060\ufeffー")
)
MARKS = st.text(st.sampled_from("\ufe0f\u20e3\u0336\u0301\u0489\u200d\u00ad"), max_size=2)


@settings(max_examples=500)
@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii),
    zero=SCRIPTS,
    between=st.lists(st.tuples(MARKS, st.lists(QUIET, max_size=3).map("".join)), min_size=11, max_size=11),
    around=AROUND,
)
def test_a_mobile_number_is_found_in_any_script_with_anything_between(
    number: str, zero: str, between: list[tuple[str, str]], around: str
) -> None:
    digits = [chr(ord(zero) + int(figure)) for figure in number]
    text = around.format("".join(d + marks + gap for d, (marks, gap) in zip(digits, between, strict=True)))
    assume(not _QUANTITY.search("".join(map(_plain, fold(text)))))
    assert "mobile" in kinds(text), ascii(text)


@given(
    number=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True).filter(str.isascii),
    sign=st.sampled_from(",，、；：+%"),
    sizes=st.sampled_from([(3, 4, 4), (3, 8), (1,) * 11]),
    before=st.sampled_from(["", "tel", "a", "Mobile"]),
    after=st.sampled_from(["", "abc", "x"]),
)
def test_a_mobile_number_is_found_among_signs_of_lists_and_glued_to_letters(
    number: str, sign: str, sizes: tuple[int, ...], before: str, after: str
) -> None:
    text = before + regrouped(number, sizes, sign) + after
    assert "mobile" in kinds(text), text


@settings(max_examples=200)
@given(
    area=st.sampled_from(["010", "021", "0311", "0755"]),
    rest=st.from_regex(r"[2-8][0-9]{7}", fullmatch=True).filter(str.isascii),
    between=st.sampled_from(["-", "", " ", "—", ") ", "."]),
    write=WRITINGS,
    around=AROUND,
)
def test_a_landline_is_found(area: str, rest: str, between: str, write: object, around: str) -> None:
    text = around.format(write(f"{area}{between}{rest}"))  # type: ignore[operator]
    assert "landline" in kinds(text), text


@settings(max_examples=200)
@given(
    place=st.sampled_from(["110101", "110105", "310101", "440305"]),
    day=st.dates(min_value=date(1930, 1, 1), max_value=date(2025, 12, 31)),
    order=st.integers(0, 999),
    sizes=st.sampled_from([(18,), (6, 8, 4), (6, 4, 4, 4), (1,) * 18]),
    filler=FILLERS,
    write=st.sampled_from([lambda s: s, lambda s: s.translate(WIDE), str.lower]),
    around=AROUND,
)
def test_an_identity_number_is_found(
    place: str, day: object, order: int, sizes: tuple[int, ...], filler: str, write: object, around: str
) -> None:
    body = f"{place}{day:%Y%m%d}{order:03d}"
    number = body + ric.calc_check_digit(body + "0")
    text = around.format(write(regrouped(number, sizes, filler)))  # type: ignore[operator]
    assert "id_number" in kinds(text), text


@given(
    body=st.from_regex(r"62[0-9]{16}", fullmatch=True).filter(str.isascii),
    filler=st.sampled_from(["", " ", "-"]),
)
def test_a_card_number_is_found(body: str, filler: str) -> None:
    number = body + luhn.calc_check_digit(body)
    assert {"bank_card", "id_number"} & kinds(f"转到{regrouped(number, (4, 4, 4, 4, 3), filler)}，谢谢")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我叫王小明，电话１３８００１３８０００", "mobile"),
        ("138.0013.8000", "mobile"),
        ("周一13800138000打", "mobile"),
        ("一三八零零一三八零零零", "mobile"),
        ("138OO138OOO", "mobile"),
        ("①③⑧00138000", "mobile"),
        ("+86 138 0013 8000", "mobile"),
        ("(010) 8765 4321", "landline"),
        ("座机87654321", "landline"),
        ("电话 8765-4321", "landline"),
        ("身份证号110101199003071233", "id_number"),
        ("110101900307123", "id_number"),
        ("写信到 wang.xm @ 163.com", "email"),
        ("ｗａｎｇ＠ｅｘａｍｐｌｅ．ｃｎ", "email"),
        ("微信号：wangxm_88", "chat_id"),
        ("加我微信wxm1990", "chat_id"),
        ("QQ 12345678", "chat_id"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", "mobile"),
        ("❶❸❽⓿⓿❶❸❽⓿⓿⓿", "mobile"),
        ("tel13800138000", "mobile"),
        ("1 3 8-0-0 1.3/80 00", "mobile"),
        ("13\n8001\n38000", "mobile"),
        ("壹叁捌〇零壹叁捌零零零", "mobile"),
        ("138一0013一8000", "mobile"),
        ("l38OOl38OOO", "mobile"),
        ("138，001，380，00", "mobile"),
        ("13+80+01+38+000", "mobile"),
        ("微信 wangxiaoming", "chat_id"),
        ("加V wangxm88", "chat_id"),
        ("vx：wangxiaoming", "chat_id"),
        ("WeChat ID: wangxiaoming", "chat_id"),
        ("zhang（at）qq.com", "email"),
        ("zhang[at]qq.com", "email"),
        ("zhang 艾特 qq点com", "email"),
        ("12栋501", "address"),
        ("十二栋五零一", "address"),
        ("3#2-501", "address"),
        ("3＃楼2-501", "address"),
        ("三号楼一百零二室", "address"),
        ("住3号楼2单元501", "address"),
        ("我家在三号楼二单元五零一室", "address"),
        ("12号楼1门302家里", "address"),
        ("5栋301室", "address"),
        ("家住3-2-501", "address"),
    ],
)
def test_what_has_been_seen_to_pass_is_found(text: str, kind: str) -> None:
    assert kind in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月29日15:30开会",
        "2026-01-13 至 2026-03-15",
        "2026.1.3-2026.12.15 9点",
        "13、15、16、17、18、19、20号楼",
        "1 号楼、13 号楼、15 号楼共 138 户",
        "预算 13,800,138,000.00 元",
        "合同编号 HT-2026-0100-13800",
        "统一社会信用代码 91110105MA01ABCD2T",
        "统一社会信用代码 52110108717801234K",
        "凭证 FK2026-0100",
        "拨打 12345 或 96156，每天 9:00-17:30",
        "服务热线 400-810-1234",
        "3号楼2单元门口的灯坏了",
        "3号楼2单元 120 户居民",
        "5号楼 2 门 36 户",
        "3号楼旁的空地，长 1388 米",
        "每户 138.50 元，共 1380013 元",
        "第三次、第四次会议一、二、三、四、五、六、七、八、九、十项议程",
        "一三五上课，二四六休息",
        "微信群里报名，微信小程序扫码",
        "关注微信公众号 fengshang",
        "票数 18:9，赞成率 66.7%",
        "面积 120-150-300 平方米",
        "1998年至2013年，2014年至2019年",
        "电话代录 63 次",
        "10% 20% 30% 40% 50% 60%",
        "11 月 12 日、13 日、14 日、15 日、16 日",
        "2026年11月",
        "2026.11.29 13:00",
        "1380户",
        "拨打12345",
        "13栋1200户，5号楼 2026年",
        "1998—2001 300 户",
        "门板 150×2000×3000",
        "13、1、15、16、17、18",
        "138、120、150、99",
        "13:00-15:00、17:00-18:30",
        "15.5% 17.5% 18.25% 90%",
        "凭证 PZ-2026-00138，收据 No.1388-0201",
        "统一社会信用代码 52110108717801234X",
        "第十二次会议，一百零二人到会",
        "WeChat groups and mini programs; meet us at example.com",
    ],
)
def test_what_people_ordinarily_write_is_let_be(text: str) -> None:
    assert findings(text) == []


def _demo_sentences() -> set[str]:
    folder = Path(source.__file__).parent / "data"
    rows = [row for path in sorted(folder.glob("*.csv")) for row in csv.reader(path.open(encoding="utf-8"))]
    lines = [line for path in sorted(folder.glob("*.yaml")) for line in path.read_text("utf-8").splitlines()]
    lines += (folder / "README.md").read_text("utf-8").splitlines()
    return {cell for row in rows for cell in row} | {",".join(row) for row in rows} | set(lines)


def test_nothing_of_the_demo_is_refused() -> None:
    """Every cell, every whole row, every line: some four thousand ordinary texts."""
    sentences = _demo_sentences()
    assert len(sentences) > 3000
    wrong = {text: found for text in sentences if (found := findings(text))}
    assert wrong == {}


@given(fen=st.integers(0, 10**13), day=st.dates(), n=st.integers(1, 9999))
def test_amounts_days_and_numbers_of_documents_are_let_be(fen: int, day: object, n: int) -> None:
    text = f"{day} 付 {fen / 100:,.2f} 元，{day:%Y年%m月%d日}，编号 P{n:04d}-{day:%Y}，第{n}号"
    assert not kinds(text) & set(CERTAIN), text
