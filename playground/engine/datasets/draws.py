"""The random numbers of one dataset's points, by point and draw; every family of this folder reads them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.engine import random

Floats = NDArray[np.float64]
Sample = tuple[Floats, Floats]
"""Points `(n, 2)` in the plane [-6, 6]² and their labels `(n,)`."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Points 0..num-1 of the sample `seed`.

    Point i depends on (seed, i) alone, so more examples keep the old ones. Numbers that say what a point is and
    numbers that say how noise moves it have streams of their own, and noise only scales the latter: its slider
    moves points and re-rolls none.
    """

    seed: int
    num: int
    noise: float
    """0 to 0.5, as TensorFlow Playground's slider / 100."""
    num_classes: int = 2

    @property
    def index(self) -> NDArray[np.int64]:
        return np.arange(self.num)

    def uniforms(self, draw: int = 0) -> tuple[Floats, Floats]:
        """Two numbers in [0, 1) for each point."""
        return random.uniform_pair(self.seed, random.POINTS, self.index, draw)

    def normals(self) -> Floats:
        """Two standard normal numbers for each point `(n, 2)`."""
        return np.stack(
            [random.normal(self.seed, random.POINTS, self.index, draw) for draw in (0, 1)], axis=1
        )

    def uniform_noise(self, reach: float) -> Floats:
        """U(-reach, reach) · noise for each point and axis `(n, 2)`."""
        drawn = random.uniform_pair(self.seed, random.NOISE, self.index)
        return np.stack([between(-reach, reach, numbers) for numbers in drawn], axis=1) * self.noise

    def normal_noise(self, deviation: float) -> Floats:
        """N(0, deviation²) · noise for each point and axis `(n, 2)`."""
        drawn = [random.normal(self.seed, random.NOISE, self.index, draw) for draw in (0, 1)]
        return np.stack(drawn, axis=1) * (deviation * self.noise)


def between(low: float, high: float, uniforms: Floats) -> Floats:
    """Numbers of [0, 1) spread over [low, high)."""
    return low + uniforms * (high - low)
