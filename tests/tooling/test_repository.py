"""Rules that hold for every file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Paths of one machine: they mean nothing in anybody else's checkout.
MACHINE_PATH = re.compile(rb"(?<![\w./<-])/(?:work|root|home/\w+|Users/\w+|mnt|opt)/[\w.]")


def _files() -> list[Path]:
    """What git holds, or would take in."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize(
    ("line", "found"), [(b"cd /mnt/x", True), (b"'/opt/y'", True), (b"docs/mnt/x", False)]
)
def test_the_pattern_finds_paths_of_one_machine(line: bytes, found: bool) -> None:
    assert bool(MACHINE_PATH.search(line)) is found


def test_no_file_names_a_path_of_one_machine() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is no list of the project's files")
    here = Path(__file__)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in _files()
        if path != here and "vendor" not in path.parts
        for number, line in enumerate(path.read_bytes().splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_the_migrations_have_one_head() -> None:
    """Two heads mean that two branches were merged without deciding which migration comes first."""
    versions = ROOT / "migrations" / "versions"
    texts = [path.read_text(encoding="utf-8") for path in versions.glob("*.py")]
    revisions = {
        name for text in texts for name in re.findall(r"^revision\b[^=]*= *['\"](\w+)['\"]", text, re.M)
    }
    parents = {
        name
        for text in texts
        for line in re.findall(r"^down_revision\b[^=]*= *(.+)$", text, re.M)
        for name in re.findall(r"['\"](\w+)['\"]", line)
    }
    assert len(revisions) == len(texts)
    assert len(revisions - parents) <= 1
