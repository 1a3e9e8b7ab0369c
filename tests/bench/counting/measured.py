"""A process started fresh, with its time and its memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.domain.counting.elections import ROOT


@dataclass(frozen=True, slots=True)
class Measured:
    """Wall-clock and processor seconds from start to end (Python and imports included), peak memory, and the output."""

    seconds: float
    processor: float
    megabytes: float
    result: Any


def run(command: Sequence[str | Path]) -> Measured:
    """Run a command that prints JSON."""
    timed = [sys.executable, Path(__file__).with_name("timed.py"), sys.executable, *command]
    done = subprocess.run([str(word) for word in timed], cwd=ROOT, capture_output=True, text=True, check=True)
    figures = json.loads(done.stderr.splitlines()[-1])
    assert figures["status"] == 0, done.stderr
    return Measured(figures["seconds"], figures["processor"], figures["megabytes"], json.loads(done.stdout))


def best(command: Sequence[str | Path], times: int = 3) -> Measured:
    """The fastest of several runs: what the machine can do when nothing else disturbs it."""
    return min((run(command) for _ in range(times)), key=lambda one: one.seconds)


def ours(file: Path, *options: str) -> list[str | Path]:
    """Our own command."""
    return ["-m", "app.domain.counting", file, *options, "--json"]


def reference(file: Path, rule: str) -> list[str | Path]:
    """The same by pabutools."""
    return [Path(__file__).with_name("reference.py"), file, rule]
