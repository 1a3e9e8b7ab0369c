"""What this machine has: each function looks, none changes anything."""

from __future__ import annotations

import glob
import os
import platform
import shutil
import socket
import sqlite3
import subprocess

POSTGRES_DEFAULT = "postgresql+psycopg://127.0.0.1:5432/postgres"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
CHROMIUM_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "~/.cache/ms-playwright/chromium-*/chrome-linux*/chrome",
)
SQLITE_MINIMUM = (3, 38, 0)


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome: ``CHROMIUM`` first, then the search path, then the usual places."""
    given = os.environ.get("CHROMIUM")
    if given:
        return shutil.which(given)
    on_path = [found for found in map(shutil.which, CHROMIUM_NAMES) if found]
    places = [path for place in CHROMIUM_PLACES for path in sorted(glob.glob(os.path.expanduser(place)))]
    return next((path for path in [*on_path, *places] if os.access(path, os.X_OK)), None)


def has_chinese_font() -> bool:
    """Whether a font with Chinese characters is installed; without one pages and PDF files show boxes."""
    if platform.system() == "Darwin":
        return True
    if not shutil.which("fc-list"):
        return False
    listing = subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, text=True, check=False)
    return bool(listing.stdout.strip())


def sqlite_problem() -> str | None:
    """Why the SQLite of this Python will not do, or None."""
    if sqlite3.sqlite_version_info < SQLITE_MINIMUM:
        return f"SQLite {sqlite3.sqlite_version} is too old"
    try:
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE t USING fts5(x)")
    except sqlite3.OperationalError:
        return f"SQLite {sqlite3.sqlite_version} has no FTS5"
    return None


def has_time_zones() -> bool:
    """Whether this machine knows the street's zone."""
    try:
        from zoneinfo import ZoneInfo

        ZoneInfo("Asia/Shanghai")
    except (ImportError, KeyError):
        return False
    return True


def postgres_url() -> str:
    """Where the tests look for PostgreSQL."""
    return os.environ.get("TEST_POSTGRES_URL") or POSTGRES_DEFAULT


def postgres_problem(url: str) -> str | None:
    """Why the tests cannot use the PostgreSQL at ``url``, or None.

    Before psycopg is installed only the default's port is tried.
    """
    try:
        import psycopg
    except ImportError:
        return _port_problem("127.0.0.1", 5432) if url == POSTGRES_DEFAULT else None
    query = "SELECT rolsuper OR rolcreatedb FROM pg_roles WHERE rolname = current_user"
    try:
        with psycopg.connect(url.replace("+psycopg", "", 1), connect_timeout=5) as connection:
            row = connection.execute(query).fetchone()
    except psycopg.Error as error:
        return str(error).strip().splitlines()[0]
    return None if row and row[0] else "the role may not create databases"


def _port_problem(host: str, port: int) -> str | None:
    try:
        socket.create_connection((host, port), timeout=2).close()
    except OSError as error:
        return str(error)
    return None
