"""Whose turn it is and how far a run may train by now; held_run.py asks, worker.py takes the turns."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import Final, Generic, Protocol, TypeVar

from playground.engine.commands import Speed

SLICE: Final = 0.003
"""Seconds that one run trains before the link is read and another one has its turn."""
TICK: Final = 1 / 60
"""A run with a pace is woken no more often than this."""
PHASE_SECONDS: Final = 1.0
"""Slow motion shows one phase a second."""
MAX_BEHIND: Final = 0.25
"""A run that could not keep its pace catches up at most so many seconds of it."""
EPOCHS_PER_SECOND: Final[dict[Speed, float]] = {"1": 1.0, "10": 10.0, "60": 60.0, "max": math.inf}


class Pace:
    """How many epochs a run may have trained by now, by the wall clock."""

    def __init__(self, speed: Speed) -> None:
        self.speed = speed
        self._time = 0.0
        self._epoch = 0.0
        self._earliest = 0.0

    def restart(self, now: float, epoch: float) -> None:
        """Playing begins (or its speed changes) here: the first step is due at once."""
        self._time = self._earliest = now
        self._epoch = epoch

    def epochs_due(self, now: float, epoch: float) -> float:
        """Epochs that are due (0 or less: none yet) for a run that stands at `epoch`; infinite at full speed."""
        rate = EPOCHS_PER_SECOND.get(self.speed, 1.0)
        if math.isinf(rate):
            return math.inf
        due = self._epoch + (now - self._time) * rate - epoch
        most = max(MAX_BEHIND * rate, 1.0)
        if due > most:
            self._time = now
            self._epoch = epoch + most
            return most
        return due

    def take_phase(self, now: float) -> bool:
        """Whether slow motion shows its next phase now; if so, the one after it is due a second later."""
        if now < self._time:
            return False
        self._time = (self._time if now < self._time + PHASE_SECONDS else now) + PHASE_SECONDS
        return True

    def take_turn(self, now: float) -> None:
        """A turn was taken: the next one comes a tick later at the earliest, so that many runs fit in a worker."""
        self._earliest = now + TICK

    def next_due(self, now: float, epoch: float) -> float:
        """The time at which this run wants its next turn."""
        if self.speed == "slow":
            return self._time
        due = self.epochs_due(now, epoch)
        if math.isinf(due):
            return now
        return max(now - due / EPOCHS_PER_SECOND[self.speed], self._earliest)


class HasTurns(Protocol):
    def due(self, now: float) -> float:
        """When it wants a turn: in the past if at once, infinity if it waits for something else."""


Taker = TypeVar("Taker", bound=HasTurns)


class Turns(Generic[Taker]):
    """Round robin over many runs: nobody has a second turn while another one waits for its first."""

    def __init__(self) -> None:
        self._line: deque[Taker] = deque()

    def __iter__(self) -> Iterator[Taker]:
        return iter(tuple(self._line))

    def __len__(self) -> int:
        return len(self._line)

    def join(self, taker: Taker) -> None:
        self._line.append(taker)

    def leave(self, taker: Taker) -> None:
        self._line.remove(taker)

    def come_forward(self, taker: Taker) -> None:
        """Its next turn comes first: a learner waits for a picture."""
        self._line.remove(taker)
        self._line.appendleft(taker)

    def next(self, now: float) -> Taker | None:
        """The one that has waited longest among those that are due; it goes to the end of the line."""
        for taker in self._line:
            if taker.due(now) <= now:
                self._line.remove(taker)
                self._line.append(taker)
                return taker
        return None

    def next_due(self, now: float) -> float:
        """When somebody will want a turn."""
        return min((taker.due(now) for taker in self._line), default=math.inf)


class SpeedMeter:
    """Epochs a second over about the last second."""

    def __init__(self) -> None:
        self._seen: deque[tuple[float, float]] = deque()

    def restart(self) -> None:
        self._seen.clear()

    def note(self, now: float, epoch: float) -> None:
        if self._seen and epoch < self._seen[-1][1]:
            self._seen.clear()
        if not self._seen or now - self._seen[-1][0] >= TICK:
            self._seen.append((now, epoch))
        while len(self._seen) > 2 and now - self._seen[0][0] > 1.0:
            self._seen.popleft()

    def epochs_per_second(self) -> float:
        """0 until two moments are known."""
        if len(self._seen) < 2 or self._seen[-1][0] <= self._seen[0][0]:
            return 0.0
        (first, start), (last, end) = self._seen[0], self._seen[-1]
        return (end - start) / (last - first)


Clock = Callable[[], float]
