"""A backend without processes or torch: its runs obey commands at once and count epochs as a test asks them to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import numpy as np

from playground.engine.changes import SpecChange, begins_new_run, change_spec
from playground.engine.commands import (
    Pause,
    Play,
    Redo,
    Reset,
    SetSpeed,
    StepBatch,
    StepEpoch,
    Undo,
    parse_command,
)
from playground.engine.errors import SpecError
from playground.engine.frame import Frame, Section, encode_frame, encode_points, encode_rows
from playground.engine.spec import Spec, parse_spec, spec_to_dict
from playground.trainer.backend import BackendError, BackendEvent, Capacity, Subscriber
from playground.trainer.messages import Message, RunStatus, Start, View
from playground.trainer.reporter import address_of
from playground.trainer.row_log import RowLog

STEPS_PER_EPOCH = 25


class FakeRun:
    """A RunHandle whose training is arithmetic: the loss of epoch e is 1 / (1 + e)."""

    def __init__(self, run_id: str, start: Start) -> None:
        self.run_id = run_id
        self.spec = parse_spec(dict(start.spec)) if start.spec is not None else Spec()
        self.sent: list[tuple[Mapping[str, Any], int]] = []
        self.views: Sequence[View] | None = ()
        self.frames_left = 0
        self.bytes_left = 0
        self.newest_frame = b""
        self.rows = RowLog(1, start.rows)
        self.step = int(start.checkpoint or 0)
        self._before: list[Spec] = []
        self._after: list[Spec] = []
        self._answers: dict[tuple[str, int], Message] = {}
        self._subscribers: list[Subscriber] = []
        self._task: asyncio.Task[None] | None = None
        self.status: RunStatus = {
            "run_number": 1, "spec": spec_to_dict(self.spec), "address": address_of(self.spec),
            "structure": 0, "data_version": 1, "state": "ready", "speed": start.speed, "step": self.step,
            "epoch": self.step / STEPS_PER_EPOCH, "device": "cpu", "device_name": "test", "can_undo": False,
            "can_redo": False, "marks": [], "num_rows": len(self.rows), "num_train": 1, "num_test": 1,
        }  # fmt: skip
        self.points = encode_points(1, 1, [[1.0, 2.0, 1.0]], [[-1.0, -2.0, -1.0]])
        if not len(self.rows):
            self._add_row()

    # --- what RunHandle promises

    def send(self, command: Mapping[str, Any], id: int, page: str = "") -> None:
        if (page, id) in self._answers:
            self.tell(self._answers[page, id])
            return
        self.sent.append((command, id))
        try:
            fields = self._obey(command)
        except SpecError as error:
            refusal = {"id": id, "field": error.field, "code": error.message_code, "params": error.params}
            answer = Message("refused", refusal)
        else:
            answer = Message("ack", {"id": id, **fields})
        self._answers[page, id] = answer
        self.tell(answer)
        self.show()

    def set_views(self, views: Sequence[View] | None) -> None:
        self.views = views

    def credit(self, frames: int, bytes: int) -> None:
        self.frames_left += frames
        self.bytes_left += bytes

    def restart_credit(self, frames: int, bytes: int) -> None:
        self.frames_left, self.bytes_left = frames, bytes
        self.show()

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber)

    async def save(self) -> Start:
        return self.kept()

    def kept(self) -> Start:
        return Start(self.status["spec"], self.status["speed"], str(self.step).encode(), self.rows.to_bytes())

    # --- what a test asks for

    def tell(self, message: Message) -> None:
        """Any message, as if the worker had sent it."""
        for subscriber in list(self._subscribers):
            subscriber(message)

    def train(self, num_epochs: int = 1) -> None:
        for _ in range(num_epochs):
            self.step += STEPS_PER_EPOCH
            self._add_row()
            self.show()

    def show(self) -> None:
        """One frame, if a viewer wants it and has room."""
        if self.views is None or self.frames_left < 1:
            return
        row = np.frombuffer(self.rows.to_bytes()[-56:], "<f8")
        frame = Frame(
            run=self.status["run_number"], sequence=self.step, step=self.step, epoch=self.status["epoch"],
            phase="input", state=self.status["state"], structure=self.status["structure"],
            acknowledged=self.sent[-1][1] if self.sent else 0, epochs_per_second=60.0, learning_rate=0.03,
            num_rows=len(self.rows), data_version=1, sections=(Section("row", row),),
        )  # fmt: skip
        self.newest_frame = encode_frame(frame)
        self.credit(-1, -len(self.newest_frame))
        self.tell(Message("frame", {}, self.newest_frame))

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    # --- private

    def _obey(self, data: Mapping[str, Any]) -> dict[str, Any]:
        command = parse_command(dict(data))
        changed: dict[str, Any] = {}
        if isinstance(command, Play):
            self.status["state"] = "playing"
            self._task = self._task or asyncio.get_running_loop().create_task(self._play())
        elif isinstance(command, Pause | StepBatch | StepEpoch):
            self.stop()
            self.status["state"] = "paused"
            self.step += isinstance(command, StepBatch)
            self.train(isinstance(command, StepEpoch))
        elif isinstance(command, SetSpeed):
            self.status["speed"] = command.speed
        elif isinstance(command, Reset):
            changed = self._begin_again()
        elif isinstance(command, Undo | Redo):
            changed = self._go_back(command)
        elif isinstance(command, SpecChange):
            after = change_spec(self.spec, command)
            self._before.append(self.spec)
            self._after.clear()
            changed = self._use(after)
        self.status["can_undo"], self.status["can_redo"] = bool(self._before), bool(self._after)
        self.status["step"], self.status["epoch"] = self.step, self.step / STEPS_PER_EPOCH
        names = ("state", "speed", "can_undo", "can_redo")
        return {
            "step": self.step, "epoch": self.step / STEPS_PER_EPOCH, **{name: self.status[name] for name in names}
        } | changed  # fmt: skip

    def _use(self, spec: Spec) -> dict[str, Any]:
        again = self._begin_again() if begins_new_run(self.spec, spec) else {}
        self.spec = spec
        self.status["spec"], self.status["address"] = spec_to_dict(spec), address_of(spec)
        self.status["structure"] += 1
        return {name: self.status[name] for name in ("spec", "address", "structure")} | again

    def _go_back(self, command: Undo | Redo) -> dict[str, Any]:
        source, target = (
            (self._before, self._after) if isinstance(command, Undo) else (self._after, self._before)
        )
        if not source:
            raise SpecError("command", f"nothing_to_{command.name}")
        target.append(self.spec)
        return self._use(source.pop())

    def _begin_again(self) -> dict[str, Any]:
        self.stop()
        self.status["state"], self.step = "ready", 0
        self.status["run_number"] += 1
        self.rows.begin(self.status["run_number"])
        self._add_row()
        return {"new_run": True, "run_number": self.status["run_number"], "marks": [], "num_rows": 1}

    def _add_row(self) -> None:
        epoch = self.step / STEPS_PER_EPOCH
        loss = 1 / (1 + epoch)
        row = [float(len(self.rows)), float(self.step), epoch, loss, loss, 0.5, 0.5]
        packet = encode_rows(self.rows.run_number, [row])
        self.rows.append(packet)
        self.status["num_rows"], self.status["step"], self.status["epoch"] = len(self.rows), self.step, epoch
        fields = {"run": self.rows.run_number, "first": len(self.rows) - 1, "count": 1}
        self.tell(Message("rows", fields, packet))

    async def _play(self) -> None:
        while True:
            await asyncio.sleep(0.001)
            self.train()


class FakeBackend:
    """A TrainerBackend in memory."""

    def __init__(self, max_runs: int = 100) -> None:
        self.runs: dict[str, FakeRun] = {}
        self.max_runs = max_runs
        self._listeners: list[asyncio.Queue[BackendEvent]] = []

    async def ensure(self, run_id: str, start: Start) -> FakeRun:
        if run_id not in self.runs:
            if len(self.runs) >= self.max_runs:
                raise BackendError("busy")
            try:
                self.runs[run_id] = FakeRun(run_id, start)
            except SpecError as error:
                raise BackendError(error.message_code, error.field, error.params) from None
        return self.runs[run_id]

    def find(self, run_id: str) -> FakeRun | None:
        return self.runs.get(run_id)

    async def release(self, run_id: str) -> Start | None:
        run = self.runs.pop(run_id, None)
        if run is None:
            return None
        run.stop()
        return run.kept()

    def capacity(self) -> Capacity:
        return Capacity(num_workers=1, num_warm=1, num_runs=len(self.runs), max_runs=self.max_runs)

    async def events(self) -> AsyncIterator[BackendEvent]:
        queue: asyncio.Queue[BackendEvent] = asyncio.Queue()
        self._listeners.append(queue)
        try:
            while True:
                yield await queue.get()
        finally:
            self._listeners.remove(queue)

    def happen(self, event: BackendEvent) -> None:
        """An event, as if a worker had caused it."""
        for queue in self._listeners:
            queue.put_nowait(event)

    async def close(self) -> dict[str, Start]:
        return {run_id: start for run_id in list(self.runs) if (start := await self.release(run_id))}
