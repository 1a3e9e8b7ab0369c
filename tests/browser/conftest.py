"""A real browser against a real server over the test's database."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext
from werkzeug.serving import make_server

from scripts.machine import find_chromium
from tests.support.walker import Walker

DESKTOP = {"width": 1200, "height": 900}
PHONE = {"width": 390, "height": 844}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's own Chromium."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": FLAGS}


@pytest.fixture
def server(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine; its address."""
    running = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{running.server_port}"
    running.shutdown()
    thread.join()


@pytest.fixture(params=["desktop", "phone"])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    """Both widths people read at."""
    return DESKTOP if request.param == "desktop" else PHONE


@pytest.fixture
def walker(browser: Browser, server: str, viewport: dict[str, int]) -> Iterator[Walker]:
    """Somebody walking through the pages, checked by axe at every step."""
    context: BrowserContext = browser.new_context(base_url=server, viewport=viewport, locale="zh-CN")
    yield Walker(context)
    context.close()


@pytest.fixture
def plain_walker(browser: Browser, server: str, viewport: dict[str, int]) -> Iterator[Walker]:
    """The same without JavaScript (and so without axe, which is a script)."""
    context = browser.new_context(
        base_url=server, viewport=viewport, locale="zh-CN", java_script_enabled=False
    )
    yield Walker(context, scripts=False)
    context.close()
