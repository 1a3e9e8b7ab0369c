"""Words that would tell the public how to find a person: telephone, identity and card numbers, mail, chat, doors.

One screen for everything that everybody can read. It looks at a text as people evade screens: digits of any script,
circled, in key caps or under marks (Unicode's own digit values), Chinese figures, invisible characters, O for 0 and
l for 1, letters glued to a number, and anything between the figures. Where a number has check digits they are asked,
so that amounts, dates, document numbers and credit codes pass. Sources: PIPL arts 4, 28; GB 11643 (identity
numbers), ISO/IEC 7812-1 (card numbers), 工信部电信网编号计划 (telephone numbers).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from stdnum import luhn
from stdnum.cn import ric, uscc

from app.domain.text import fold, numerals_as_figures

CERTAIN = ("mobile", "landline", "id_number", "bank_card", "email", "chat_id")
"""What is refused; an "address" is asked about once, since a public place can look the same."""

_BETWEEN = r"[\W_ー一丨]{0,6}"
"""What stands between figures: anything that is no letter, and what is drawn as a stroke."""
_CLUSTER = re.compile(rf"(?<!\d)\d(?:{_BETWEEN}\d)+(?:{_BETWEEN}x(?![a-z\d]))?")
_GROUP = re.compile(r"\d+x?|x")
_LIKE_FIGURES = str.maketrans("oli", "011")
_WITH_LETTERS = re.compile(rf"(?<![a-z])(?:[\doli]{_BETWEEN}){{7,}}(?![a-z])")

_COUNTED = "户人元米平盏个年名位次台辆天月"
_UNITS = _COUNTED + "块万亿日号栋幢层份件套场岁分时周期项条页%‰°℃"
_QUANTITY = re.compile(
    r"(?<!\d)(?:19|20)\d\d[-./]\d{1,2}(?:[-./]\d{1,2})?(?!\d)"  # a day or a month
    r"|(?<!\d)\d{1,2}:\d\d(?::\d\d)?(?!\d)"  # a time
    r"|(?<![\d,])\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,])"  # an amount
    rf"|(?<!\d)\d[\d.,]*\s*[{_UNITS}]"
    r"|[×÷=<>%¥$€£一丨]"
)
_LIST_SIGN = re.compile(r"[,，、;:|+]")
_PRODUCT_SIGN = re.compile(r"[×÷=]")
_NOUGHT_FIRST = re.compile(r"(?<![\d.])0\d")
_CODE = re.compile(r"(?<![a-z\d])[1-9any][1-9a-z]\d{6}[\da-z]{10}(?![a-z\d])")

_MOBILE = re.compile(r"(?:(?:00)?86)?(1[3-9]\d{9})")
_LANDLINE = re.compile(r"(?:(?:00)?86)?(0(?:10|2\d|[3-9]\d{2}))([2-8]\d{6,7})")
_LOCAL_LINE = re.compile(r"(?:电话|座机|固话|家电|致电|拨打)[^\d]{0,6}([2-8]\d{2,3}[\s-]?\d{4})(?!\d)")
_PROVINCE = r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}"
_ID = re.compile(rf"{_PROVINCE}((?:18|19|20)\d{{2}})(\d{{2}})(\d{{2}})\d{{3}}[\dx]")
_OLD_ID = re.compile(rf"{_PROVINCE}(\d{{2}})(\d{{2}})(\d{{2}})\d{{3}}")
_NAMED_ID = re.compile(r"身份证[^\d]{0,8}([1-9]\d{16}[\dx])")
_MAIL_HOST = r"(?:qq|163|126|139|189|yeah|gmail|sina|sohu|outlook|hotmail|foxmail|icloud|aliyun)"
_AT = (
    rf"(?:\s*@\s*|\s*[(\[{{<【〔「]\s*(?:@|at|艾特|圈a)\s*[)\]}}>】〕」]\s*|\s*艾特\s*"
    rf"|\s*(?:at|#|\*)\s*(?={_MAIL_HOST}))"
)
_DOT = r"\s*(?:[.。·]|[(\[【]\s*(?:dot|点|\.)\s*[)\]】]|点|\bdot\b)\s*"
_EMAIL = re.compile(rf"[a-z0-9][a-z0-9_.+-]*{_AT}[a-z0-9-]+(?:{_DOT}[a-z]{{2,}})+")
_CHAT = re.compile(
    r"(?:微\s*信|v\s*信|薇\s*信|威信|weixin|wechat|加微|加v|\bvx\b|\bwx\b)(?:号码?|id|同号)?\s*[:是为]?\s*"
    r"(?=[a-z][a-z_-]*\d|[a-z][a-z-]*_)[a-z][\w-]{5,19}(?![\w-])"
    r"|(?:(?:微\s*信|v\s*信|薇\s*信|威信|加微|加v)(?:号码?|id|同号)?\s*[:是为]?\s*|(?:wechat|weixin)\s*(?:id|号)?\s*[:是为]\s*"
    r"|\b[vw]x\b(?:号码?|id|同号)?\s*[:是为]?\s*)(?!weixin|wechat)[a-z][a-z\d_-]{5,19}(?![a-z\d_-])"
    r"|(?:(?<![a-z\d])qq|扣扣)(?:号码?)?\s*[:是为]?\s*[1-9]\d{4,10}(?!\d)"
)
_NO_QUANTITY = rf"(?![\d.:/-]|\s*[{_UNITS}])"
_BUILDING = r"\d{1,4}\s*(?:号楼|号院|栋|幢|座|号|楼)[\s-]{0,2}(?:\d{1,2}\s*层\s*)?"
_DOOR = rf"\d{{1,2}}\s*(?:单元|门|梯)[\s-]{{0,2}}\d{{2,4}}(?!\d|\s*[{_COUNTED}])"
_ADDRESS = re.compile(
    rf"{_BUILDING}{_DOOR}|{_BUILDING}\d{{2,4}}\s*(?:室|房间)|{_DOOR}\s*(?:室|号|房|家)|"
    rf"(?<!\d)\d{{1,3}}(?:\s*号楼|\s*[栋幢座]|#[楼栋]?)[\s-]{{0,2}}(?:\d{{1,2}}\s*[-#]\s*)?(?!19\d\d|20\d\d)\d{{3,4}}{_NO_QUANTITY}|"
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
    """The text folded, and again with Chinese figures as figures, one by one and as numbers, where it has any."""
    plain = "".join(_plain(char) for char in fold(text))
    forms = {plain: None, "".join(map(_figure, plain)): None, numerals_as_figures(plain): None}
    return [_letters_are_figures(form) for form in forms]


def _plain(char: str) -> str:
    """A digit of any script as 0 to 9; nothing for a mark on another character."""
    if unicodedata.category(char) in ("Mn", "Me"):
        return ""
    digit = unicodedata.digit(char, None)
    return char if digit is None else str(digit)


def _figure(char: str) -> str:
    """A Chinese figure, and any other character that stands for one, as 0 to 9."""
    value = 0 if char in "○◯" else unicodedata.numeric(char, -1)
    return str(int(value)) if value in range(10) else char


def _letters_are_figures(text: str) -> str:
    """O and l among figures are some of them."""
    return _WITH_LETTERS.sub(
        lambda run: run[0].translate(_LIKE_FIGURES) if _GROUP.search(run[0]) else run[0], text
    )


def _in(form: str) -> Iterator[Identifier]:
    for kind, pattern in (("email", _EMAIL), ("chat_id", _CHAT), ("address", _ADDRESS)):
        if match := pattern.search(form):
            yield Identifier(kind, match[0])
    if match := _LOCAL_LINE.search(form):
        yield Identifier("landline", match[1])
    if match := _NAMED_ID.search(form):
        yield Identifier("id_number", match[1])
    coded = _CODE.sub(_code_aside, form)
    for cluster in _CLUSTER.finditer(coded):
        around = (
            coded[max(cluster.start() - 1, 0) : cluster.start()] + coded[cluster.end() : cluster.end() + 1]
        )
        yield from _numbers(cluster[0], glued=bool(re.search("[a-z]", around)))
    for cluster in _CLUSTER.finditer(_QUANTITY.sub("年", coded)):
        yield from _scattered(cluster[0])


def _code_aside(code: re.Match[str]) -> str:
    """A credit code tells of an organisation; what may be somebody's number inside something like one stays."""
    if re.fullmatch(r"\d{17}x|\d{18}", code[0]):
        return code[0]
    hidden = any(_MOBILE.fullmatch(run) for run in re.findall(r"\d+", code[0]))
    return code[0] if hidden and not uscc.is_valid(code[0].upper()) else "码"


