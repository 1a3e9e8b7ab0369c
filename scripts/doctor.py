"""`make doctor`: is everything here that `make run` and `make test` need?"""

from __future__ import annotations

import importlib.util
import shutil
import sys
from typing import NamedTuple

from scripts import machine

RUN, TEST = "make run", "make test"
DISK_NEEDED = 2 * 1024**3


class Check(NamedTuple):
    """One part of the machine; ``problem`` is None when all is well."""

    needed_by: str
    name: str
    problem: str | None
    remedy: str
    remedy_zh: str


def _needed_for_running() -> list[Check]:
    return [
        Check(
            RUN,
            "Python {}.{}.{}".format(*sys.version_info),
            None if sys.version_info >= (3, 11) else "older than 3.11",
            "Install Python 3.11 or newer (Debian, Ubuntu: apt-get install python3).",
            "安装 Python 3.11 或更新版本（Debian、Ubuntu：apt-get install python3）。",
        ),
        Check(
            RUN,
            "venv and pip",
            None if _has("venv") and (_has("ensurepip") or _has("pip")) else "not part of this Python",
            "Debian, Ubuntu: apt-get install python3-venv python3-pip.",
            "Debian、Ubuntu：apt-get install python3-venv python3-pip。",
        ),
        Check(
            RUN,
            "SQLite 3.38 or newer, with full-text search",
            machine.sqlite_problem(),
            "Use a Python with a newer SQLite that has FTS5 (Debian 12 and python.org have one).",
            "换用自带较新 SQLite 并含 FTS5 的 Python（Debian 12 和 python.org 的都可以）。",
        ),
        Check(
            RUN,
            "time zones",
            None if machine.has_time_zones() else "Asia/Shanghai is not known",
            "Debian, Ubuntu: apt-get install tzdata.",
            "Debian、Ubuntu：apt-get install tzdata。",
        ),
        Check(
            RUN,
            "disk space",
            None if shutil.disk_usage(".").free >= DISK_NEEDED else "less than 2 GB free",
            "Free at least 2 GB on this disk.",
            "在本磁盘上腾出至少 2 GB 空间。",
        ),
    ]


def _needed_for_testing() -> list[Check]:
    url = machine.postgres_url()
    return [
        Check(
            TEST,
            "Chromium",
            None if machine.find_chromium() else "not found",
            "Debian: apt-get install chromium; elsewhere Chromium or Chrome; CHROMIUM=/path names it.",
            "Debian：apt-get install chromium；其他系统请安装 Chromium 或 Chrome，可用 CHROMIUM 写明路径。",
        ),
        Check(
            TEST,
            "Chinese font",
            None if machine.has_chinese_font() else "none found",
            "Debian, Ubuntu: apt-get install fontconfig fonts-noto-cjk.",
            "Debian、Ubuntu：apt-get install fontconfig fonts-noto-cjk。",
        ),
        Check(
            TEST,
            "PostgreSQL",
            machine.postgres_problem(url),
            f"Start it, or set TEST_POSTGRES_URL (now {url}); without it the tests run on SQLite alone.",
            "请启动 PostgreSQL，或设置 TEST_POSTGRES_URL；没有时测试只在 SQLite 上运行。",
        ),
    ]


def _has(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def main() -> int:
    """1 when something is missing without which `make run` cannot work."""
    checks = [*_needed_for_running(), *_needed_for_testing()]
    for check in checks:
        if check.problem is None:
            print(f"OK       {check.name}")
            continue
        print(f"MISSING  {check.name}: {check.problem} (needed by {check.needed_by})")
        print(f"         {check.remedy}\n         {check.remedy_zh}")
    return int(any(check.problem for check in checks if check.needed_by == RUN))


if __name__ == "__main__":
    sys.exit(main())
