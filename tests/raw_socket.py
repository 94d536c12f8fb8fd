"""A WebSocket client as small as can be: it also does what no browser would."""

from __future__ import annotations

import base64
import os
import socket
import struct
from typing import Self

TEXT, BINARY, CLOSE, PING = 1, 2, 8, 9


class RawSocket:
    """Blocking; every wait ends after `timeout` seconds with TimeoutError."""

    def __init__(
        self, port: int, path: str = "/live/", origin: str | None = "http://127.0.0.1", timeout: float = 20
    ) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13"]
        lines += [] if origin is None else [f"Origin: {origin}"]
        self.socket.sendall("\r\n".join([*lines, "", ""]).encode("latin1"))
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            data = self.socket.recv(65_536)
            if not data:
                break
            self.buffer += data
        head, _, self.buffer = self.buffer.partition(b"\r\n\r\n")
        self.status = int(head.split()[1]) if head else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def send(self, text: str | bytes) -> None:
        opcode = BINARY if isinstance(text, bytes) else TEXT
        self.socket.sendall(frame(text if isinstance(text, bytes) else text.encode(), opcode))

    def receive(self) -> tuple[int, bytes]:
        """The next frame: opcode and what is in it; (0, b"") at the end of the line."""
        try:
            first, length = self._read(2)
            if length == 126:
                (length,) = struct.unpack("!H", self._read(2))
            elif length == 127:
                (length,) = struct.unpack("!Q", self._read(8))
            return first & 15, self._read(length)
        except (EOFError, ConnectionError):
            return 0, b""

    def close_code(self) -> int:
        """Reads to the end; the code of the close frame, or 1006 if there was none."""
        while True:
            opcode, data = self.receive()
            if opcode == CLOSE:
                return int(struct.unpack("!H", data[:2])[0]) if data else 1005
            if opcode == 0:
                return 1006

    def _read(self, count: int) -> bytes:
        while len(self.buffer) < count:
            data = self.socket.recv(65_536)
            if not data:
                raise EOFError
            self.buffer += data
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data


def frame(data: bytes, opcode: int = TEXT) -> bytes:
    """One masked frame, as clients send them; the mask is zero."""
    if len(data) < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | len(data))
    elif len(data) < 2**16:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, len(data))
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, len(data))
    return head + bytes(4) + data
