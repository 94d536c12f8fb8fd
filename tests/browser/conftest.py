"""The real server in a process of its own and the system's Chromium, for stories told as a visitor lives them."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.chromium import find_chromium, launch_arguments

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 120  # a first start compiles the kernels; two busy cores take their time
STOP_SECONDS = 15


@pytest.fixture(scope="session")
def server_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of a fresh installation: its own data folder, and no settings module of the unit tests."""
    ours = {"DJANGO_SETTINGS_MODULE", "DEBUG", "SITE_URL", "TRUSTED_PROXY"}
    environment = {key: value for key, value in os.environ.items() if key not in ours}
    return environment | {
        "DATA_DIR": str(tmp_path_factory.mktemp("data")),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def base_url(server_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the running server: `page.goto("/es/")` is relative to it. Ends it as Ctrl-C's cousin does."""
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=server_environment, check=True)
    log_path = tmp_path_factory.mktemp("server") / "server.log"
    address = f"http://127.0.0.1:{server_environment['PORT']}"
    with log_path.open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "playground.server"],
            cwd=ROOT,
            env=server_environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_until_ready(address, server, log_path)
        yield address
    finally:
        server.terminate()
        stopped_by_itself = ended_within(server, STOP_SECONDS)
    text = log_path.read_text(errors="replace")
    assert "Traceback" not in text, text
    assert stopped_by_itself, f"the server was still there {STOP_SECONDS} s after SIGTERM:\n{text}"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def wait_until_ready(address: str, server: subprocess.Popen[bytes], log_path: Path) -> None:
    """Waits until pages are served and the trainer is warm."""
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if b"ready" in answer.read():
                    return
        except (urllib.error.URLError, OSError):
            pass  # not listening yet
        time.sleep(0.1)
    pytest.fail(f"The server did not get ready.\n{log_path.read_text(errors='replace')}")


def ended_within(server: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return False
    return True


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    chosen = {"executable_path": path} if (path := find_chromium()) else {}
    return browser_type_launch_args | chosen | {"args": launch_arguments()}


@pytest.fixture(autouse=True)
def clean(context: BrowserContext) -> Iterator[list[str]]:
    """Fails a test when any of its pages reports an error: an exception, a refused policy, a missing file.

    A test that provokes one on purpose takes it out of the list.
    """
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(f"uncaught: {error.error}"))
    context.on(
        "console", lambda line: line.type == "error" and problems.append(f"{line.text} {line.location}")
    )
    yield problems
    assert not problems, "\n".join(problems)
