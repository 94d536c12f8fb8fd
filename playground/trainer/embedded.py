"""The default backend: workers of this machine, forked warm, replaced when they die.

`start` begins without waiting, before there is an event loop; everything else belongs to the loop.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from playground.engine.errors import EngineError
from playground.trainer.at_work import AtWork
from playground.trainer.backend import BackendError, BackendEvent, Capacity
from playground.trainer.link import Fields, TrainerLink
from playground.trainer.linked_run import LinkedRun
from playground.trainer.messages import Start
from playground.trainer.processes import WorkerStarter, workers_for

logger = logging.getLogger(__name__)
MAX_RUNS_PER_WORKER: Final = 200
MAX_LOSSES: Final = 3
"""A run whose workers die so often at the same place is what kills them."""
DRAIN_SECONDS: Final = 2.0
_SHORTEST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 10.0


class WorkerPlace:
    """One of the backend's workers, whichever process that is at the moment."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.connection: socket.socket | None = None
        self.link: TrainerLink | None = None
        self.runs: dict[str, LinkedRun] = {}
        self.at_work = AtWork()
        self.is_warm = False
        self.pid = 0
        self.num_stillborn = 0
        """Processes in a row that ended before they said hello."""


class EmbeddedBackend:
    """A TrainerBackend; `num_workers` processes, each with many runs."""

    def __init__(
        self, num_workers: int = 0, device: str = "cpu", max_runs_per_worker: int = MAX_RUNS_PER_WORKER,
        starter: WorkerStarter | None = None,
    ) -> None:  # fmt: skip
        self.num_workers = num_workers or max(os.cpu_count() or 1, 1)
        self._max_runs = max_runs_per_worker
        self._starter = starter or workers_for(device)
        self._places: list[WorkerPlace] = []
        self._homes: dict[str, WorkerPlace] = {}
        self._listeners: list[asyncio.Queue[BackendEvent]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._connecting: asyncio.Lock | None = None
        self._closing = False

    def start(self) -> None:
        """Begins to start the workers; waits for nothing. Raises OSError."""
        for number in range(len(self._places), self.num_workers):
            place = WorkerPlace(number)
            place.connection = self._starter.start_worker(place.at_work)
            self._places.append(place)

    async def connect(self) -> None:
        """Joins the workers to the running event loop; `ensure` does it too."""
        self._connecting = self._connecting or asyncio.Lock()
        async with self._connecting:
            self.start()
            for place in self._places:
                if place.link is None and place.connection is not None:
                    await self._join(place)

    # --- TrainerBackend

    async def ensure(self, run_id: str, start: Start) -> LinkedRun:
        if self._closing:
            raise BackendError("closing")
        await self.connect()
        run = self.find(run_id)
        if run is None:
            run = self._place_run(run_id, start)
        try:
            await asyncio.shield(run.opened)
        except BackendError:
            self._forget(run)
            raise
        return run

    def find(self, run_id: str) -> LinkedRun | None:
        home = self._homes.get(run_id)
        return None if home is None else home.runs.get(run_id)

    async def release(self, run_id: str) -> Start | None:
        run = self.find(run_id)
        if run is None:
            return None
        try:
            return await asyncio.wait_for(run.release(), DRAIN_SECONDS)
        except (TimeoutError, BackendError):
            return run.kept()
        finally:
            self._forget(run)

    def capacity(self) -> Capacity:
        num_warm = sum(place.is_warm for place in self._places)
        return Capacity(self.num_workers, num_warm, len(self._homes), self.num_workers * self._max_runs)

    async def events(self) -> AsyncIterator[BackendEvent]:
        queue: asyncio.Queue[BackendEvent] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)

    async def close(self) -> dict[str, Start]:
        self._closing = True
        run_ids = list(self._homes)
        starts = await asyncio.gather(*(self.release(run_id) for run_id in run_ids))
        for place in self._places:
            if place.link is not None:
                place.link.close()
            elif place.connection is not None:
                place.connection.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.get_running_loop().run_in_executor(None, self._starter.close)
        for place in self._places:
            place.at_work.close()
        self._places.clear()
        return {run_id: start for run_id, start in zip(run_ids, starts, strict=True) if start is not None}

    # --- workers

    def worker_pids(self) -> list[int]:
        """The processes that have said hello."""
        return [place.pid for place in self._places if place.pid]

    async def _join(self, place: WorkerPlace) -> None:
        connection, place.connection = place.connection, None
        assert connection is not None
        place.link = await TrainerLink.connect(
            connection, lambda fields, body: self._told(place, fields, body), lambda: self._lost(place)
        )

    def _told(self, place: WorkerPlace, fields: Fields, body: bytes) -> None:
        if fields["type"] == "hello":
            place.is_warm, place.pid = bool(fields["is_warm"]), int(fields["pid"])
            self._happen(BackendEvent("worker_warm", place.number))
            return
        run = place.runs.get(str(fields.get("run")))
        if run is None:
            return
        if fields["type"] == "failed":
            self._fail(run, place, str(fields["code"]))
            return
        try:
            run.told(fields, body)
        except (EngineError, KeyError, TypeError, ValueError):
            logger.exception("worker %d said of run %s what it cannot mean", place.number, run.run_id)
            self._fail(run, place, "run_failed")

    def _lost(self, place: WorkerPlace) -> None:
        place.num_stillborn = 0 if place.pid else place.num_stillborn + 1
        place.link, place.is_warm, place.pid = None, False, 0
        if self._closing:
            return
        logger.warning("worker %d has died with %d runs", place.number, len(place.runs))
        self._happen(BackendEvent("worker_lost", place.number))
        for run in tuple(place.runs.values()):
            is_to_blame = place.at_work.is_noted(run.run_id) and run.note_loss() >= MAX_LOSSES
            if is_to_blame or place.num_stillborn >= MAX_LOSSES:
                self._fail(run, place, "worker_failed")
        place.at_work.note("")
        task = asyncio.get_running_loop().create_task(self._replace(place))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _replace(self, place: WorkerPlace) -> None:
        while place.connection is None:
            # One that has worked is replaced at once, one that cannot even start ever more slowly.
            await asyncio.sleep(min(place.num_stillborn**2 * _SHORTEST_PAUSE, _LONGEST_PAUSE))
            try:
                place.connection = self._starter.start_worker(place.at_work)
            except OSError:
                logger.exception("no new worker could be started")
                place.num_stillborn += 1
        await self._join(place)
        for run in tuple(place.runs.values()):
            run.open()

    # --- runs

    def _place_run(self, run_id: str, start: Start) -> LinkedRun:
        place = min(self._places, key=lambda place: len(place.runs))
        if len(place.runs) >= self._max_runs:
            raise BackendError("busy")

        def send(fields: Mapping[str, Any], body: bytes) -> None:
            if place.link is not None:
                place.link.send(fields, body)

        run = LinkedRun(run_id, start, send)
        place.runs[run_id] = run
        self._homes[run_id] = place
        run.open()
        return run

    def _forget(self, run: LinkedRun) -> None:
        if self.find(run.run_id) is run:
            del self._homes.pop(run.run_id).runs[run.run_id]

    def _fail(self, run: LinkedRun, place: WorkerPlace, code: str) -> None:
        self._forget(run)
        if place.link is not None:
            place.link.send({"type": "release", "run": run.run_id})
        run.fail(code)
        self._happen(BackendEvent("run_failed", place.number, run.run_id))

    def _happen(self, event: BackendEvent) -> None:
        for queue in self._listeners:
            queue.put_nowait(event)
