"""A run that somebody looks at, or did a moment ago: its viewers, its driver, and the trainer's half of it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from playground.live.command_queue import CommandQueue
from playground.live.limits import TokenBucket
from playground.live.messages import MAX_ID, CommandMessage, Credit, Hello
from playground.live.viewer import Viewer
from playground.trainer.backend import RunHandle, TrainerBackend
from playground.trainer.messages import Message, Start

SAVE_PLAYING_SECONDS = 30
SAVE_PAUSED_SECONDS = 2
OWN_PAGE = ""
OWN_IDS = MAX_ID + 1
"""The page and the first id of the commands that the server gives by itself."""


class OpenRun:
    """Wakes by `wake`, falls asleep by `sleep`; in between the trainer holds it and `handle` is there."""

    def __init__(self, run_id: str, visitor: str, address: str, backend: TrainerBackend) -> None:
        self.run_id = run_id
        self.visitor = visitor
        self.address = address
        self.handle: RunHandle | None = None
        self.viewers: list[Viewer] = []
        self.driver: Viewer | None = None
        self.lock = asyncio.Lock()
        self.touched_at = self.left_at = self.saved_at = time.monotonic()
        self.needs_saving = False
        self.start = Start()
        """From where it wakes; up to date while it sleeps."""
        self._backend = backend
        self._unsubscribe: Callable[[], None] | None = None
        self._waiting: list[CommandMessage] = []
        self._next_id = OWN_IDS

    # --- asleep and awake

    async def wake(self) -> RunHandle:
        """Raises BackendError."""
        if self.handle is None:
            handle = await self._backend.ensure(self.run_id, self.start)
            self._unsubscribe = handle.subscribe(self._hear)
            self.handle = handle
            self.start = Start()
            self.touched_at = time.monotonic()
            self._choose_frames()
        return self.handle

    async def sleep(self) -> None:
        """Gives the trainer's place back; the run stands paused when it wakes."""
        handle = self.handle
        if handle is None:
            return
        if handle.status["state"] == "playing":
            self.command_from_server({"name": "pause"})
        start = await self._backend.release(self.run_id)
        self.let_go()
        self.start = start or handle.kept() or Start(handle.status["spec"], handle.status["speed"])
        self.needs_saving = is_worth_keeping(handle)

    def let_go(self) -> None:
        """The trainer has this run no more."""
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._unsubscribe = self.handle = None

    def start_to_save(self) -> Start | None:
        """What to write to disk now: the newest start at hand."""
        if self.handle is None:
            return self.start
        return self.handle.kept() if is_worth_keeping(self.handle) else None

    def last_start(self, ended: Mapping[str, Start]) -> Start | None:
        """What to write when the server ends; `ended` has what the trainer gave for its runs."""
        if self.handle is None:
            return self.start if self.needs_saving else None
        return ended.get(self.run_id) or self.handle.kept() if is_worth_keeping(self.handle) else None

    def is_due(self, now: float) -> bool:
        """Whether its file is too old."""
        if not self.needs_saving:
            return False
        playing = self.handle is not None and self.handle.status["state"] == "playing"
        return now - self.saved_at >= (SAVE_PLAYING_SECONDS if playing else SAVE_PAUSED_SECONDS)

    # --- viewers

    def attach(self, viewer: Viewer, bucket: TokenBucket, welcome: Mapping[str, Any], hello: Hello) -> None:
        """A page has arrived and gets all that it lacks. It drives unless it may only watch."""
        handle = self.handle
        assert handle is not None
        if viewer.mode == "drive":
            if self.driver is not None:
                self.driver.close(4012)
                self.detach(self.driver)
            self.driver = viewer
            viewer.commands = CommandQueue(bucket, self._send, self._refuse)
        self.viewers.append(viewer)
        self.touched_at = time.monotonic()
        viewer.tell({**welcome, **describe(handle)})
        viewer.tell_bytes(handle.points)
        viewer.skip_to_row(rows_known(hello, handle))
        viewer.tell_rows(handle.rows)
        if handle.newest_frame and viewer is not self._pacer():
            viewer.show(handle.newest_frame)
        self._choose_frames()

    def detach(self, viewer: Viewer) -> None:
        """The page's socket is closed; the run goes on."""
        if viewer not in self.viewers:
            return
        self.viewers.remove(viewer)
        if viewer.commands is not None:
            viewer.commands.close()
        if viewer is self.driver:
            self.driver = None
        if not self.viewers:
            self.left_at = time.monotonic()
        self._choose_frames()

    def tell_all(self, message: Mapping[str, Any]) -> None:
        for viewer in self.viewers:
            viewer.tell(message)

    # --- what a page asks for

    def take_command(self, message: CommandMessage) -> bool:
        """Gives a command of the driver to the trainer; False: it waits, because the run sleeps."""
        self.touched_at = time.monotonic()
        if self.handle is None:
            self._waiting.append(message)
            return False
        if self.driver is not None and self.driver.commands is not None:
            self.driver.commands.put(message)
        return True

    def end_waiting(self, problem: str = "") -> None:
        """The run is awake, or could not be woken: what waited for that is sent or refused."""
        waiting, self._waiting = self._waiting, []
        for message in waiting:
            if problem:
                self._refuse(message.id, problem)
            else:
                self.take_command(message)

    def take_credit(self, viewer: Viewer, credit: Credit) -> None:
        frames, num_bytes = viewer.refill(credit.frames, credit.bytes)
        if self.handle is not None and viewer is self._pacer() and (frames or num_bytes):
            self.handle.credit(frames, num_bytes)

    def take_views(self, viewer: Viewer, views: list[Any]) -> None:
        viewer.views = views
        if self.handle is not None and viewer is self._pacer():
            self.handle.set_views(views)

    def take_visibility(self, viewer: Viewer, visible: bool) -> None:
        viewer.turn(visible)
        if self.handle is None:
            return
        if visible:
            viewer.tell_rows(self.handle.rows)
        self._choose_frames()
        if self.handle.newest_frame and viewer is not self._pacer():
            viewer.show(self.handle.newest_frame)

    def command_from_server(self, command: Mapping[str, Any]) -> None:
        if self.handle is not None:
            self.handle.send(command, self._next_id, OWN_PAGE)
            self._next_id += 1

    # --- private

    def _pacer(self) -> Viewer | None:
        """Whose credit and views the trainer follows: the driver's, or else those of the first who watches."""
        candidates = [self.driver, *self.viewers] if self.driver is not None else self.viewers
        return next((viewer for viewer in candidates if viewer.visible), None)

    def _choose_frames(self) -> None:
        """Tells the trainer for whom it draws from now on."""
        if self.handle is None:
            return
        pacer = self._pacer()
        self.handle.set_views(None if pacer is None else pacer.views)
        if pacer is not None:
            self.handle.restart_credit(*pacer.window.restart())

    def _send(self, message: CommandMessage) -> None:
        if self.handle is not None and self.driver is not None:
            self.handle.send(message.data, message.id, self.driver.page)

    def _refuse(self, number: int, code: str) -> None:
        if self.driver is not None:
            self.driver.tell(
                {"type": "refused", "id": number, "field": "command", "code": code, "params": {}}
            )

    def _hear(self, message: Message) -> None:
        """What the trainer tells of this run."""
        hear = getattr(self, f"_hear_{message.type}", None)
        if hear is not None:
            hear(message)
        else:
            self.tell_all(message.as_json())

    def _hear_frame(self, message: Message) -> None:
        pacer = self._pacer()
        for viewer in self.viewers:
            unsent = viewer.show(message.body)
            if unsent and viewer is pacer and self.handle is not None:
                self.handle.credit(1, unsent)

    def _hear_rows(self, message: Message) -> None:
        assert self.handle is not None
        for viewer in self.viewers:
            viewer.tell_rows(self.handle.rows, message.body, message.fields["first"])

    def _hear_points(self, message: Message) -> None:
        for viewer in self.viewers:
            viewer.tell_bytes(message.body)

    def _hear_checkpoint(self, message: Message) -> None:
        self.needs_saving = True

    def _hear_ack(self, message: Message) -> None:
        self._answer(message)

    def _hear_refused(self, message: Message) -> None:
        self._answer(message)

    def _answer(self, message: Message) -> None:
        """To the driver by the ids that it covers; to those who watch without one."""
        answer = message.as_json()
        number = message.fields["id"]
        if message.fields.get("new_run"):
            for viewer in self.viewers:
                viewer.skip_to_row(-1)
        for viewer in self.viewers:
            if message.type == "ack" and (viewer is not self.driver or number >= OWN_IDS):
                viewer.tell(answer | {"id": 0})
        if self.driver is not None and self.driver.commands is not None and number < OWN_IDS:
            for covered in self.driver.commands.answered(number):
                self.driver.tell(answer | {"id": covered})

    def _hear_resumed(self, message: Message) -> None:
        self.tell_all({"type": "state", "reason": "resumed", **message.fields})

    def _hear_failed(self, message: Message) -> None:
        """The run has ended by a failure of ours; the next page or command opens it where it was kept."""
        handle = self.handle
        assert handle is not None
        self.start = handle.kept() or Start(handle.status["spec"], handle.status["speed"])
        self.let_go()
        if self.driver is not None and self.driver.commands is not None:
            for number in self.driver.commands.give_up():
                self._refuse(number, str(message.fields["code"]))
        self.tell_all({"type": "notice", "code": message.fields["code"], "params": {}})


def describe(handle: RunHandle) -> dict[str, Any]:
    """The part of a welcome that is the run's."""
    return {"run": handle.run_id, **handle.status}


def rows_known(hello: Hello, handle: RunHandle) -> int:
    """The last row that the page has of this very run; -1: none that count."""
    if hello.run_number not in (-1, handle.status["run_number"]) or hello.after_seq >= len(handle.rows):
        return -1
    return hello.after_seq


def is_worth_keeping(handle: RunHandle) -> bool:
    """Whether more was done than opening the page: everything else the address brings back."""
    status = handle.status
    return status["step"] > 0 or status["can_undo"] or status["can_redo"] or status["run_number"] > 1
