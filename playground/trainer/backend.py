"""Where runs live, as the web process sees it: the interfaces that embedded.py and the tests' fake fulfil."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from playground.engine.errors import EngineError, Param
from playground.trainer.messages import Message, RunStatus, Start, View
from playground.trainer.row_log import RowLog

Subscriber = Callable[[Message], None]
"""Called in the event loop, in the order in which the worker spoke; returns at once and raises nothing."""


class BackendError(EngineError):
    """A run could not be opened: `busy` (no place), `closing`, `run_failed`, or the code of its SpecError."""

    def __init__(self, code: str, field: str = "", params: Mapping[str, Param] | None = None) -> None:
        super().__init__(f"{code} {field}".strip())
        self.code = code
        self.field = field
        self.params = dict(params or {})


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much room there is."""

    num_workers: int
    num_warm: int
    """Workers that have told us that they can train at once."""
    num_runs: int
    max_runs: int


@dataclass(frozen=True, slots=True)
class BackendEvent:
    """Something that concerns more than one run, or the log of the server."""

    type: Literal["worker_warm", "worker_lost", "run_failed"]
    worker: int
    run_id: str = ""


class RunHandle(Protocol):
    """One run, seen from the web process. Nothing here waits except `save`."""

    @property
    def run_id(self) -> str: ...

    @property
    def status(self) -> RunStatus:
        """What the welcome says, up to date with everything told to subscribers so far."""

    @property
    def rows(self) -> RowLog:
        """Every row of the run so far: `rows.packets(after_seq)` for a viewer that has some."""

    @property
    def points(self) -> bytes:
        """The newest DLPP packet."""

    @property
    def newest_frame(self) -> bytes:
        """The last DLPF packet that arrived, for a second viewer; empty before the first."""

    def send(self, command: Mapping[str, Any], id: int, page: str = "") -> None:
        """Asks for a command (a dict that `parse_command` takes). Answered by an `ack` or a `refused` with `id`.

        A repeat (an `id` that this `page` has sent before) does nothing but get its answer again, so a page that
        lost its line sends once more whatever was not answered.
        """

    def set_views(self, views: Sequence[View] | None) -> None:
        """What frames show from now on; header and newest row always. None: no frames at all (a hidden page)."""

    def credit(self, frames: int, bytes: int) -> None:
        """The viewer has room for so much more."""

    def restart_credit(self, frames: int, bytes: int) -> None:
        """A viewer has arrived (or returned): so much room, whatever was under way. It gets a frame at once."""

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        """Tells `subscriber` every message from now on; call what comes back to end it."""

    async def save(self) -> Start:
        """A start from which this run goes on, taken now between two steps. Raises BackendError."""

    def kept(self) -> Start | None:
        """The newest start at hand (at most 5 s of training old), without asking; None before the first."""


class TrainerBackend(Protocol):
    """Places runs on workers and keeps them alive. All calls belong to one event loop."""

    async def ensure(self, run_id: str, start: Start) -> RunHandle:
        """The run with this id: the one that lives, else a new one from `start`. Idempotent.

        Raises BackendError.
        """

    def find(self, run_id: str) -> RunHandle | None:
        """The run with this id if it lives."""

    async def release(self, run_id: str) -> Start | None:
        """Ends the run and gives the start from which `ensure` wakes it; None if there is no such run."""

    def capacity(self) -> Capacity: ...

    def events(self) -> AsyncIterator[BackendEvent]:
        """What happens from now on."""

    async def close(self) -> dict[str, Start]:
        """Ends everything (within 3 s) and gives the last start of every run that lived."""


_backend: list[TrainerBackend] = []


def use_backend(backend: TrainerBackend) -> None:
    """The one backend of this process from now on; server.py (or a test) says which."""
    _backend[:] = [backend]


def current_backend() -> TrainerBackend:
    """The backend of this process. Raises BackendError(`no_backend`) where none was started."""
    if not _backend:
        raise BackendError("no_backend")
    return _backend[0]
