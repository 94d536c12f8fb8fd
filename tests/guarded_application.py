"""An application that behaves badly, served through the guard: `python -m tests.guarded_application <port>`."""

import asyncio
import logging
import os
import sys
import time
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

from playground.guard import GuardedServer, guard_daphne


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    if scope["type"] == "http":
        await receive()
        await send(
            {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]}
        )
        await send({"type": "http.response.body", "body": b"here"})
        return
    await receive()
    await send({"type": "websocket.accept"})
    await {"/busy": never_read, "/pour": pour, "/echo": echo, "/large": send_large}[scope["path"]](
        receive, send
    )


async def never_read(receive: Any, send: Any) -> None:
    await asyncio.sleep(3_600)


async def pour(receive: Any, send: Any) -> None:
    """As much as goes, whether it is read or not."""
    while True:
        await send({"type": "websocket.send", "bytes": bytes(30_000)})
        await asyncio.sleep(0)


async def send_large(receive: Any, send: Any) -> None:
    """More than a client may send, then something small."""
    await send({"type": "websocket.send", "bytes": bytes(200_000)})
    await send({"type": "websocket.send", "text": "after it"})
    await receive()


async def echo(receive: Any, send: Any) -> None:
    while (event := await receive())["type"] == "websocket.receive":
        if event.get("text") == "jump":
            set_the_clock()
        await send({"type": "websocket.send", "text": event.get("text")})


def set_the_clock() -> None:
    real = time.time
    time.time = lambda: real() + 2 * 86_400


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    guard_daphne()
    GuardedServer(
        application,
        endpoints=[f"tcp:port={sys.argv[1]}:interface=127.0.0.1"],
        websocket_max_message_size=65_536,
        websocket_max_frame_size=65_536,
        ready_callable=lambda: sys.stdout.write("ready\n") and sys.stdout.flush(),
    ).run()
