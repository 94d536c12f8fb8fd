"""The socket of a page: reads and checks what it sends, and answers what cannot be used. Never a traceback.

What the page says is in messages.py, what it gets in viewer.py; the browser's half is static/js/live-run.js.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings

from playground.live.admission import TurnedAway
from playground.live.limits import TokenBucket, address_key
from playground.live.messages import (
    CommandMessage,
    Credit,
    Hello,
    Message,
    MessageError,
    Pong,
    Views,
    Visible,
    decode_message,
)
from playground.live.runs import Arrival, Runs, current_runs
from playground.live.viewer import BUSY, POLICY, RATE, RESTART, TOO_BIG, Send, to_json
from playground.trainer.backend import BackendError

MESSAGES_PER_SECOND = 100
MESSAGE_BURST = 300
MAX_MISTAKES = 20
"""A page of ours makes none; whoever keeps sending what cannot be read is not listened to any more."""
MAX_EARLY = 64
HELLO_SECONDS = 20

log = logging.getLogger(__name__)
Receive = Callable[[], Awaitable[dict[str, Any]]]


async def live_socket(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """The ASGI application behind /live/."""
    if (await receive())["type"] != "websocket.connect":
        return
    await send({"type": "websocket.accept"})
    address = address_key((scope.get("client") or [None])[0])
    try:
        runs = current_runs()
    except BackendError:
        await send({"type": "websocket.close", "code": BUSY})
        return
    if not runs.sockets.enter(address):
        notice = {"code": "too_many_sockets", "params": {"maximum": runs.limits.sockets_per_address}}
        await send({"type": "websocket.send", "text": to_json({"type": "notice", **notice})})
        await send({"type": "websocket.close", "code": BUSY})
        return
    try:
        await LiveSocket(runs, address, send).serve(receive)
    finally:
        runs.sockets.leave(address)


class LiveSocket:
    """One connection from its hello to its end."""

    def __init__(self, runs: Runs, address: str, send: Send) -> None:
        self._runs = runs
        self._address = address
        self._send = send
        self._arrival: Arrival | None = None
        self._opening: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._early: list[Message] = []
        self._messages = TokenBucket(MESSAGES_PER_SECOND, MESSAGE_BURST)
        self._mistakes = 0
        self._closed = False

    async def serve(self, receive: Receive) -> None:
        late = asyncio.get_running_loop().call_later(HELLO_SECONDS, self._close_unless_greeted)
        try:
            while (event := await receive())["type"] == "websocket.receive":
                if not self._is_closing:
                    await self._read(event)
        finally:
            self._closed = True
            late.cancel()
            await self._end()

    # --- reading

    async def _read(self, event: dict[str, Any]) -> None:
        text = event.get("text")
        if not self._messages.take():
            await self._close(RATE, "too_many_messages")
        elif text is None:
            await self._close(POLICY, "not_text")
        elif len(text) > settings.MAX_MESSAGE_BYTES:
            await self._close(TOO_BIG, "too_big", {"maximum": settings.MAX_MESSAGE_BYTES})
        else:
            await self._read_text(text)

    async def _read_text(self, text: str) -> None:
        try:
            message = decode_message(text)
            if isinstance(message, Hello):
                self._greet(message)
            elif self._arrival is not None:
                self._take(self._arrival, message)
            elif self._opening is not None and len(self._early) < MAX_EARLY:
                self._early.append(message)
            else:
                raise MessageError("hello_first")
        except MessageError as error:
            await self._answer_mistake(error)

    async def _answer_mistake(self, error: MessageError) -> None:
        refusal = {"id": error.id, "field": error.field, "code": error.code, "params": error.params}
        await self._tell({"type": "refused", **refusal})
        self._mistakes += error.id is None
        if self._mistakes > MAX_MISTAKES:
            await self._close(POLICY, "too_many_mistakes")

    def _take(self, arrival: Arrival, message: Message) -> None:
        """Does what a message asks for; nothing here waits."""
        viewer, run = arrival.viewer, arrival.run
        viewer.note_sign_of_life()
        match message:
            case CommandMessage():
                self._runs.take_command(arrival, message)
            case Credit():
                run.take_credit(viewer, message)
            case Views():
                run.take_views(viewer, message.views)
            case Visible():
                run.take_visibility(viewer, message.visible)
            case Pong() | Hello():
                pass

    # --- opening

    def _greet(self, hello: Hello) -> None:
        """Opens the run in a task of its own: a worker that is still warming up must not hold up the reading."""
        if self._opening is not None:
            raise MessageError("hello_twice")
        self._opening = asyncio.get_running_loop().create_task(self._open(hello))

    async def _open(self, hello: Hello) -> None:
        try:
            arrival = await self._runs.welcome(hello, self._address)
        except TurnedAway as problem:
            await self._close(problem.close_code, problem.code, problem.params, problem.where)
            return
        except Exception:
            log.exception("a run could not be opened")
            await self._close(RESTART, "failed")
            return
        self._arrival = arrival
        if self._closed:
            self._runs.leave(arrival)  # the page went while it was being served
            return
        self._writing = asyncio.get_running_loop().create_task(arrival.viewer.write(self._send))
        for message in self._early:
            self._take(arrival, message)
        self._early.clear()

    # --- ending

    @property
    def _is_closing(self) -> bool:
        return self._closed or (self._arrival is not None and self._arrival.viewer.is_closing)

    async def _tell(self, message: dict[str, Any]) -> None:
        if self._arrival is not None:
            self._arrival.viewer.tell(message)
        else:
            await self._send({"type": "websocket.send", "text": to_json(message)})

    async def _close(
        self, close_code: int, code: str, params: dict[str, Any] | None = None, where: str = ""
    ) -> None:
        """Says why, then ends the socket."""
        if self._is_closing:
            return
        await self._tell({"type": "notice", "code": code, "field": where, "params": params or {}})
        if self._arrival is not None:
            self._arrival.viewer.close(close_code)
        else:
            self._closed = True
            await self._send({"type": "websocket.close", "code": close_code})

    def _close_unless_greeted(self) -> None:
        if self._opening is None:
            self._opening = asyncio.get_running_loop().create_task(self._close(POLICY, "hello_first"))

    async def _end(self) -> None:
        """Lets go of the run; what was being sent is nobody's any more."""
        if self._arrival is not None:
            self._runs.leave(self._arrival)
        if self._writing is not None:
            self._writing.cancel()
            await asyncio.gather(self._writing, return_exceptions=True)
