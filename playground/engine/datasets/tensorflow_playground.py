"""The six datasets of TensorFlow Playground, with its formulas and its meaning of noise (its dataset.ts).

Only the order differs: where it makes all of one class first, ours alternate, so that any number of first
examples holds both.
"""

import numpy as np

from playground.engine.datasets.draws import Draws, Floats, Sample, between

RADIUS = 5.0


def circle(draws: Draws) -> Sample:
    """A disc inside a ring. Noise moves no point: it flips labels, because they are read at the noisy place."""
    inside = draws.index % 2 == 0
    uniform_radius, uniform_angle = draws.uniforms()
    inner = between(0.0, 0.5 * RADIUS, uniform_radius)
    outer = between(0.7 * RADIUS, RADIUS, uniform_radius)
    points = _polar(np.where(inside, inner, outer), between(0.0, 2.0 * np.pi, uniform_angle))
    noisy = points + draws.uniform_noise(RADIUS)
    return points, np.where(np.hypot(noisy[:, 0], noisy[:, 1]) < 0.5 * RADIUS, 1.0, -1.0)


def xor(draws: Draws) -> Sample:
    """Four squares, equal signs +1, kept 0.3 off the axes; labels are read at the noisy place."""
    drawn = np.stack([between(-5.0, 5.0, numbers) for numbers in draws.uniforms()], axis=1)
    points = drawn + np.where(drawn > 0, 0.3, -0.3)
    noisy = points + draws.uniform_noise(5.0)
    return points, np.where(noisy[:, 0] * noisy[:, 1] >= 0, 1.0, -1.0)


def gauss(draws: Draws) -> Sample:
    """Two round clouds; noise raises their variance from 0.5 to 4 and moves points, not labels."""
    labels = np.where(draws.index % 2 == 0, 1.0, -1.0)
    deviation = np.sqrt(cloud_variance(draws.noise))
    return 2.0 * labels[:, None] + deviation * draws.normals(), labels


def spiral(draws: Draws) -> Sample:
    """Two arms of 1.75 turns."""
    labels = np.where(draws.index % 2 == 0, 1.0, -1.0)
    # TensorFlow Playground spaces an arm's points evenly, so each one's place depends on how many there are.
    # Ours is drawn, with the same law over the arm: more examples keep the old ones where they are.
    along, _ = draws.uniforms()
    angle = 1.75 * 2.0 * np.pi * along + np.where(labels > 0, 0.0, np.pi)
    return _polar(RADIUS * along, angle) + draws.uniform_noise(1.0), labels


def plane(draws: Draws) -> Sample:
    """Regression: a tilted plane; noise moves where the label is read."""
    points = _square(draws)
    noisy = points + draws.uniform_noise(6.0)
    return points, (noisy[:, 0] + noisy[:, 1]) / 10.0


HILLS = np.array(
    [(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)], np.float64
)
"""Center and sign of each cone; each has radius 2 and height 1."""


def hills(draws: Draws) -> Sample:
    """Regression: six cones up and down; noise moves where the label is read."""
    points = _square(draws)
    noisy = points + draws.uniform_noise(6.0)
    away = np.hypot(noisy[:, :1] - HILLS[:, 0], noisy[:, 1:] - HILLS[:, 1])  # (n, 6)
    heights = HILLS[:, 2] * np.clip(1.0 - away / 2.0, 0.0, 1.0)
    highest = np.argmax(np.abs(heights), axis=1)
    return points, np.take_along_axis(heights, highest[:, None], axis=1)[:, 0]


def cloud_variance(noise: float) -> float:
    """0.5 without noise, 4 at noise 0.5, in a line."""
    return 0.5 + 7.0 * noise


def _square(draws: Draws) -> Floats:
    return np.stack([between(-6.0, 6.0, numbers) for numbers in draws.uniforms()], axis=1)


def _polar(radius: Floats, angle: Floats) -> Floats:
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
