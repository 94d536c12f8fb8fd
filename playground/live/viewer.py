"""One open page of a run: what it is to be sent, and how much of it may go now."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from playground.live.command_queue import CommandQueue
from playground.live.credit import CreditWindow
from playground.live.tokens import Mode
from playground.trainer.messages import View
from playground.trainer.row_log import RowLog

PING_SECONDS = 20
SILENCE_SECONDS = 60
HIDDEN_ROWS_SECONDS = 5
MAX_OUTBOX = 2_000
RESTART = 4012
BUSY = 4013
RATE = 4029
POLICY = 4008
TOO_BIG = 4009
GONE = 4404
BAD_TOKEN = 4403

Send = Callable[[dict[str, Any]], Awaitable[None]]


class Viewer:
    """Notices and rows in order and without loss; of the frames only the newest, and only with credit."""

    def __init__(self, page: str, mode: Mode, window: CreditWindow, views: list[View]) -> None:
        self.page = page
        self.mode = mode
        self.window = window
        self.views = views
        self.visible = True
        self.commands: CommandQueue | None = None
        self.heard_at = self.pinged_at = self.rows_at = time.monotonic()
        self._last_row = -1
        self._outbox: deque[str | bytes] = deque()
        self._frame = b""
        self._close_code = 0
        self._something_to_send = asyncio.Event()
        self._heard = asyncio.Event()

    @property
    def is_closing(self) -> bool:
        return bool(self._close_code)

    # --- to the page

    def tell(self, message: Mapping[str, Any]) -> None:
        """A notice in JSON."""
        self._put(to_json(message))

    def tell_bytes(self, packet: bytes) -> None:
        self._put(packet)

    def show(self, frame: bytes) -> int:
        """The newest frame; one that waits still is never sent, and its size is what comes back."""
        unsent = len(self._frame)
        if self.visible:
            self._frame = frame
            self._something_to_send.set()
        return unsent

    def skip_to_row(self, number: int) -> None:
        """The page has the rows up to `number`, or (-1) none of the run that begins."""
        self._last_row = number

    def tell_rows(self, rows: RowLog, packet: bytes = b"", first: int = -1) -> None:
        """Every row that the page lacks; `packet` is that, already encoded, where it begins with `first`."""
        if not self.visible and time.monotonic() - self.rows_at < HIDDEN_ROWS_SECONDS:
            return
        self.rows_at = time.monotonic()
        if packet and first == self._last_row + 1:
            self._put(packet)
        else:
            for piece in rows.packets(self._last_row):
                self._put(piece)
        self._last_row = len(rows) - 1

    def close(self, code: int) -> None:
        """Ends the socket after what is to be sent before."""
        if not self._close_code:
            self._close_code = code
            self._something_to_send.set()

    async def write(self, send: Send) -> None:
        """Sends for as long as the socket is open; the task of whoever holds the socket."""
        while True:
            while self._outbox:
                await send(as_event(self._outbox.popleft()))
            if self._close_code:
                await send({"type": "websocket.close", "code": self._close_code})
                return
            if self._frame and self.window.allows(len(self._frame)):
                frame, self._frame = self._frame, b""
                self.window.spend(len(frame))
                await send(as_event(frame))
                continue
            self._something_to_send.clear()
            await self._something_to_send.wait()

    # --- from the page

    def note_sign_of_life(self) -> None:
        self.heard_at = time.monotonic()
        self._heard.set()

    def refill(self, frames: int, num_bytes: int) -> tuple[int, int]:
        taken = self.window.refill(frames, num_bytes)
        self._something_to_send.set()
        return taken

    def turn(self, visible: bool) -> None:
        """The page is in sight from now on, or not."""
        self.visible = visible
        if not visible:
            self._frame = b""

    async def answers(self, seconds: float) -> bool:
        """Whether the page gives a sign of life to a ping within `seconds`."""
        if self.is_closing:
            return False
        self._heard.clear()
        self.ping()
        try:
            await asyncio.wait_for(self._heard.wait(), seconds)
        except TimeoutError:
            return False
        return True

    def ping(self) -> None:
        self.pinged_at = time.monotonic()
        self.tell({"type": "ping"})

    def check_life(self, now: float) -> None:
        """Pings a silent page and ends the socket of a dead one."""
        if now - self.heard_at >= SILENCE_SECONDS:
            self.close(RESTART)
        elif now - self.pinged_at >= PING_SECONDS:
            self.ping()

    # --- private

    def _put(self, item: str | bytes) -> None:
        if self._close_code:
            return
        if len(self._outbox) >= MAX_OUTBOX:
            self._outbox.clear()
            self.close(RESTART)  # it does not read; when it comes again it gets everything from its last row
            return
        self._outbox.append(item)
        self._something_to_send.set()


def as_event(item: str | bytes) -> dict[str, Any]:
    key = "text" if isinstance(item, str) else "bytes"
    return {"type": "websocket.send", key: item}


def to_json(message: Mapping[str, Any]) -> str:
    """JSON as browsers read it: what is not a number is null."""
    try:
        return json.dumps(message, allow_nan=False, separators=(",", ":"))
    except ValueError:
        return json.dumps(without_nan(message), allow_nan=False, separators=(",", ":"))


def without_nan(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: without_nan(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [without_nan(item) for item in value]
    return value
