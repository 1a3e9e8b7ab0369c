"""Finds the browser and the font that the tests need, or installs them with apt-get when root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from scripts import machine

ELSEWHERE = "        Other systems: Chromium or Chrome, and a Chinese font; CHROMIUM=/path names the browser."


def missing_packages() -> list[str]:
    """Debian's names of what is not here."""
    wanted = [] if machine.find_chromium() else ["chromium"]
    return wanted if machine.has_chinese_font() else [*wanted, "fontconfig", "fonts-noto-cjk"]


def can_install() -> bool:
    """Whether apt-get is here and we may use it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: list[str]) -> None:
    """Raises CalledProcessError when apt-get fails."""
    print(f"→ installing with apt-get: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", "-qq", *arguments], env=environment, stdout=subprocess.DEVNULL, check=True)


def main() -> int:
    missing = missing_packages()
    if missing and can_install():
        try:
            install(missing)
        except subprocess.CalledProcessError as error:
            print(f"apt-get failed: {error}", file=sys.stderr)
        missing = missing_packages()
    if missing:
        needed = " ".join(missing)
        print(f"MISSING {needed}. As root: apt-get install {needed}\n{ELSEWHERE}", file=sys.stderr)
        return 1
    print(f"→ browser: {machine.find_chromium()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
