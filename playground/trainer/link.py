"""One framed connection between a worker and the web process; carries all runs of that worker.

A message is two lengths (uint32, little endian), a JSON object and bytes. Both ends read while they write, so neither
can block the other. `WorkerLink` is the worker's end (plain sockets), `TrainerLink` the web process's (asyncio).
What the web process calls is the RunHandle and TrainerBackend of backend.py; this is only how it travels.
"""

from __future__ import annotations

import asyncio
import json
import select
import socket
import struct
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from playground.engine.errors import EngineError

MAX_FIELDS: Final = 8 * 1024 * 1024
"""A spec of 10,000 given points is about 1 MB."""
MAX_BODY: Final = 64 * 1024 * 1024
"""A checkpoint with the runs that undo would bring back."""
MUCH_UNSENT: Final = 1024 * 1024
"""With more than this on its way, a worker renders no frames."""
TOO_MUCH_UNSENT: Final = 16 * 1024 * 1024
"""With more than this on its way, a worker stops training until it is read."""
_LENGTHS: Final = struct.Struct("<II")
_CHUNK: Final = 256 * 1024

Fields = dict[str, Any]


class LinkError(EngineError):
    """What came through a link is no message of ours."""


def encode_message(fields: Mapping[str, Any], body: bytes = b"") -> bytes:
    """One message. Raises LinkError if it is too large or no JSON."""
    try:
        text = json.dumps(fields, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise LinkError(str(error)) from None
    if len(text) > MAX_FIELDS or len(body) > MAX_BODY:
        raise LinkError(f"a message of {len(text)} + {len(body)} bytes")
    return _LENGTHS.pack(len(text), len(body)) + text + body


class MessageDecoder:
    """Bytes in, messages out; knows no sockets."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> list[tuple[Fields, bytes]]:
        """The messages that `data` completes. Raises LinkError."""
        self._data += data
        messages = []
        start = 0
        while len(self._data) >= start + _LENGTHS.size:
            num_fields, num_body = _LENGTHS.unpack_from(self._data, start)
            if num_fields > MAX_FIELDS or num_body > MAX_BODY:
                raise LinkError(f"a message of {num_fields} + {num_body} bytes")
            middle = start + _LENGTHS.size + num_fields
            end = middle + num_body
            if len(self._data) < end:
                break
            fields = _fields(bytes(self._data[start + _LENGTHS.size : middle]))
            messages.append((fields, bytes(self._data[middle:end])))
            start = end
        del self._data[:start]
        return messages


def _fields(text: bytes) -> Fields:
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise LinkError(str(error)) from None
    if not isinstance(fields, dict) or not isinstance(fields.get("type"), str):
        raise LinkError("a message without a type")
    return cast(Fields, fields)


class WorkerLink:
    """The worker's end: never blocks but in `wait`."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        self._connection = connection
        self._decoder = MessageDecoder()
        self._outgoing: deque[memoryview] = deque()
        self.num_unsent = 0
        """Bytes that the other end has not taken yet."""
        self.closed = False

    def send(self, fields: Mapping[str, Any], body: bytes = b"") -> None:
        """Queues a message and writes what fits now. Raises LinkError for what is no message."""
        data = encode_message(fields, body)
        self._outgoing.append(memoryview(data))
        self.num_unsent += len(data)
        self._write()

    def wait(self, seconds: float) -> None:
        """Until something can be read, or written where something waits for it, or `seconds` have passed."""
        writable = [self._connection] if self._outgoing else []
        _, can_write, _ = select.select([self._connection], writable, [], max(seconds, 0))
        if can_write:
            self._write()

    def receive(self) -> list[tuple[Fields, bytes]]:
        """The messages that have arrived whole. Sets `closed` at the end. Raises LinkError."""
        messages: list[tuple[Fields, bytes]] = []
        while not self.closed:
            try:
                data = self._connection.recv(_CHUNK)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                data = b""
            if not data:
                self.closed = True
            messages += self._decoder.feed(data)
            if len(data) < _CHUNK:
                break
        return messages

    def close(self) -> None:
        self.closed = True
        self._connection.close()

    def _write(self) -> None:
        while self._outgoing and not self.closed:
            try:
                sent = self._connection.send(self._outgoing[0])
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                self.closed = True
                return
            self.num_unsent -= sent
            rest = self._outgoing.popleft()[sent:]
            if rest:
                self._outgoing.appendleft(rest)


class TrainerLink(asyncio.Protocol):
    """The web process's end: `told` gets each message as it arrives, `lost` is called once at the end."""

    def __init__(self, told: Callable[[Fields, bytes], None], lost: Callable[[], None]) -> None:
        self._told = told
        self._lost = lost
        self._decoder = MessageDecoder()
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def connect(
        cls, connection: socket.socket, told: Callable[[Fields, bytes], None], lost: Callable[[], None]
    ) -> TrainerLink:
        """Takes over one end of a socket pair."""
        loop = asyncio.get_running_loop()
        _, link = await loop.create_unix_connection(lambda: cls(told, lost), sock=connection)
        return link

    def send(self, fields: Mapping[str, Any], body: bytes = b"") -> None:
        """Never waits; nothing happens once the worker is gone. Raises LinkError for what is no message."""
        data = encode_message(fields, body)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            messages = self._decoder.feed(data)
        except LinkError:
            # A worker that does not speak our language is as good as dead: another one takes over.
            self.close()
            return
        for fields, body in messages:
            self._told(fields, body)

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost()
