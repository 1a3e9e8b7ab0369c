"""Words that would tell the public how to find a person: telephone, identity and card numbers, mail, chat, doors.

One screen for everything that everybody can read. It looks at a text as people evade screens: full-width and circled
figures (NFKC), Chinese figures, invisible characters, O for 0, and separators between the figures. Where a number has
check digits they are asked, so that amounts, dates, document numbers and credit codes pass. Sources: PIPL arts 4, 28;
GB 11643 (identity numbers), ISO/IEC 7812-1 (card numbers), 工信部电信网编号计划 (telephone numbers).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc

from app.domain.text import fold

CERTAIN = ("mobile", "landline", "id_number", "bank_card", "email", "chat_id")
"""What is refused; an "address" is asked about once, since a public place can look the same."""

_SEPARATORS = r"\s.·•・。,，、\-‐–—_/()~*"
_CLUSTER = re.compile(
    rf"(?<![a-z0-9])\d(?:[{_SEPARATORS}]{{0,3}}\d)+(?:[{_SEPARATORS}]{{0,3}}x)?(?![a-z0-9])"
)
_GROUP = re.compile(r"\d+x?|x")
_FIGURES = str.maketrans("〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两", "00012345678911234567892")
_CHINESE_RUN = re.compile(r"[〇○零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两]")
_WITH_LETTER_O = re.compile(rf"(?:[\do][{_SEPARATORS}]{{0,3}}){{7,}}")

_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_MOBILE_GROUPS = {(7, 4), (3, 3, 5), (3, 3, 4, 1), (3, 2, 2, 2, 2), (4, 3, 4), (4, 4, 3), (5, 6), (6, 5)}
_LANDLINE = re.compile(r"(?:(?:00)?86)?(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})")
_LOCAL_LINE = re.compile(r"(?:电话|座机|固话|家电|致电|拨打)[^\d]{0,6}([2-8]\d{2,3}[\s-]?\d{4})(?!\d)")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}"
_ID = re.compile(rf"{_PROVINCE}((?:18|19|20)\d{{2}})(\d{{2}})(\d{{2}})\d{{3}}[\dx]")
_OLD_ID = re.compile(rf"{_PROVINCE}(\d{{2}})(\d{{2}})(\d{{2}})\d{{3}}")
_NAMED_ID = re.compile(r"身份证[^\d]{0,8}([1-9]\d{16}[\dx])")
_EMAIL = re.compile(r"[a-z0-9][\w.+-]*\s?@\s?[a-z0-9-]+(?:\s?\.\s?[a-z]{2,})+")
_CHAT = re.compile(
    r"(?:微信|weixin|wechat|\bvx\b|\bwx\b|v信|薇信)(?:号码?|id|同号)?\s*[:是为]?\s*"
    r"(?=[a-z][\w-]*[\d_])[a-z][\w-]{5,19}(?![\w-])|(?:qq|扣扣)(?:号码?)?\s*[:是为]?\s*[1-9]\d{4,10}(?!\d)"
)
_BUILDING = r"\d{1,4}\s*(?:号楼|号院|栋|幢|座|号|楼)[\s-]{0,2}(?:\d{1,2}\s*层\s*)?"
_DOOR = r"\d{1,2}\s*(?:单元|门|梯)[\s-]{0,2}\d{2,4}(?!\d|\s*(?:户|人|元|米|平|盏|个|年|名|位|次|台|辆|天|月))"
_ADDRESS = re.compile(
    rf"{_BUILDING}{_DOOR}|{_BUILDING}\d{{2,4}}\s*(?:室|房间)|{_DOOR}\s*(?:室|号|房|家)|"
    r"(?<![\d-])\d{1,3}-\d{1,2}-(?!19\d\d|20\d\d)\d{3,4}(?![\d-]|\s*[元年月])"
)


@dataclass(frozen=True)
class Identifier:
    """What was found: one of CERTAIN or "address", and the text of it as it was written, folded."""

    kind: str
    text: str


def findings(text: str) -> list[Identifier]:
    """Everything in ``text`` that tells how to find a person, each kind once, the surest first."""
    found: dict[str, Identifier] = {}
    for form in _forms(text):
        for finding in _in(form):
            found.setdefault(finding.kind, finding)
    order = [*CERTAIN, "address"]
    return sorted(found.values(), key=lambda finding: order.index(finding.kind))


def _forms(text: str) -> list[str]:
    """The text folded, and again with Chinese figures as figures where it has any."""
    plain = fold(text).replace("：", ":")
    forms = [_o_is_zero(plain)]
    if _CHINESE_RUN.search(plain):
        forms.append(_o_is_zero(plain.translate(_FIGURES)))
    return forms


def _o_is_zero(text: str) -> str:
    """The letter O among figures is one of them."""
    return _WITH_LETTER_O.sub(lambda run: run[0].replace("o", "0") if _GROUP.search(run[0]) else run[0], text)


def _in(form: str) -> Iterator[Identifier]:
    for kind, pattern in (("email", _EMAIL), ("chat_id", _CHAT), ("address", _ADDRESS)):
        if match := pattern.search(form):
            yield Identifier(kind, match[0])
    if match := _LOCAL_LINE.search(form):
        yield Identifier("landline", match[1])
    if match := _NAMED_ID.search(form):
        yield Identifier("id_number", match[1])
    for cluster in _CLUSTER.finditer(form):
        yield from _numbers(cluster[0])


def _numbers(cluster: str) -> Iterator[Identifier]:
    """Read a cluster of figures from each of its groups on, as one number that ends with a group."""
    groups = [match[0] for match in _GROUP.finditer(cluster)]
    commas = bool(re.search(r"\d[,，、]", cluster))
    for first in range(len(groups)):
        number = ""
        sizes: list[int] = []
        for group in groups[first : first + 24]:
            number, sizes = number + group, [*sizes, len(group)]
            if len(number) > 23:
                break
            if kind := _kind(number, tuple(sizes), commas):
                yield Identifier(kind, number)


def _kind(number: str, sizes: tuple[int, ...], commas: bool) -> str | None:
    if _is_mobile(number, sizes, commas):
        return "mobile"
    if _is_landline(number, sizes):
        return "landline"
    if _is_identity(number) and _few(sizes, 4):
        return "id_number"
    return "bank_card" if _is_card(number) and _reads_as_card(sizes) else None


def _is_mobile(number: str, sizes: tuple[int, ...], commas: bool) -> bool:
    """Eleven figures as people group them, so that days, ranges and lists of buildings pass."""
    match = _MOBILE.fullmatch(number)
    if match is None:
        return False
    sizes = _without_code(sizes, len(number) - 11)
    if sizes in ((11,), (3, 4, 4), (3, 8)) or set(sizes) == {1}:
        return True
    return not commas and (sizes in _MOBILE_GROUPS or (max(sizes) <= 2 and len(sizes) == 6))


def _without_code(sizes: tuple[int, ...], code: int) -> tuple[int, ...]:
    """The groups without a country code of ``code`` figures."""
    if code and sizes[0] == code:
        return sizes[1:]
    return (sizes[0] - code, *sizes[1:]) if sizes[0] > code else sizes


def _is_landline(number: str, sizes: tuple[int, ...]) -> bool:
    """An area code, apart or not, and seven or eight figures, in one group or two."""
    match = _LANDLINE.fullmatch(number)
    if match is None:
        return False
    area, line = len(match[1]), len(match[2])
    sizes = _without_code(sizes, len(number) - area - line)
    halves = {(line,), (4, line - 4), (3, line - 3)}
    return set(sizes) == {1} or sizes == (area + line,) or (sizes[0] == area and sizes[1:] in halves)


def _few(sizes: tuple[int, ...], most: int) -> bool:
    """Whether figures stand in a few long groups, or every one alone."""
    return set(sizes) == {1} or (len(sizes) <= most and min(sizes) >= 2)


def _reads_as_card(sizes: tuple[int, ...]) -> bool:
    return len(sizes) == 1 or set(sizes) == {1} or set(sizes[:-1]) == {4} or sizes[0] == 6


def _is_identity(number: str) -> bool:
    """Fifteen figures with a province and a birthday, or eighteen with a check digit too."""
    match = (_ID if len(number) == 18 else _OLD_ID).fullmatch(number)
    if match is None or (len(number) == 18 and ric.calc_check_digit(number.upper()) != number[-1].upper()):
        return False
    year = int(match[1]) if len(match[1]) == 4 else 1900 + int(match[1])
    try:
        date(year, int(match[2]), int(match[3]))
    except ValueError:
        return False
    return True


def _is_card(number: str) -> bool:
    """Sixteen to nineteen figures of a card network, with its check digit, and no credit code."""
    return (
        16 <= len(number) <= 19
        and number.isdigit()
        and number[0] in "3456"
        and luhn.is_valid(number)
        and not uscc.is_valid(number)
    )
