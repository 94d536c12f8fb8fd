"""The window of frames under way to one page: what it may still be sent before it says that it drew."""

from __future__ import annotations

from playground.live.messages import MAX_CREDIT_BYTES, MAX_CREDIT_FRAMES


class CreditWindow:
    """At most 16 frames and 256 kB under way; with nothing under way a frame of any size may go."""

    __slots__ = ("_bytes", "_frames", "_max_bytes", "_max_frames")

    def __init__(self, frames: int, num_bytes: int) -> None:
        self._max_frames = self._frames = min(frames, MAX_CREDIT_FRAMES)
        self._max_bytes = self._bytes = min(num_bytes, MAX_CREDIT_BYTES)

    def allows(self, size: int) -> bool:
        if self._frames < 1:
            return False
        return size <= self._bytes or self._frames == self._max_frames

    def spend(self, size: int) -> None:
        """A frame of `size` bytes went out. A large one that went alone leaves the window in debt."""
        self._frames -= 1
        self._bytes -= size

    def refill(self, frames: int, num_bytes: int) -> tuple[int, int]:
        """The page drew or skipped so much; gives what was taken, for no more comes back than was lent."""
        frames = max(0, min(frames, self._max_frames - self._frames))
        num_bytes = max(0, min(num_bytes, self._max_bytes - self._bytes))
        self._frames += frames
        self._bytes += num_bytes
        return frames, num_bytes

    def restart(self) -> tuple[int, int]:
        """What the trainer may use from now on: all that is not under way."""
        return max(self._frames, 0), max(self._bytes, 0)
