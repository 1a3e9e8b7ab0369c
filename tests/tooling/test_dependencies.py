"""What is installed is what was locked, and nothing is used that was not asked for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = (ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked_for(requirements: list[str]) -> set[str]:
    return {_normal(re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]) for requirement in requirements}


def _entries(lock: Path) -> Iterator[tuple[str, str]]:
    """Each requirement of a lock file with the lines that belong to it."""
    for block in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        yield block.split("==")[0].split("[")[0], block


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_requirement_is_exact_and_has_hashes(lock: Path) -> None:
    entries = dict(_entries(lock))
    assert len(entries) > 20
    for block in entries.values():
        assert re.match(
            r"[a-z0-9.\-\[\]]+==[^ ;]+( ; [^\\]+)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\\n|$))+$", block
        )


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_says_what_and_never_where_from(lock: Path) -> None:
    assert not re.search(r"://|--(extra-)?index|--find-links|--trusted| @ ", lock.read_text(encoding="utf-8"))


def test_the_locks_hold_everything_that_the_project_asks_for() -> None:
    base, dev = ({_normal(name) for name, _ in _entries(lock)} for lock in LOCKS)
    assert _asked_for(PROJECT["project"]["dependencies"]) <= base
    groups = PROJECT["dependency-groups"]
    assert _asked_for(groups["dev"] + groups["oracle"]) <= dev


def test_the_tests_run_on_the_very_versions_that_are_served() -> None:
    base, dev = LOCKS
    assert set(_entries(base)) <= set(_entries(dev))


def test_the_gpl_oracles_are_not_installed_for_running() -> None:
    assert not _asked_for(PROJECT["dependency-groups"]["oracle"]) & {name for name, _ in _entries(LOCKS[0])}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def test_the_application_imports_only_what_it_asks_for() -> None:
    owners = packages_distributions()
    # What Flask, SQLAlchemy and their extensions document as theirs to import.
    allowed = _asked_for(PROJECT["project"]["dependencies"]) | {
        "alembic",
        "babel",
        "click",
        "jinja2",
        "markupsafe",
        "werkzeug",
    }
    used = {(name, path) for path in (ROOT / "app").rglob("*.py") for name in _imports(path)}
    foreign = {(name, path) for name, path in used if name not in sys.stdlib_module_names and name != "app"}
    assert foreign
    unasked = sorted(
        f"{path.relative_to(ROOT)}: {name}"
        for name, path in foreign
        if not {_normal(owner) for owner in owners.get(name, [])} & allowed
    )
    assert unasked == []
