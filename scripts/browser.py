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


def install(packages: list[str]) -> bool:
    """Whether apt-get installed them; its own words are shown only when it failed."""
    print(f"→ installing with apt-get: {' '.join(packages)}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *packages]):
        command = ["apt-get", "-qq", *arguments]
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if answer.returncode:
            print(f"{' '.join(command)} failed:\n{answer.stderr.strip()}", file=sys.stderr)
            return False
    return True


def main() -> int:
    missing = missing_packages()
    if missing and can_install() and install(missing):
        missing = missing_packages()
    if missing:
        needed = " ".join(missing)
        print(f"MISSING {needed}. As root: apt-get install {needed}\n{ELSEWHERE}", file=sys.stderr)
        return 1
    print(f"→ browser: {machine.find_chromium()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
