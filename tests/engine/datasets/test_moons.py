"""Two half moons."""

import numpy as np

from playground.engine.datasets.draws import Draws
from playground.engine.datasets.moons import RADIUS, THICKNESS, moons


def test_each_moon_is_half_a_ring():
    points, labels = moons(Draws(seed=0, num=5_000, noise=0.0))
    middle = np.array([RADIUS / 2, RADIUS / 4])
    home = labels[:, None] * points + middle
    away = np.hypot(home[:, 0], home[:, 1])
    assert (np.abs(away - RADIUS) <= THICKNESS / 2 + 1e-9).all()
    assert (home[:, 1] >= 0).all()


def test_the_moons_are_equally_many_and_half_a_turn_apart():
    points, labels = moons(Draws(seed=0, num=5_000, noise=0.0))
    assert labels.sum() == 0
    assert np.allclose(points[labels > 0].mean(axis=0), -points[labels < 0].mean(axis=0), atol=0.2)
    assert np.abs(points).max() < 6


def test_a_straight_line_does_not_part_them():
    points, labels = moons(Draws(seed=0, num=2_000, noise=0.0))
    inputs = np.column_stack([points, np.ones(len(points))])
    weights = np.linalg.lstsq(inputs, labels, rcond=None)[0]
    assert (np.sign(inputs @ weights) != labels).mean() > 0.05


def test_noise_moves_points_and_keeps_labels():
    clean, noisy = (moons(Draws(seed=0, num=5_000, noise=noise)) for noise in (0.0, 0.5))
    assert (clean[1] == noisy[1]).all()
    assert np.allclose((noisy[0] - clean[0]).std(axis=0), 1.0, rtol=0.05)
