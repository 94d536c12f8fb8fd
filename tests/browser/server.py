"""The real server in a process of its own, as a newcomer starts it; for the browser's tests and for bench/."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
START_SECONDS = 180  # a first start compiles the kernels; two busy cores take their time
STOP_SECONDS = 15
_NOT_OURS = {"DJANGO_SETTINGS_MODULE", "DEBUG", "SITE_URL", "TRUSTED_PROXY"}


class ServerError(Exception):
    """The server did not start or end as it should; the text holds its log."""


@contextmanager
def served_site(folder: Path, extra: Mapping[str, str] | None = None) -> Iterator[str]:
    """A fresh installation with its data in `folder`, warm and serving; gives its address, ends it by SIGTERM.

    Raises ServerError when it does not get ready, does not end, or has written a traceback into its log.
    """
    environment = fresh_environment(folder) | dict(extra or {})
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)
    log_path = folder / "server.log"
    with log_path.open("ab") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "playground.server"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    address = f"http://127.0.0.1:{environment['PORT']}"
    try:
        _wait_until_ready(address, server, log_path)
        yield address
    finally:
        server.terminate()
        stopped_by_itself = _ended_within(server, STOP_SECONDS)
    text = log_path.read_text(errors="replace")
    if "Traceback" in text:
        raise ServerError(text)
    if not stopped_by_itself:
        raise ServerError(f"the server was still there {STOP_SECONDS} s after SIGTERM:\n{text}")


def fresh_environment(folder: Path) -> dict[str, str]:
    """Settings of a fresh installation: its own data folder and a free port."""
    kept = {key: value for key, value in os.environ.items() if key not in _NOT_OURS}
    return kept | {
        "DATA_DIR": str(folder),
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "PYTHONUNBUFFERED": "1",
    }


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _wait_until_ready(address: str, server: subprocess.Popen[bytes], log_path: Path) -> None:
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
    raise ServerError(f"The server did not get ready.\n{log_path.read_text(errors='replace')}")


def _ended_within(server: subprocess.Popen[bytes], seconds: float) -> bool:
    try:
        server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
        return False
    return True
