"""How money, days and times are written."""

from __future__ import annotations

from datetime import date, datetime

from flask import Flask
from flask_babel import gettext

from app.domain.money import format_yuan
from app.domain.names import mask_name, mask_phone
from app.foundation.clock import local


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
    """4月9日 in Chinese, 9 Apr in English."""
    if value is None:
        return "—"
    there = local(value) if isinstance(value, datetime) else value
    return str(gettext("%(month)s月%(day)s日", month=there.month, day=there.day))


def init_app(app: Flask) -> None:
    app.jinja_env.filters.update(money=money, yuan=yuan, date=day, datetime=moment, short_date=short_day)
    app.jinja_env.filters.update(mask_name=mask_name, mask_phone=mask_phone)
