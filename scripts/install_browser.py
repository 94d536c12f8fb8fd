"""Sees to it that the tests in tests/browser have a Chromium; tests/browser/chromium.py says where it looks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.browser.chromium import find_chromium, playwright_has_chromium

KIND_ANSWER = """
No Chromium was found and none could be installed, so the browser tests cannot run. Any of these helps:
  - Debian: sudo apt install chromium
  - Fedora: sudo dnf install chromium
  - elsewhere: install Google Chrome or Chromium
  - CHROMIUM=/path/to/the/program make test
Everything else is checked by: make lint types unit js
"""


def main() -> None:
    if find_chromium() or playwright_has_chromium():
        return
    if install_from_debian() or install_with_playwright():
        return
    sys.exit(KIND_ANSWER)


def install_from_debian() -> bool:
    """Debian's package brings the fonts and libraries it needs. Ubuntu's only points to a snap."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    print("Installing Debian's Chromium for the browser tests.", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", "-qq", *command], env=environment, stdin=subprocess.DEVNULL).returncode:
            return False
    return find_chromium() is not None


def install_with_playwright() -> bool:
    print("Downloading Playwright's Chromium for the browser tests.", flush=True)
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        finished = subprocess.run(command, stdin=subprocess.DEVNULL, timeout=300)
    except subprocess.TimeoutExpired:
        return False
    return finished.returncode == 0 and playwright_has_chromium()


if __name__ == "__main__":
    main()
