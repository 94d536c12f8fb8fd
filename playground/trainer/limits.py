"""What a trainer's process asks of its system: to end with its parent, to yield to others, to take only so much."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Final

NICENESS: Final = 5
MORE_MEMORY: Final = 3 * 1024**3
"""Address space that a worker may take on top of what its libraries have taken."""
LARGEST_FILE: Final = 64 * 1024**2
MOST_FILES: Final = 64
_SET_PARENT_DEATH_SIGNAL: Final = 1


def leave_signals_to_the_server() -> None:
    """Ctrl-C and a service's stop reach the whole group; only the server answers them, and closes our link."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)


def end_with_parent(parent: int) -> None:
    """Killed when the process that started this one is gone (Linux; elsewhere the link's end does it)."""
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        # It was gone before we asked.
        os._exit(0)


def limit_resources() -> None:
    """Nice, no core files, small files, few of them, and a bounded address space."""
    os.nice(NICENESS)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, LARGEST_FILE)
    _lower(resource.RLIMIT_NOFILE, MOST_FILES)
    taken = _address_space()
    if taken:
        _lower(resource.RLIMIT_AS, taken + MORE_MEMORY)


def _lower(kind: int, value: int) -> None:
    soft, hard = resource.getrlimit(kind)
    if soft == resource.RLIM_INFINITY or soft > value:
        resource.setrlimit(kind, (value, hard))


def _address_space() -> int:
    """Bytes; 0 where the system does not tell."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return 0
    return int(status.read_text().split()[0]) * resource.getpagesize()
