"""A browser's page as the socket sees it, without a browser or a network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playground.engine.frame import decode_rows
from playground.live.admission import Limits
from playground.live.consumer import live_socket
from playground.live.run_files import RunFiles
from playground.live.runs import Runs, use_runs
from playground.live.tokens import make_token, new_name
from playground.release import current_release
from tests.trainer.fake_backend import FakeBackend, FakeRun

PATIENCE = 10


def make_runs(folder: Path, backend: FakeBackend | None = None, **limits: Any) -> Runs:
    """The runs of a server, of its own for each test."""
    runs = Runs(backend or FakeBackend(), RunFiles(folder, 10_000_000, 30), Limits(**limits))
    use_runs(runs)
    return runs


def only_run(runs: Runs) -> FakeRun:
    (run,) = runs.backend.runs.values()  # type: ignore[attr-defined]
    return run


class Page:
    """Sends what a page sends; keeps what it was sent, in order."""

    def __init__(self, token: str | None = None, address: str = "192.0.2.7") -> None:
        self.run_id = new_name()
        self.token = token or make_token(self.run_id)
        self.number = new_name()
        self.received: list[dict[str, Any] | bytes] = []
        self.code: int | None = None
        self.to_server: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.scope = {"type": "websocket", "path": "/live/", "client": [address, 1], "headers": []}
        self.task: asyncio.Task[None] | None = None
        self.answers_pings = True

    # --- the line

    def open(self) -> None:
        self.to_server.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.get_running_loop().create_task(
            live_socket(self.scope, self.to_server.get, self.take)
        )

    async def take(self, event: dict[str, Any]) -> None:
        if event["type"] == "websocket.close":
            self.code = event["code"]
            self.to_server.put_nowait({"type": "websocket.disconnect", "code": event["code"]})
        elif event["type"] == "websocket.send":
            text = event.get("text")
            message = event["bytes"] if text is None else json.loads(text)
            self.received.append(message)
            if isinstance(message, dict) and message["type"] == "ping" and self.answers_pings:
                self.say(type="pong")

    async def leave(self) -> None:
        self.to_server.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await self.gone()

    async def gone(self) -> None:
        assert self.task is not None
        await asyncio.wait_for(self.task, PATIENCE)

    # --- what it says

    def say(self, **message: Any) -> None:
        self.say_text(json.dumps(message))

    def say_text(self, text: str) -> None:
        self.to_server.put_nowait({"type": "websocket.receive", "text": text})

    def hello(self, **fields: Any) -> None:
        self.say(**{
            "type": "hello", "version": current_release(), "token": self.token, "page": self.number, "after_seq": -1,
            "credit": {"frames": 16, "bytes": 262144}, "views": ["parameters"], "spec": None,
        } | fields)  # fmt: skip

    def command(self, number: int, name: str, **fields: Any) -> None:
        self.say(type="command", id=number, command={"name": name, **fields})

    async def arrive(self, **fields: Any) -> dict[str, Any]:
        """Opens and says hello; gives the welcome."""
        self.open()
        self.hello(**fields)
        return await self.told("welcome")

    # --- what it hears

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.002)

    async def told(self, kind: str, **fields: Any) -> dict[str, Any]:
        """The first message of this type with these fields."""
        found: list[dict[str, Any]] = []

        def look() -> bool:
            found[:] = [
                message
                for message in self.received
                if isinstance(message, dict)
                and message["type"] == kind
                and all(message.get(key) == value for key, value in fields.items())
            ]
            return bool(found)

        await self.until(look)
        return found[0]

    async def closed(self) -> int:
        await self.until(lambda: self.code is not None)
        await self.gone()
        assert self.code is not None
        return self.code

    def packets(self, magic: bytes) -> list[bytes]:
        return [packet for packet in self.received if isinstance(packet, bytes) and packet[:4] == magic]

    def row_numbers(self) -> list[int]:
        return [int(row[0]) for packet in self.packets(b"DLPR") for row in decode_rows(packet).rows]


@asynccontextmanager
async def open_page(**fields: Any) -> AsyncIterator[Page]:
    """A page that has arrived, and leaves at the end."""
    page = Page()
    await page.arrive(**fields)
    yield page
    if page.code is None:
        await page.leave()
