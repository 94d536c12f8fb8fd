"""Blobs and arms of two to four classes."""

import numpy as np
import pytest

from playground.engine.datasets.classes import arms, blobs
from playground.engine.datasets.draws import Draws


def sample(make, num_classes, noise=0.0, num=6_000):
    return make(Draws(seed=0, num=num, noise=noise, num_classes=num_classes))


@pytest.mark.parametrize("make", [blobs, arms])
@pytest.mark.parametrize("num_classes", [2, 3, 4])
def test_every_class_has_its_share(make, num_classes):
    labels = sample(make, num_classes)[1]
    assert np.bincount(labels.astype(int)).tolist() == [6_000 // num_classes] * num_classes


@pytest.mark.parametrize("num_classes", [2, 3, 4])
def test_blobs_stand_evenly_around_the_middle(num_classes):
    points, labels = sample(blobs, num_classes)
    centers = np.array([points[labels == k].mean(axis=0) for k in range(num_classes)])
    assert np.allclose(np.hypot(centers[:, 0], centers[:, 1]), 3.5, atol=0.1)
    assert np.allclose(centers.sum(axis=0), 0, atol=0.2)


@pytest.mark.parametrize("noise, variance", [(0.0, 0.5), (0.5, 4.0)])
def test_blobs_have_the_variance_of_their_noise(noise, variance):
    points, labels = sample(blobs, 2, noise)
    assert points[labels == 1].var(axis=0) == pytest.approx(np.full(2, variance), rel=0.1)


@pytest.mark.parametrize("num_classes", [2, 3, 4])
def test_arms_are_one_arm_turned(num_classes):
    points, labels = sample(arms, num_classes)
    away = np.hypot(points[:, 0], points[:, 1])
    along = (away / 5 - 0.1) / 0.9
    angle = np.arctan2(points[:, 0], points[:, 1])
    off = angle - 2 * np.pi * (0.75 * along + labels / num_classes)
    assert np.allclose(np.cos(off), 1)
    assert (away >= 0.5).all()
    assert (away < 5).all()


def test_noise_moves_arms_and_keeps_labels():
    clean, noisy = (sample(arms, 3, noise) for noise in (0.0, 0.5))
    assert (clean[1] == noisy[1]).all()
    assert 0.99 < np.abs(noisy[0] - clean[0]).max() <= 1.0
