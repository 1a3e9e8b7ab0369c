"""Names and telephone numbers: keys to compare them by, one form to keep them in, and masks to show them."""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import RuleViolation
from app.domain.text import HAN, fold

_MIDDLE_DOTS = str.maketrans(dict.fromkeys("•‧∙⋅・", "·"))
_GAP_BETWEEN_HAN = re.compile(rf"(?<=[{HAN}]) (?=[{HAN}])")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))([2-8][0-9]{6,7})")
_COUNTRY_CODE = re.compile(r"^(?:(?:\+|00)86|86(?=1[3-9][0-9]{9}$))")
_PUNCTUATION = re.compile(r"[\s()]+|(?<!^)[‐–—-]+")


def comparison_key(name: str) -> str:
    """A key under which two spellings of one name are equal; keep the original for display.

    Folds compatibility forms (NFKC), case, invisible characters, the middle dot's look-alikes, runs of
    spaces, and the space an office puts between the characters of a two-character name. Variant characters
    (張 and 张, 〇 and ○) stay different.
    """
    spaced = " ".join(fold(name).split())
    return _GAP_BETWEEN_HAN.sub("", spaced).translate(_MIDDLE_DOTS)


def mask_name(name: str) -> str:
    """Show the first character and one star whatever the length: "王*"."""
    shown = name.strip()
    return f"{shown[0]}*" if shown else ""


def mask_phone(phone: str) -> str:
    """Show the first three and the last four digits ("138****1234"); nothing of a shorter number."""
    digits = re.sub(r"[^0-9]", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else "****"


def normalise_phone(value: str | int | float, *, landline: bool = False) -> str:
    """A mobile number of mainland China as eleven digits, however a form or a spreadsheet gives it.

    Full-width digits, spaces, hyphens, brackets, +86 and a trailing ".0" are folded. With ``landline``, a
    fixed line with its area code is taken too, as "010-12345678". Raises ``RuleViolation`` ``phone.format``.
    """
    text = unicodedata.normalize("NFKC", str(value))
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    digits = _COUNTRY_CODE.sub("", _PUNCTUATION.sub("", text).removesuffix(".0"), count=1)
    if _MOBILE.fullmatch(digits):
        return digits
    fixed = _LANDLINE.fullmatch(digits) if landline else None
    if fixed is None:
        raise RuleViolation("phone.format", field="phone")
    return f"{fixed[1]}-{fixed[2]}"
