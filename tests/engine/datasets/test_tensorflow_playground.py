"""The six datasets of TensorFlow Playground: the law of places, labels and noise."""

import numpy as np
import pytest

from playground.engine.datasets.draws import Draws
from playground.engine.datasets.tensorflow_playground import HILLS, circle, gauss, hills, plane, spiral, xor

MANY = 20_000


def radius(points):
    return np.hypot(points[:, 0], points[:, 1])


def sample(make, noise=0.0, num=MANY, seed=0):
    return make(Draws(seed=seed, num=num, noise=noise))


def test_circle_is_a_disc_within_a_ring():
    points, labels = sample(circle)
    away = radius(points)
    assert away[labels > 0].max() < 2.5
    assert away[labels < 0].min() >= 3.5
    assert away.max() < 5
    assert (labels > 0).mean() == 0.5


def test_circle_draws_its_radius_evenly():
    points, labels = sample(circle)
    away = radius(points)
    assert away[labels > 0].mean() == pytest.approx(1.25, abs=0.03)
    assert away[labels < 0].mean() == pytest.approx(4.25, abs=0.03)


def test_noise_moves_no_point_of_circle_and_flips_labels_near_the_border_first():
    (points, clean), (noisy_points, noisy) = sample(circle), sample(circle, 0.25)
    assert (points == noisy_points).all()
    flipped = clean != noisy
    assert 0.05 < flipped.mean() < 0.35
    assert not flipped[radius(points) > 2.5 + 1.25 * np.sqrt(2)].any()


def test_xor_keeps_off_the_axes_and_has_the_sign_of_the_product():
    points, labels = sample(xor)
    assert np.abs(points).min() >= 0.3
    assert np.abs(points).max() <= 5.3
    assert (labels == np.sign(points[:, 0] * points[:, 1])).all()


def test_noise_moves_no_point_of_xor():
    (points, clean), (noisy_points, noisy) = sample(xor), sample(xor, 0.5)
    assert (points == noisy_points).all()
    assert 0.05 < (clean != noisy).mean() < 0.5


@pytest.mark.parametrize("noise, variance", [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_has_the_variance_of_its_noise(noise, variance):
    points, labels = sample(gauss, noise)
    for label in (-1.0, 1.0):
        cloud = points[labels == label]
        assert np.allclose(cloud.mean(axis=0), 2 * label, atol=0.1)
        assert np.allclose(cloud.var(axis=0), variance, rtol=0.06)


def test_noise_of_gauss_moves_points_outwards_and_keeps_their_labels():
    (points, labels), (noisy_points, noisy_labels) = sample(gauss), sample(gauss, 0.5)
    centers = 2 * labels[:, None]
    assert (labels == noisy_labels).all()
    assert np.allclose(noisy_points - centers, np.sqrt(8) * (points - centers))


def test_spiral_points_lie_on_two_arms_of_one_and_three_quarter_turns():
    points, labels = sample(spiral)
    away = radius(points)
    turned = 1.75 * 2 * np.pi * away / 5 + np.where(labels > 0, 0, np.pi)
    assert np.allclose(points[:, 0], away * np.sin(turned), atol=1e-9)
    assert np.allclose(points[:, 1], away * np.cos(turned), atol=1e-9)
    assert away.mean() == pytest.approx(2.5, abs=0.03)


def test_noise_moves_spiral_points_by_at_most_itself():
    (points, labels), (noisy_points, noisy_labels) = sample(spiral), sample(spiral, 0.5)
    moved = np.abs(noisy_points - points)
    assert (labels == noisy_labels).all()
    assert 0.49 < moved.max() <= 0.5


def test_plane_labels_are_a_tenth_of_the_sum():
    points, labels = sample(plane)
    assert np.allclose(labels, points.sum(axis=1) / 10)
    assert np.abs(points).max() <= 6


def test_noise_reads_plane_labels_elsewhere():
    points, labels = sample(plane, 0.5)
    off = labels - points.sum(axis=1) / 10
    assert 0.5 < np.abs(off).max() <= 0.6
    assert off.std() == pytest.approx(np.sqrt(2 * 3**2 / 3) / 10, rel=0.03)


def test_hills_are_the_cone_that_is_highest():
    points, labels = sample(hills, num=500)
    for (x1, x2), label in zip(points, labels, strict=True):
        heights = [sign * max(0.0, 1 - np.hypot(x1 - c1, x2 - c2) / 2) for c1, c2, sign in HILLS]
        assert label == pytest.approx(max(heights, key=abs))


def test_hills_go_up_and_down_alike():
    labels = sample(hills)[1]
    assert labels.max() > 0.95
    assert labels.min() < -0.95
    assert abs(labels.mean()) < 0.01
