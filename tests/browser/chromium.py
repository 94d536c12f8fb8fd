"""Where a Chromium for the tests is, and how it is started; conftest.py and scripts/install_browser.py ask here."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")

# Without these a browser looks for updates and for the maker's hosts at every start.
QUIET_ARGUMENTS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
]


def find_chromium() -> str | None:
    """The program named by CHROMIUM, or the first on the PATH that answers; None leaves it to Playwright's own."""
    candidates = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else list(NAMES)
    for name in candidates:
        path = shutil.which(name)
        if path and answers(path):
            return path
    return None


def answers(path: str) -> bool:
    """False for a name that leads nowhere, such as Ubuntu's chromium before its snap is installed."""
    command = [path, "--version", "--no-sandbox"]
    try:
        finished = subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return finished.returncode == 0


def playwright_has_chromium() -> bool:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path).exists()


def launch_arguments() -> list[str]:
    """Chromium refuses its sandbox to root, as in a container."""
    return [*QUIET_ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else QUIET_ARGUMENTS
