"""Learners without a browser: each loads the page as one would, opens its socket and says what the page's scripts say.

One thread serves them all, so that hundreds cost little beside the server that is measured.
"""

from __future__ import annotations

import json
import re
import secrets
import selectors
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Self
from urllib.parse import urlsplit

from tests.raw_socket import BINARY, TEXT, RawSocket

WINDOW: Final = {"frames": 16, "bytes": 256 * 1024}
SHORTEST_PICTURE: Final = 1 / 60
"""Frames that come closer together than this are one picture on a screen."""
PATIENCE: Final = 60
DATA_BLOCK: Final = re.compile(r'<script id="board-data" type="application/json">(.*?)</script>', re.DOTALL)


class Learner:
    """One open page: sends commands, answers pings, gives credit back as the page does, and keeps count."""

    def __init__(self, site: str, address: str = "/en/") -> None:
        with urllib.request.urlopen(site + address, timeout=PATIENCE) as answer:
            found = DATA_BLOCK.search(answer.read().decode())
        assert found is not None
        data = json.loads(found[1])
        self._line = RawSocket(urlsplit(site).port or 80, timeout=PATIENCE)
        assert self._line.status == 101, self._line.status
        self.forget()
        self._id = 0
        self._sent: dict[int, float] = {}
        self._owed_frames = self._owed_bytes = 0
        self._last_picture = 0.0
        self.is_welcome = False
        self._say(
            type="hello", version=data["version"], token=data["token"], page=secrets.token_urlsafe(16), after_seq=-1,
            credit=WINDOW, views=["parameters"], spec=data["spec"],
        )  # fmt: skip

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def forget(self) -> None:
        """Counts from here."""
        self.num_bytes = self.num_frames = self.frame_bytes = self.num_pictures = self.num_refused = 0
        self.latencies: list[float] = []
        """Seconds between a command and its answer."""

    # --- what it does

    def command(self, name: str, **fields: Any) -> None:
        self._id += 1
        self._sent[self._id] = time.perf_counter()
        self._say(type="command", id=self._id, command={"name": name, **fields})

    def look_at(self, *views: Any) -> None:
        self._say(type="views", views=["parameters", *views])

    def leave(self) -> None:
        self._line.socket.close()

    # --- what it hears

    def hear(self) -> None:
        """All that has arrived by now; called when there is something. Raises EOFError at the end of the line."""
        data = self._line.socket.recv(262_144)
        if not data:
            raise EOFError
        self._line.buffer += data
        now = time.perf_counter()
        place = 0
        for opcode, start, end in whole_messages(self._line.buffer):
            self._take(opcode, self._line.buffer[start:end], now)
            place = end
        self._line.buffer = self._line.buffer[place:]

    def fileno(self) -> int:
        return self._line.socket.fileno()

    def _take(self, opcode: int, body: bytes, now: float) -> None:
        self.num_bytes += len(body)
        if opcode == TEXT:
            self._take_text(json.loads(body), now)
        elif opcode == BINARY and body[:4] == b"DLPF":
            self.num_frames += 1
            self.frame_bytes += len(body)
            if now - self._last_picture >= SHORTEST_PICTURE:
                self.num_pictures += 1
                self._last_picture = now
            self._give_back(len(body))

    def _take_text(self, message: dict[str, Any], now: float) -> None:
        kind = message["type"]
        if kind == "ping":
            self._say(type="pong")
        elif kind == "welcome":
            self.is_welcome = True
        elif kind in ("ack", "refused") and (sent := self._sent.pop(message["id"], None)) is not None:
            self.latencies.append(now - sent)
            self.num_refused += kind == "refused"

    def _give_back(self, size: int) -> None:
        """As static/js/frame-window.js: one message when half of the window is used."""
        self._owed_frames += 1
        self._owed_bytes += size
        if self._owed_frames >= WINDOW["frames"] / 2 or self._owed_bytes >= WINDOW["bytes"] / 2:
            self._say(type="credit", frames=self._owed_frames, bytes=self._owed_bytes)
            self._owed_frames = self._owed_bytes = 0

    def _say(self, **message: Any) -> None:
        self._line.send(json.dumps(message))


def listen(
    learners: Sequence[Learner], seconds: float, act: Callable[[float], float] = lambda now: float("inf")
) -> float:
    """Serves every line for so long; `act(now)` does what is due and gives when it wants its next turn.

    Gives the seconds that it really took.
    """
    start = time.perf_counter()
    with selectors.DefaultSelector() as selector:
        for learner in learners:
            selector.register(learner, selectors.EVENT_READ, learner)
        while (now := time.perf_counter()) < start + seconds:
            wait = min(act(now), start + seconds) - now
            for key, _ in selector.select(max(wait, 0)):
                key.data.hear()
    return time.perf_counter() - start


def wait_for_welcome(learners: Sequence[Learner]) -> None:
    """Raises TimeoutError where a line never gets its run."""
    give_up = time.perf_counter() + PATIENCE
    while not all(learner.is_welcome for learner in learners):
        listen(learners, 0.05)
        if time.perf_counter() > give_up:
            raise TimeoutError("the server does not welcome everybody")


def whole_messages(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Opcode, first and last place of the payload of each WebSocket frame that is there whole."""
    place = 0
    while len(data) >= place + 2:
        length, start = data[place + 1] & 127, place + 2
        if length >= 126:
            width = 2 if length == 126 else 8
            length, start = int.from_bytes(data[start : start + width], "big"), start + width
        if len(data) < max(start + length, place + 2):
            return
        yield data[place] & 15, start, start + length
        place = start + length
