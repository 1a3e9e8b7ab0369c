"""The files of the demo street, read as dates, fen and lists; days can be shifted to the present."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from app.domain.money import parse_yuan
from app.foundation.clock import ZONE

DATA = Path(__file__).parent / "data"
Row = Mapping[str, str]


class DemoError(RuntimeError):
    """A file of the demo breaks a rule; the message names the record."""


@dataclass(frozen=True)
class Source:
    """The demo files, every day moved by ``shift_days`` (whole weeks, so that workdays stay workdays)."""

    shift_days: int = 0

    @classmethod
    def shifted_to(cls, today: date) -> Source:
        """The demo as if its last day had been in the week before ``today``."""
        weeks = (today - cls().as_of).days // 7
        return cls(weeks * 7)

    @cached_property
    def street(self) -> Mapping[str, Any]:
        return _read_yaml("street")

    @cached_property
    def allocations(self) -> Mapping[str, Mapping[str, Any]]:
        """The rounds that preview next year's projects, by their ids."""
        rounds = (self.street["allocation_round"], _read_yaml("preview"))
        return {str(each["id"]): each for each in rounds}

    def rows(self, name: str) -> Sequence[Row]:
        """The rows of ``name``.csv."""
        with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def as_of(self) -> date:
        """The day the demo's history has reached."""
        return self.day(str(self.street["as_of"]))

    @property
    def year(self) -> int:
        return self.as_of.year

    def day(self, text: str) -> date:
        return date.fromisoformat(text) + timedelta(days=self.shift_days)

    def optional_day(self, text: str) -> date | None:
        return self.day(text) if text else None

    def moment(self, text: str) -> datetime:
        """A moment from "2026-09-07 09:00" or an ISO time."""
        parsed = datetime.fromisoformat(text)
        there = parsed if parsed.tzinfo else parsed.replace(tzinfo=ZONE)
        return there + timedelta(days=self.shift_days)


def _read_yaml(name: str) -> Mapping[str, Any]:
    with (DATA / f"{name}.yaml").open(encoding="utf-8") as file:
        return dict(yaml.safe_load(file))


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day in the street's zone."""
    return datetime.combine(day, time(hour, minute), ZONE)


def fen(yuan: str) -> int:
    """Fen from the yuan of a file."""
    return parse_yuan(yuan)


def listed(cell: str) -> list[str]:
    """The parts of a cell that holds a list."""
    return [part for part in cell.split(";") if part]
