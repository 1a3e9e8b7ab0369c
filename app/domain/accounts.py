"""Bank accounts: how a number is written down and how it is shown."""

from __future__ import annotations

import re
import unicodedata

from app.domain.errors import RuleViolation

_NUMBER = re.compile(r"[0-9]{6,32}")


def account_number(text: str) -> str:
    """The digits of an account number, empty for none. Raises RuleViolation "bank.account"."""
    folded = unicodedata.normalize("NFKC", text)
    number = "".join(char for char in folded if not char.isspace() and char != "-")
    if number and not _NUMBER.fullmatch(number):
        raise RuleViolation("bank.account", field="bank_account")
    return number


def masked(number: str) -> str:
    """An account number as people may see it: its last four digits, none of a short one."""
    return f"•••• {number[-4:]}" if len(number) >= 8 else "••••" if number else ""
