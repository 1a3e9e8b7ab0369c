"""The real server, as ``make run`` starts it, on a free port of the loopback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.pages.views import KEY, Place

ROOT = Path(__file__).resolve().parents[3]
COMMAND = "-m gunicorn --bind 127.0.0.1:0 --worker-class gthread --threads 8 --log-level info wsgi:app"
LISTENING = re.compile(r"Listening at: http://127\.0\.0\.1:(\d+)")


@contextmanager
def served(place: Place) -> Iterator[int]:
    """A place behind gunicorn; gives the port. The first request waits until the application is there."""
    settings = {"DATABASE_URL": place.url, "INSTANCE_PATH": str(place.instance), "SECRET_KEY": KEY}
    process = subprocess.Popen(
        [sys.executable, *COMMAND.split()],
        cwd=ROOT,
        env={**os.environ, **settings, "LOG_LEVEL": "WARNING"},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield _port(process)
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _port(process: subprocess.Popen[str]) -> int:
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if found := LISTENING.search(line):
            return int(found[1])
    raise RuntimeError("".join(said))
