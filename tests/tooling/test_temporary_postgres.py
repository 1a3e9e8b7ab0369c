"""The PostgreSQL of the tests' own: usable while the command runs, gone afterwards."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from scripts import temporary_postgres

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "scripts.temporary_postgres"]


@pytest.mark.slow
@pytest.mark.skipif(not temporary_postgres.find_server(), reason="no server of PostgreSQL is installed here")
def test_a_command_has_a_postgresql_of_its_own_that_is_gone_afterwards() -> None:
    inner = [sys.executable, "-c", "import scripts.postgres as p, sys; sys.exit(p.main() or 7)"]
    answer = subprocess.run([*COMMAND, *inner], cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 7, answer.stderr
    first, second = answer.stdout.splitlines()
    url = first.removeprefix("→ PostgreSQL for this run: ")
    assert second == f"→ PostgreSQL: {url}"
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(url.replace("+psycopg", ""))
