"""Many learners at once over real sockets: pictures a second for each, how soon their commands act, and what it costs.

Sockets and no browsers; the processor time counted is that of server and trainers, not that of this load.
"""

import os
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.cpu import command_of, descendants, seconds_used, watch
from bench.figures import Figure, Table, limited, percentile, required
from bench.line import Learner, listen, wait_for_welcome
from bench.site import address_of, warm_site

LEARNERS: Final = 30
STEPS: Final = (30, 60, 90, 120, 160, 200, 250, 300)
"""How many are tried, upward, until one of the two promises breaks."""
SECONDS: Final = 8
SETTLE_SECONDS: Final = 2
CHANGE_EVERY: Final = 2.0
LOOK_EVERY: Final = 3.0
PICTURES: Final = 10
ACT_WITHIN_MS: Final = 100
NO_LIMITS: Final = {
    "MAX_RUNS": "1000", "MAX_RUNS_PER_ADDRESS": "1000", "MAX_SOCKETS_PER_ADDRESS": "1000",
}  # fmt: skip
"""All of them come from one address here; only these ceilings are lifted."""
NETWORKS: Final = (
    address_of({}),
    address_of({"features": ["x1", "x2", "x1x1", "x2x2"]}),
    address_of({"dataset": {"kind": "xor"}, "layers": [{"units": 6}]}),
    address_of({
        "dataset": {"kind": "spiral"}, "features": ["x1", "x2", "sinx1", "sinx2"], "layers": [{"units": 8}] * 2,
    }),
)  # fmt: skip
"""A class is never all on one network."""


@dataclass(frozen=True, slots=True)
class Load:
    """What so many learners got and cost."""

    pictures: list[float]
    """A second, one a learner."""
    latencies: list[float]
    """Milliseconds from a command to its answer."""
    server_cpu: float
    """Seconds of processor time for a second of one learner."""
    trainer_cpu: float
    num_refused: int

    @property
    def holds(self) -> bool:
        return min(self.pictures) >= PICTURES and percentile(self.latencies, 0.99) <= ACT_WITHIN_MS


def measure() -> Iterator[Table]:
    for speed in ("60", "max"):
        with watch() as neighbors, warm_site(NO_LIMITS) as url:
            figures = list(figures_of(try_load(url, LEARNERS, speed)))
        yield Table(f"Learners: {LEARNERS} at once, speed {speed}", figures, (WHAT_THEY_DO, neighbors.note()))
    with watch() as neighbors, warm_site(NO_LIMITS) as url:
        figures = list(search(url))
    yield Table("Learners: how many at the default speed", figures, (neighbors.note(),))


WHAT_THEY_DO: Final = (
    f"Each changes the learning rate every {CHANGE_EVERY:.0f} s and looks at another neuron every {LOOK_EVERY:.0f} s; "
    "four networks between 2-4-2-1 and 4-8-8-1."
)


def figures_of(load: Load) -> Iterator[Figure]:
    median = f"median {statistics.median(load.pictures):.1f}"
    yield required(
        "pictures a second, the learner who got fewest", min(load.pictures), PICTURES, "", 1, median
    )
    yield Figure("command to its answer, median", f"{statistics.median(load.latencies):.1f} ms")
    slowest = percentile(load.latencies, 0.99)
    note = f"{len(load.latencies)} commands"
    yield limited("command to its answer, 99 % within", slowest, ACT_WITHIN_MS, "ms", note=note)
    yield limited("commands refused", load.num_refused, 0, "")
    yield Figure("processor time a learner-second, web process", f"{load.server_cpu * 1000:.1f} ms")
    yield Figure("processor time a learner-second, trainers", f"{load.trainer_cpu * 1000:.1f} ms")


def search(url: str) -> Iterator[Figure]:
    """Upward until a promise breaks."""
    for num in STEPS:
        load = try_load(url, num, "60")
        seen = (
            f"fewest {min(load.pictures):.1f}, median {statistics.median(load.pictures):.1f} pictures a second; "
            f"commands median {statistics.median(load.latencies):.0f}, 99 % within "
            f"{percentile(load.latencies, 0.99):.0f} ms; processor {load.server_cpu * 1000:.1f} + "
            f"{load.trainer_cpu * 1000:.1f} ms a learner-second"
        )
        yield Figure(f"{num} learners", seen, f"{PICTURES} a second and {ACT_WITHIN_MS} ms", load.holds)
        if not load.holds:
            return


def try_load(url: str, num: int, speed: str) -> Load:
    """`num` learners open, play, change and look for a while, then leave."""
    learners: list[Learner] = []
    try:
        for index in range(num):
            learners.append(Learner(url, NETWORKS[index % len(NETWORKS)]))
            if index % 10 == 9:
                wait_for_welcome(learners)
        wait_for_welcome(learners)
        for learner in learners:
            learner.command("speed", speed=speed)
            learner.command("play")
        habits = Habits(learners)
        listen(learners, SETTLE_SECONDS, habits.act)
        for learner in learners:
            learner.forget()
        server, trainers = server_processes()
        before = [sum(map(seconds_used, pids)) for pids in (server, trainers)]
        seconds = listen(learners, SECONDS, habits.act)
        after = [sum(map(seconds_used, pids)) for pids in (server, trainers)]
    finally:
        for learner in learners:
            learner.leave()
    costs = [(end - start) / seconds / num for start, end in zip(before, after, strict=True)]
    return Load(
        pictures=[learner.num_pictures / seconds for learner in learners],
        latencies=[latency * 1000 for learner in learners for latency in learner.latencies],
        server_cpu=costs[0],
        trainer_cpu=costs[1],
        num_refused=sum(learner.num_refused for learner in learners),
    )


class Habits:
    """When each learner does what, spread evenly so that they never act all at once."""

    def __init__(self, learners: Sequence[Learner]) -> None:
        self._learners = learners
        self._draw = random.Random(0)
        self._start: float | None = None
        self._due: list[tuple[float, int, str]] = []

    def act(self, now: float) -> float:
        """Does what is due; gives when the next one is."""
        if self._start is None:
            self._start = now
            for place in range(len(self._learners)):
                share = place / len(self._learners)
                self._due += [
                    (now + share * CHANGE_EVERY, place, "change"),
                    (now + share * LOOK_EVERY, place, "look"),
                ]
        self._due.sort()
        while self._due[0][0] <= now:
            when, place, habit = self._due.pop(0)
            learner = self._learners[place]
            if habit == "change":
                rate = self._draw.choice((0.003, 0.01, 0.03, 0.1))
                learner.command("set", field="training.learning_rate", value=rate)
            else:
                learner.look_at({"view": "values", "layer": 0, "unit": self._draw.randrange(4)})
            self._due.append((when + (CHANGE_EVERY if habit == "change" else LOOK_EVERY), place, habit))
            self._due.sort()
        return self._due[0][0]


def server_processes() -> tuple[list[int], list[int]]:
    """Ids of the web process and of what it has started: the trainers and those who fork them."""
    (server,) = (pid for pid in descendants(os.getpid()) if "playground.server" in command_of(pid))
    return [server], [pid for pid in descendants(server) if pid != server]
