"""Doing what a result page says: its files downloaded, their hashes compared, its commands run in a fresh process."""

from __future__ import annotations

import hashlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

ROOT = Path(__file__).resolve().parents[2]
HASH = re.compile(r"[0-9a-f]{64}")


def follow(client: FlaskClient, slug: str, folder: Path) -> str:
    """Follow "how to check" on the page of a counted round; what its second command answers.

    Fails where a printed hash is of no file, where the page names a file that is not there, or a command fails.
    """
    page = BeautifulSoup(client.get(f"/voting/{slug}").data, "html.parser")
    heading = page.find(string="怎么核对")
    assert heading is not None
    panel = heading.find_parent("section")
    assert panel is not None
    printed = HASH.findall("".join(code.get_text() for code in panel.select("code.num")))
    files = [_download(client, str(link["href"]), folder) for link in panel.select("a[href]")]
    assert printed == [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]
    sums, replay = (shlex.split(code.get_text()) for code in panel.select("details code"))
    assert sums == ["sha256sum", *(file.name for file in files)]
    assert replay[:3] == ["python", "-m", "app.domain.counting"]
    done = subprocess.run(
        [sys.executable, *replay[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The protocol holds")
    return done.stdout


def _download(client: FlaskClient, url: str, folder: Path) -> Path:
    answer = client.get(url)
    assert answer.status_code == 200, url
    file = folder / url.rsplit("/", 1)[-1]
    file.write_bytes(answer.data)
    return file
