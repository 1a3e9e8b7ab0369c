"""Stops `make run` before its work when the port it would serve on is taken."""

from __future__ import annotations

import socket
import sys


def main(port: str) -> int:
    try:
        number = int(port)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", number))
    except (OSError, OverflowError, ValueError) as error:
        print(f"Port {port} cannot be used ({error}). Choose another: make run PORT=8001", file=sys.stderr)
        print(f"端口 {port} 不能使用。请换一个：make run PORT=8001", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
