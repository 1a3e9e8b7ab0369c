"""What an account may be called, and what nobody from outside may call themselves.

An account's name is typed to sign in, read out over the telephone and shown to administrators: it is Latin (letters,
digits, dots, hyphens, underscores, with one letter at least) or Han (with digits), folded by NFKC and case, and never a
mixture, so that no two names look the same (UTS 39's single script, in the two scripts that are typed here). Nothing
that cannot be seen passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from app.domain.errors import RuleViolation
from app.domain.names import comparison_key, normalise_phone
from app.domain.text import HAN, fold

SHORTEST, LONGEST = 2, 60
_LATIN = re.compile(r"(?=.*[a-z])[a-z0-9._-]+")
_HAN = re.compile(rf"[{HAN}][{HAN}0-9]*")
_BETWEEN = re.compile(r"[0-9._-]+")
_DISGUISES = str.maketrans("013457", "oieast")

RESERVED = frozenset(
    """admin administrator root system sys sysadmin systemadmin superuser sudo su superadmin webmaster hostmaster
    postmaster operator support helpdesk service security official officials staff moderator owner anonymous guest
    nobody null none test demo api www mail yishiting xitong guanliyuan guanli jiedao jiedaoban jiedaobanshichu
    juweihui shequ zhengfu shenji caiwu""".split()
)
"""Latin words that sound like the system, its keepers or an office."""

OFFICES = (
    "系统",
    "管理员",
    "超级用户",
    "客服",
    "官方",
    "议事厅",
    "街道办",
    "办事处",
    "居委会",
    "居民委员会",
    "党工委",
    "党委",
    "人民政府",
    "派出所",
    "公安",
    "法院",
    "检察",
    "监察",
    "纪委",
    "财政局",
    "财务",
    "审计",
)
"""Han words by which a reader takes the bearer for the system or an office."""

BODIES = (
    "系统管理员",
    "超级管理员",
    "管理员",
    "议事厅",
    "街道办",
    "居委会",
    "居民委员会",
    "办事处",
    "党工委",
    "人民政府",
    "政府",
)
"""What the name of an office ends with. A social organisation's may hold its street's name, and ends otherwise."""

POSTS = "财务 审计 出纳 会计 系统 客服 官方 管理 书记 主任 副主任 办公室 工作人员 财务科 财务室 审计科 财政所".split()
"""What somebody of an office is called, alone or after a street or a community (街道财务)."""
_OFFICE = re.compile(r"街道|社区|居委|办事处|议事厅|平台|系统|官方|党委|党工委|政府")
_ALONE = {
    "财务",
    "审计",
    "出纳",
    "会计",
    "系统",
    "客服",
    "官方",
    "管理",
    "办公室",
    "工作人员",
    "财务科",
    "财务室",
    "审计科",
    "财政所",
}

_SIMPLIFIED = str.maketrans(
    "議廳員統級戶團辦處黨監檢紀會務審計財區納記書業總機關門國聯絡眾銀賬號發證廣權學術",
    "议厅员统级户团办处党监检纪会务审计财区纳记书业总机关门国联络众银账号发证广权学术",
)
"""The traditional characters of the words above, and of what stands beside them."""


def account_key(typed: str) -> str:
    """The one form of an account's name, however it is typed."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", typed).strip().casefold())


def account_name(typed: str) -> str:
    """The account name that was typed, in its one form.

    Raises RuleViolation "account.phone" (whose number it is signs in with it), "account.length", "account.signs".
    """
    name = account_key(typed)
    if _is_phone(name):
        raise RuleViolation("account.phone", field="username")
    if not SHORTEST <= len(name) <= LONGEST:
        raise RuleViolation("account.length", field="username", least=SHORTEST, most=LONGEST)
    if not (_LATIN.fullmatch(name) or _HAN.fullmatch(name)):
        raise RuleViolation("account.signs", field="username")
    return name


def outsiders_account_name(typed: str) -> str:
    """As account_name, for names that people choose who do not work for the street.

    Raises RuleViolation "account.reserved" for what sounds like the system or an office, too.
    """
    name = account_name(typed)
    if _sounds_reserved(name) or any(word in _office_key(name) for word in OFFICES):
        raise RuleViolation("account.reserved", field="username")
    return name


def seat_account_name(community_code: str, code: str) -> str:
    """The account name of a representative's seat: its code, with the community's before it where it is not yet.

    A code in signs that no account's name may have gives "r": the caller makes it one nobody has.
    """
    prefix, own = account_key(community_code), account_key(code)
    name = own if own.startswith(prefix) else f"{prefix}-{own}"
    return name if _LATIN.fullmatch(name) else "r"


def shown_name(typed: str, field: str, official: Iterable[str] = ()) -> str:
    """A person's or organisation's name as an outsider gives it; ``official`` are the street's and communities' own.

    Raises RuleViolation "name.signs" (something invisible, or letters of a third script), "name.official".
    """
    name = " ".join(typed.split())
    if not all(_readable(char) for char in name):
        raise RuleViolation("name.signs", field=field)
    if _sounds_official(name) or _office_key(name) in set(map(_office_key, official)):
        raise RuleViolation("name.official", field=field)
    return name


def _office_key(text: str) -> str:
    """The one form in which names are compared with those of offices: no spaces or signs, simplified characters."""
    return re.sub(r"[\W_]", "", comparison_key(text)).translate(_SIMPLIFIED)


def _sounds_official(name: str) -> bool:
    bare = re.sub(r"[0-9a-z]+$", "", _office_key(name))
    in_post = bare.endswith(tuple(POSTS)) and _OFFICE.search(bare)
    return bool(
        bare.endswith(BODIES)
        or bare in _ALONE
        or in_post
        or "管理员" in bare
        or _sounds_reserved(comparison_key(name).replace(" ", ""))
    )


def _readable(char: str) -> bool:
    """Latin, Han, digits, punctuation and the space: nothing invisible, nothing of a script nobody reads here."""
    kind = unicodedata.category(char)
    if kind[0] in "LM":
        spelled = unicodedata.name(char, "")
        return (
            spelled.startswith(("LATIN", "FULLWIDTH LATIN", "CJK", "KANGXI", "IDEOGRAPHIC")) or char in "々〇"
        )
    return kind[0] in "NPS" or char == " "


def _sounds_reserved(name: str) -> bool:
    plain = fold(name)
    words = {
        *_BETWEEN.split(plain),
        *re.split(r"[._-]+", plain.translate(_DISGUISES)),
        _BETWEEN.sub("", plain),
    }
    return bool(words & RESERVED)


def _is_phone(name: str) -> bool:
    try:
        return bool(normalise_phone(name, landline=True))
    except RuleViolation:
        return False
