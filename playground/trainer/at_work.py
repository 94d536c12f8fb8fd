"""Which run a worker is busy with, in memory that outlives the worker: so its death is laid at the right door."""

from __future__ import annotations

import mmap
import os
import tempfile
from typing import Final

_SIZE: Final = 256


class AtWork:
    """A few bytes that the worker writes before each act and the web process reads after its death."""

    def __init__(self, descriptor: int | None = None) -> None:
        """The one behind `descriptor`, else a new one. Raises OSError."""
        if descriptor is None:
            with tempfile.TemporaryFile() as file:
                file.truncate(_SIZE)
                self._memory = mmap.mmap(file.fileno(), _SIZE)
                self.descriptor = os.dup(file.fileno())
        else:
            self._memory = mmap.mmap(descriptor, _SIZE)
            self.descriptor = descriptor

    def note(self, run_id: str) -> None:
        """This run's turn begins; empty: nobody's."""
        name = run_id.encode()[: _SIZE - 1]
        self._memory[: len(name) + 1] = name + b"\0"

    def is_noted(self, run_id: str) -> bool:
        """Whether it was this run's turn when the worker died."""
        name = run_id.encode()[: _SIZE - 1]
        return self._memory[: len(name) + 1] == name + b"\0"

    def close(self) -> None:
        self._memory.close()
        os.close(self.descriptor)
