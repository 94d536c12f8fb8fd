"""The processes of this machine's workers: forked from one that is warm, or each started by itself."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final, Protocol

import playground.trainer
from playground.trainer.at_work import AtWork

_PRELOAD: Final = "playground.trainer.preload"


class WorkerStarter(Protocol):
    """Makes worker processes."""

    def start_worker(self, at_work: AtWork) -> socket.socket:
        """A new worker's link; it need not be ready yet. It writes to `at_work`. Raises OSError."""

    def close(self) -> None:
        """No more workers; those that live end with their links."""


class ForkedWorkers:
    """Asks a process that has loaded everything to fork (preload.py); makes that process again if it is gone."""

    def __init__(self, device: str = "cpu") -> None:
        self._device = device
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def start_worker(self, at_work: AtWork) -> socket.socket:
        if self._process is None or self._process.poll() is not None:
            self._start_process()
        ours, theirs = socket.socketpair()
        with theirs:
            assert self._orders is not None
            try:
                socket.send_fds(self._orders, [b"w"], [theirs.fileno(), at_work.descriptor])
            except OSError:
                self._start_process()
                socket.send_fds(self._orders, [b"w"], [theirs.fileno(), at_work.descriptor])
        return ours

    def close(self) -> None:
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            try:
                self._process.wait(1)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _start_process(self) -> None:
        self.close()
        self._orders, theirs = socket.socketpair()
        with theirs:
            self._process = start_trainer_process([theirs.fileno()], self._device)


class SpawnedWorkers:
    """Each worker a process of its own that loads everything itself: where a GPU is used, and on macOS."""

    def __init__(self, device: str) -> None:
        self._device = device
        self._processes: list[subprocess.Popen[bytes]] = []

    def start_worker(self, at_work: AtWork) -> socket.socket:
        self._processes = [process for process in self._processes if process.poll() is None]
        ours, theirs = socket.socketpair()
        with theirs:
            self._processes.append(start_trainer_process([theirs.fileno(), at_work.descriptor], self._device))
        return ours

    def close(self) -> None:
        for process in self._processes:
            process.kill()
            process.wait()


def start_trainer_process(descriptors: list[int], device: str) -> subprocess.Popen[bytes]:
    """A Python that runs preload.py with these files open. Raises OSError."""
    root = str(Path(playground.trainer.__path__[0]).parent.parent)
    path = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-m", _PRELOAD, device, *map(str, descriptors)],
        pass_fds=descriptors,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"},
    )


def workers_for(device: str) -> WorkerStarter:
    """Forked where that is safe; `auto` takes the best device there is."""
    has_gpu = sys.platform != "linux" or Path("/dev/nvidia0").exists()
    if device == "auto" and not has_gpu:
        device = "cpu"
    return ForkedWorkers(device) if device == "cpu" and sys.platform == "linux" else SpawnedWorkers(device)
