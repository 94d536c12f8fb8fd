"""When a run's next frame may go: credit, rate and what is asked. Latest wins: nothing is rendered to wait."""

from __future__ import annotations

import math
from typing import Any, Final, get_args

from playground.engine.frame import ViewName
from playground.trainer.messages import View

FRAME_SECONDS: Final = 1 / 30
WINDOW_FRAMES: Final = 16
WINDOW_BYTES: Final = 256 * 1024
LARGE_FRAME: Final = 16 * 1024
LARGE_RATE: Final = 300_000
"""Bytes a second of frames above 16 kB."""
MAX_VIEWS: Final = 16


class Viewer:
    """The one window through which a run's frames go."""

    def __init__(self) -> None:
        self.views: tuple[View, ...] | None = None
        """None: no frames at all."""
        self._window = WINDOW_FRAMES
        self._frames = 0
        self._bytes = 0
        self._next = 0.0

    def set_views(self, views: list[dict[str, Any]] | None) -> None:
        """Takes views as the link carries them; what is no view is left out."""
        self.views = None if views is None else tuple(parse_views(views)[:MAX_VIEWS])

    def add_credit(self, frames: int, size: int) -> None:
        self._frames = min(self._frames + frames, self._window)
        self._bytes = min(self._bytes + size, WINDOW_BYTES)

    def restart_credit(self, frames: int, size: int) -> None:
        self._window = min(max(frames, 1), WINDOW_FRAMES)
        self._frames, self._bytes = 0, 0
        self.add_credit(frames, size)
        self._next = 0.0

    def hurry(self) -> None:
        """The next frame need not wait for the rate: a command has changed the picture."""
        self._next = 0.0

    def due(self) -> float:
        """When the next frame may go; infinity without a viewer or credit."""
        if self.views is None or self._frames < 1:
            return math.inf
        # One frame may always be under way, however large: with nothing else under way the window is full.
        if self._bytes <= 0 and self._frames < self._window:
            return math.inf
        return self._next

    def sent(self, now: float, size: int) -> None:
        """A frame went: its credit is used, and the next one comes a thirtieth of a second later."""
        self._frames -= 1
        self._bytes -= size
        seconds = max(FRAME_SECONDS, size / LARGE_RATE if size > LARGE_FRAME else 0.0)
        # Counted from when it was due, so that 30 a second stay 30 a second.
        self._next = (self._next if now - self._next < seconds else now) + seconds


def parse_views(views: list[dict[str, Any]]) -> list[View]:
    """The views among what was asked."""
    names = set(get_args(ViewName)) - {"row"}
    found = []
    for view in views:
        places = (view.get("layer", 0), view.get("unit", 0))
        if view.get("view") in names and all(type(place) is int for place in places):
            found.append(View(view["view"], *places))
    return found
