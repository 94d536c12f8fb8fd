"""Subscribes to a run and waits for what it is told."""

import asyncio
from collections.abc import Callable
from typing import Any

from playground.engine.frame import decode_rows
from playground.trainer.backend import RunHandle
from playground.trainer.messages import Message

LONG = 20.0
"""Seconds after which a test gives up; nothing is measured."""


class Listener:
    def __init__(self, run: RunHandle) -> None:
        self.run = run
        self.messages: list[Message] = []
        self._arrived = asyncio.Event()
        self._num_sent = 0
        self.end = run.subscribe(self._hear)

    def _hear(self, message: Message) -> None:
        self.messages.append(message)
        self._arrived.set()

    async def until(self, is_so: Callable[[], Any]) -> Any:
        async with asyncio.timeout(LONG):
            while not (found := is_so()):
                self._arrived.clear()
                await self._arrived.wait()
        return found

    async def wait_for(self, type: str) -> Message:
        return await self.until(lambda: next((m for m in self.messages if m.type == type), None))

    async def send(self, name: str, page: str = "", **fields: Any) -> Message:
        """Sends a command and waits for its answer."""
        self._num_sent += 1
        id = self._num_sent
        self.run.send({"name": name, **fields}, id, page)
        return await self.until(lambda: self.answer(id))

    def answer(self, id: int) -> Message | None:
        answers = (m for m in self.messages if m.type in ("ack", "refused") and m.fields["id"] == id)
        return next(answers, None)

    def row_numbers(self) -> list[int]:
        packets = [decode_rows(m.body).rows for m in self.messages if m.type == "rows"]
        return [int(row[0]) for packet in packets for row in packet]
