"""How money, days and times are written."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, gettext

from app.domain.money import format_yuan
from app.domain.names import mask_name, mask_phone
from app.domain.shares import shares
from app.foundation.clock import local, today


def money(fen: int | None) -> str:
    """¥1,234 or ¥1,234.50; an em dash for none."""
    return "—" if fen is None else f"¥{format_yuan(fen)}"


def yuan(fen: int | None) -> str:
    """1,234 or 1,234.50, for columns whose head names the unit."""
    return "—" if fen is None else format_yuan(fen)


def day(value: date | datetime | None) -> str:
    """2026-04-09, in the street's zone."""
    if value is None:
        return "—"
    return (local(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


def moment(value: datetime | None) -> str:
    """2026-04-09 14:30, in the street's zone."""
    return "—" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def short_day(value: date | datetime | None) -> str:
    """4月9日 in Chinese, 9 Apr in English; with its year where that is not this one."""
    if value is None:
        return "—"
    there = local(value).date() if isinstance(value, datetime) else value
    pattern = gettext("M月d日") if there.year == today().year else gettext("yyyy年M月d日")
    return str(format_date(there, pattern))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(money=money, yuan=yuan, date=day, datetime=moment, short_date=short_day)
    app.jinja_env.filters.update(mask_name=mask_name, mask_phone=mask_phone, shares=shares)
