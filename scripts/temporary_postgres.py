"""Runs a command beside a PostgreSQL of its own: `python -m scripts.temporary_postgres make test`.

It listens on 127.0.0.1 alone, trusts whoever connects from this machine, does not wait for the disk,
and is gone afterwards. A PostgreSQL that already runs here is left as it is. For root, apt-get installs
one if needed.
"""

from __future__ import annotations

import getpass
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.browser import can_install, install

SPEED = ("fsync", "synchronous_commit", "full_page_writes")


def find_server() -> str | None:
    """The folder with ``initdb`` and ``pg_ctl``: Debian's newest, else the one on the path."""
    debian = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: float(path.split("/")[4]))
    found = debian[-1] if debian else shutil.which("initdb")
    return os.path.dirname(found) if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def server(binaries: str) -> Iterator[str]:
    """Yields the URL for SQLAlchemy of a new cluster; the current account is its superuser.

    The server refuses to run as root, so for root it runs as the account that its package made.
    """
    owner = "postgres" if os.geteuid() == 0 else None
    role, port = getpass.getuser(), _free_port()
    home = tempfile.mkdtemp(prefix="yishiting-postgres-")
    if owner:
        os.chown(home, pwd.getpwnam(owner).pw_uid, -1)

    def call(tool: str, *arguments: str) -> None:
        command = [os.path.join(binaries, tool), *arguments]
        subprocess.run(command, user=owner, cwd="/", stdout=subprocess.DEVNULL, check=True)

    data = os.path.join(home, "data")
    speed = " ".join(f"-c {name}=off" for name in SPEED)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {home} {speed}"
    try:
        call("initdb", "-D", data, "-U", role, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        call("pg_ctl", "-D", data, "-w", "-l", os.path.join(home, "log"), "-o", options, "start")
        try:
            yield f"postgresql+psycopg://{role}@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if not find_server() and can_install():
        install(["postgresql"])
    binaries = find_server()
    if not binaries:
        print("MISSING the server of PostgreSQL. As root: apt-get install postgresql", file=sys.stderr)
        return 1
    with server(binaries) as url:
        print(f"→ PostgreSQL for this run: {url}", flush=True)
        return subprocess.run(command, env={**os.environ, "TEST_POSTGRES_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
