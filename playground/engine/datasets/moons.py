"""Two half moons, each with its tip inside the other; noise moves points, not labels."""

import numpy as np

from playground.engine.datasets.draws import Draws, Sample, between

RADIUS = 3.2
THICKNESS = 0.5
NOISE_DEVIATION = 2.0


def moons(draws: Draws) -> Sample:
    """The upper moon is +1."""
    labels = np.where(draws.index % 2 == 0, 1.0, -1.0)
    along, across = draws.uniforms()
    angle = np.pi * along
    radius = RADIUS + between(-THICKNESS / 2, THICKNESS / 2, across)
    upper = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    # Half a turn about the origin makes one moon of the other; before it both move by half a radius and a quarter.
    placed = upper - np.array([RADIUS / 2, RADIUS / 4])
    return labels[:, None] * placed + draws.normal_noise(NOISE_DEVIATION), labels
