"""Which sockets there are: /live/ and no other."""

from __future__ import annotations

from typing import Any

from playground.live.consumer import Receive, live_socket
from playground.live.viewer import Send


async def route_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application for every socket; one at another address is refused before it opens."""
    if scope["path"] == "/live/":
        await live_socket(scope, receive, send)
    else:
        await send({"type": "websocket.close"})
