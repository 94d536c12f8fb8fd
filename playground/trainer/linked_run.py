"""A run as the web process holds it: its rows, its answers and what brings it back should its worker die.

The other half is worker.py. An acknowledged command stays in the journal until a checkpoint holds it.
"""

from __future__ import annotations

import asyncio
import logging
import struct
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final, cast

from playground.engine.errors import EngineError
from playground.trainer.backend import BackendError, Subscriber
from playground.trainer.link import Fields, LinkError
from playground.trainer.messages import MAX_MARKS, Message, MessageType, RunStatus, Start, View
from playground.trainer.row_log import RowLog

logger = logging.getLogger(__name__)
_ANSWERS_KEPT: Final = 256
_INTERNAL: Final = ("number", "at", "type", "run")
_STATUS: Final = frozenset(RunStatus.__annotations__)
_FRAME_STEP: Final = struct.Struct("<dd")

Send = Callable[[Mapping[str, Any], bytes], None]


@dataclass(slots=True)
class Entry:
    """A command that a worker may have to be told again."""

    number: int
    id: int
    page: str
    command: Mapping[str, Any]
    at: Mapping[str, Any] | None = None
    """Where it took effect; None until it is acknowledged."""


class LinkedRun:
    """A RunHandle over a link."""

    def __init__(self, run_id: str, start: Start, send: Send) -> None:
        self.run_id = run_id
        self.rows = RowLog(0, start.rows)
        self.points = b""
        self.newest_frame = b""
        self._num_losses = 0
        self._lost_at: tuple[int, int] | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._status: RunStatus | None = None
        self._start = start
        self._send = send
        self._number = 0
        self._num_kept = 0
        self._journal: list[Entry] = []
        self._answers: OrderedDict[tuple[str, int], Message | None] = OrderedDict()
        self._views: Sequence[View] | None = None
        self._window = (0, 0)
        self._subscribers: list[Subscriber] = []
        self._saving: asyncio.Future[Start] | None = None
        self._releasing: asyncio.Future[Start] | None = None

    # --- RunHandle

    @property
    def status(self) -> RunStatus:
        if self._status is None:
            raise BackendError("not_open")
        return self._status

    def send(self, command: Mapping[str, Any], id: int, page: str = "") -> None:
        key = (page, id)
        if key in self._answers:
            answer = self._answers[key]
            if answer is not None:
                self.tell(answer)
            return
        self._answers[key] = None
        if len(self._answers) > _ANSWERS_KEPT:
            self._answers.popitem(last=False)
        self._number += 1
        entry = Entry(self._number, id, page, command)
        try:
            self._send(self._command_fields(entry), b"")
        except LinkError:
            refusal = {"id": id, "field": "command", "code": "not_a_command", "params": {}}
            self._answer(entry, "refused", refusal)
            return
        self._journal.append(entry)

    def set_views(self, views: Sequence[View] | None) -> None:
        self._views = views
        self._send({"type": "views", "run": self.run_id, "views": self._view_fields()}, b"")

    def credit(self, frames: int, bytes: int) -> None:
        self._send({"type": "credit", "run": self.run_id, "frames": frames, "bytes": bytes}, b"")

    def restart_credit(self, frames: int, bytes: int) -> None:
        self._window = (frames, bytes)
        self._send({"type": "restart_credit", "run": self.run_id, "frames": frames, "bytes": bytes}, b"")

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        self._subscribers.append(subscriber)
        return lambda: self._subscribers.remove(subscriber) if subscriber in self._subscribers else None

    async def save(self) -> Start:
        if self._saving is None:
            self._saving = asyncio.get_running_loop().create_future()
            self._send({"type": "save", "run": self.run_id}, b"")
        return await asyncio.shield(self._saving)

    def kept(self) -> Start:
        speed = self._start.speed if self._status is None else self._status["speed"]
        return replace(self._start, speed=speed)

    # --- for the backend

    async def release(self) -> Start:
        """Asks the worker for the last checkpoint; it has left the run when this returns."""
        if self._releasing is None:
            self._releasing = asyncio.get_running_loop().create_future()
            self._send({"type": "release", "run": self.run_id}, b"")
        return await asyncio.shield(self._releasing)

    def open(self) -> None:
        """Tells a worker that has not got this run all that it needs: at first, and after a worker's death."""
        start = self._start
        fields: dict[str, Any] = {
            "type": "open", "run": self.run_id, "spec": start.spec, "speed": start.speed,
            "checkpoint_size": len(start.checkpoint), "commands": self._num_kept,
            "views": self._view_fields(), "credit": self._window,
        }  # fmt: skip
        if self._status is not None:
            answered = [entry for entry in self._journal if entry.at is not None]
            fields["until"] = {"run": self.rows.run_number, "rows": len(self.rows)}
            fields["replay"] = [
                {"number": entry.number, "id": entry.id, "command": entry.command, "at": entry.at}
                for entry in answered
            ]
        self._send(fields, start.checkpoint + start.rows if start.checkpoint else b"")
        for entry in self._journal:
            if entry.at is None:
                self._send(self._command_fields(entry), b"")
        for type, asked in (("save", self._saving), ("release", self._releasing)):
            if asked is not None:
                self._send({"type": type, "run": self.run_id}, b"")

    def note_loss(self) -> int:
        """Its worker has died while busy with it: how often now without coming further."""
        place = (self.rows.run_number, len(self.rows))
        self._num_losses = self._num_losses + 1 if place == self._lost_at else 1
        self._lost_at = place
        return self._num_losses

    def fail(self, code: str) -> None:
        """The run has ended by an error."""
        error = BackendError(code)
        for future in (self.opened, self._saving, self._releasing):
            if future is not None and not future.done():
                future.set_exception(error)
                future.exception()
        self.tell(Message("failed", {"code": code}))

    def tell(self, message: Message) -> None:
        for subscriber in tuple(self._subscribers):
            try:
                subscriber(message)
            except Exception:
                logger.exception("a subscriber of run %s has failed", self.run_id)

    def told(self, fields: Fields, body: bytes) -> None:
        """What the worker says about this run. Raises EngineError for what it cannot have said."""
        takers: dict[str, Callable[[Fields, bytes], None]] = {
            "opened": self._take_standing, "resumed": self._take_standing, "not_opened": self._take_not_opened,
            "ack": self._take_ack, "refused": self._take_refused, "state": self._take_state,
            "frame": self._take_frame, "rows": self._take_rows, "points": self._take_points,
            "checkpoint": self._take_checkpoint, "saved": self._take_saved, "released": self._take_released,
        }  # fmt: skip
        taker = takers.get(fields["type"])
        if taker is None:
            raise EngineError(f"a message of type {fields['type']}")
        taker(fields, body)

    # --- what the worker says

    def _take_standing(self, fields: Fields, _: bytes) -> None:
        was_open = self._status is not None
        self._status = cast(RunStatus, {name: fields[name] for name in _STATUS})
        if self.rows.run_number != self._status["run_number"]:
            self.rows = RowLog(self._status["run_number"], self._start.rows if not was_open else b"")
        self.rows.cut(self._status["num_rows"])
        if not self.opened.done():
            self.opened.set_result(None)
        if was_open:
            self._tell("resumed", {name: fields[name] for name in ("num_rows", "state", "step", "epoch")})

    def _take_not_opened(self, fields: Fields, _: bytes) -> None:
        if not self.opened.done():
            self.opened.set_exception(BackendError(fields["code"], fields["field"], fields["params"]))

    def _take_ack(self, fields: Fields, _: bytes) -> None:
        self._update_status(fields)
        if fields.get("new_run"):
            self.rows.begin(fields["run_number"])
        if "mark" in fields:
            self.status["marks"].append(fields["mark"])
            del self.status["marks"][:-MAX_MARKS]
        entry = self._entry(fields["number"])
        if entry is not None:
            entry.at = fields["at"]
        self._answer(entry, "ack", fields)

    def _take_refused(self, fields: Fields, _: bytes) -> None:
        entry = self._entry(fields["number"])
        if entry is not None:
            self._journal.remove(entry)
        self._answer(entry, "refused", fields)

    def _take_state(self, fields: Fields, _: bytes) -> None:
        self._update_status(fields)
        self._tell("state", fields)

    def _take_frame(self, _: Fields, body: bytes) -> None:
        self.newest_frame = body
        step, self.status["epoch"] = _FRAME_STEP.unpack_from(body, 16)
        self.status["step"] = int(step)
        self._tell("frame", {}, body)

    def _take_rows(self, _: Fields, body: bytes) -> None:
        first = len(self.rows)
        fresh = self.rows.append(body)
        if fresh:
            self.status["num_rows"] = len(self.rows)
            counts = {"run": self.rows.run_number, "first": first, "count": len(self.rows) - first}
            self._tell("rows", counts, fresh)

    def _take_points(self, _: Fields, body: bytes) -> None:
        self.points = body
        self._tell("points", {}, body)

    def _take_checkpoint(self, fields: Fields, body: bytes) -> None:
        self._keep(fields, body)
        self._tell("checkpoint", fields, body)

    def _take_saved(self, fields: Fields, body: bytes) -> None:
        self._keep(fields, body)
        if self._saving is not None and not self._saving.done():
            self._saving.set_result(self.kept())
        self._saving = None

    def _take_released(self, fields: Fields, body: bytes) -> None:
        self._keep(fields, body)
        if self._releasing is not None and not self._releasing.done():
            self._releasing.set_result(self.kept())

    def _keep(self, fields: Fields, checkpoint: bytes) -> None:
        rows = self.rows.to_bytes(fields["num_rows"])
        self._start = Start(self.status["spec"], self.status["speed"], checkpoint, rows)
        self._num_kept = fields["commands"]
        self._journal = [entry for entry in self._journal if entry.number > self._num_kept]

    # --- private

    def _update_status(self, fields: Fields) -> None:
        self.status.update(cast(RunStatus, {name: fields[name] for name in _STATUS & fields.keys()}))

    def _entry(self, number: int) -> Entry | None:
        return next((entry for entry in self._journal if entry.number == number), None)

    def _answer(self, entry: Entry | None, type: MessageType, fields: Fields) -> None:
        answer = Message(type, {name: value for name, value in fields.items() if name not in _INTERNAL})
        if entry is not None and (entry.page, entry.id) in self._answers:
            self._answers[entry.page, entry.id] = answer
        self.tell(answer)

    def _tell(self, type: MessageType, fields: Mapping[str, Any], body: bytes = b"") -> None:
        self.tell(
            Message(type, {name: value for name, value in fields.items() if name not in _INTERNAL}, body)
        )

    def _command_fields(self, entry: Entry) -> Fields:
        return {
            "type": "command", "run": self.run_id, "number": entry.number, "id": entry.id,
            "command": entry.command,
        }  # fmt: skip

    def _view_fields(self) -> list[dict[str, Any]] | None:
        return None if self._views is None else [asdict(view) for view in self._views]
