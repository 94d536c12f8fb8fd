"""Processor time: of a process with everything it has started, and of the others on this machine; Linux only."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_IDLE = (3, 4)
"""Among the numbers of /proc/stat: doing nothing, waiting for a disk."""


class Neighbors:
    """How many cores the others kept busy, from `watch` to its end: what a measurement suffered."""

    cores = 0.0

    def note(self) -> str:
        return f"Others on the machine kept {self.cores:.1f} of its {os.cpu_count()} cores busy meanwhile."


@contextmanager
def watch() -> Iterator[Neighbors]:
    neighbors = Neighbors()
    start, all_before, own_before = time.perf_counter(), _busy_seconds(), seconds_of_family(os.getpid())
    yield neighbors
    seconds = time.perf_counter() - start
    own = seconds_of_family(os.getpid()) - own_before
    neighbors.cores = max((_busy_seconds() - all_before - own) / seconds, 0.0)


def seconds_of_family(pid: int) -> float:
    """Of `pid`, all processes below it, and those of them that have ended."""
    return sum(_used(one, with_ended=True) for one in descendants(pid))


def seconds_used(pid: int) -> float:
    """In user and system mode; 0 for a process that is gone."""
    return _used(pid, with_ended=False)


def descendants(pid: int) -> list[int]:
    """`pid` and all processes below it."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        fields = _stat(int(entry.name))
        if fields:
            parents[int(entry.name)] = int(fields[1])
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _used(pid: int, with_ended: bool) -> float:
    fields = _stat(pid)
    times = fields[11:15] if with_ended else fields[11:13]
    return sum(int(field) for field in times) / _TICKS


def _stat(pid: int) -> list[str]:
    """The fields after the name: state, parent...; none for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _busy_seconds() -> float:
    first = Path("/proc/stat").read_text().splitlines()[0]
    times = [int(field) for field in first.split()[1:9]]
    return sum(value for place, value in enumerate(times) if place not in _IDLE) / _TICKS
