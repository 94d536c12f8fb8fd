"""The trainer's workers under the server that these tests have started; Linux tells of them in /proc."""

import os
from pathlib import Path

PRELOAD = b"playground.trainer.preload"


def worker_processes() -> list[int]:
    """Process ids of the workers: what the preloading process has forked."""
    parents = {pid: parent for pid, parent in _parents().items() if PRELOAD in _command(pid)}
    return [pid for pid, parent in parents.items() if parent in parents and _is_ours(pid)]


def _parents() -> dict[int, int]:
    """The parent of every process of this machine."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # The name in parentheses may hold anything, spaces too.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has ended meanwhile
            parents[int(folder.name)] = int(fields[1])
    return parents


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _is_ours(pid: int) -> bool:
    parents = _parents()
    while pid in parents:
        pid = parents[pid]
        if pid == os.getpid():
            return True
    return False
