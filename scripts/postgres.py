"""Says whether the tests can use PostgreSQL, and what to do when they cannot."""

from __future__ import annotations

import sys

from scripts import machine

REMEDY = """\
    Set TEST_POSTGRES_URL to one where you may create databases, or have one for the tests alone:
    .venv/bin/python -m scripts.temporary_postgres make test"""


def main() -> int:
    url = machine.postgres_url()
    problem = machine.postgres_problem(url)
    if problem is None:
        print(f"→ PostgreSQL: {url}")
        return 0
    print(f"PostgreSQL is not usable at {url}: {problem}\n{REMEDY}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