def _numbers(cluster: str, glued: bool) -> Iterator[Identifier]:
    """Read a cluster of figures as numbers written in a way that people write such a number."""
    for number, sizes, written in _readings(cluster):
        one_by_one = set(sizes) == {1}
        if _PRODUCT_SIGN.search(written) and not one_by_one:
            continue
        listed = bool(_LIST_SIGN.search(written)) and not one_by_one
        if kind := _kind(number, sizes, glued or listed):
            yield Identifier(kind, number)
    if cluster.endswith("x"):
        yield from _numbers(cluster[:-1], glued=True)


def _scattered(cluster: str) -> Iterator[Identifier]:
    """A mobile number in groups of any size, so long as they are no list of quantities.

    No quantity begins with a nought, so such a group betrays a number even among commas.
    """
    for number, _, written in _readings(cluster):
        if _MOBILE.fullmatch(number) and (not _LIST_SIGN.search(written) or _NOUGHT_FIRST.search(written)):
            yield Identifier("mobile", number)


def _readings(cluster: str) -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Every number that begins and ends with a group of the cluster, with the groups' sizes, and as written."""
    groups = list(_GROUP.finditer(cluster))
    for first in range(len(groups)):
        number = ""
        sizes: list[int] = []
        for group in groups[first : first + 24]:
            number, sizes = number + group[0], [*sizes, len(group[0])]
            if len(number) > 23:
                break
            yield number, tuple(sizes), cluster[groups[first].start() : group.end()]


def _kind(number: str, sizes: tuple[int, ...], doubtful: bool) -> str | None:
    if _is_mobile(number, sizes):
        return "mobile"
    if _is_landline(number, sizes):
        return "landline"
    if _is_identity(number) and _few(sizes, 4) and not (doubtful and len(sizes) > 1):
        return "id_number"
    return "bank_card" if not doubtful and _is_card(number) and _reads_as_card(sizes) else None


def _is_mobile(number: str, sizes: tuple[int, ...]) -> bool:
    """Eleven figures as people group them."""
    if not _MOBILE.fullmatch(number):
        return False
    sizes = _without_code(sizes, len(number) - 11)
    return sizes in ((11,), (3, 4, 4), (3, 8)) or set(sizes) == {1}


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
