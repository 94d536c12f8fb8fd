"""Datasets of two to four classes: round blobs and the arms of a galaxy; labels are 0..k-1."""

import numpy as np

from playground.engine.datasets.draws import Draws, Floats, Sample
from playground.engine.datasets.tensorflow_playground import cloud_variance

BLOB_DISTANCE = 3.5
ARM_LENGTH = 5.0
ARM_TURNS = 0.75
ARM_NOISE = 2.0


def blobs(draws: Draws) -> Sample:
    """One cloud a class, evenly around the middle; noise widens them as it does those of `gauss`."""
    labels = draws.index % draws.num_classes
    # Three stand on a side, two and four in the quadrants.
    first = np.pi / 2 if draws.num_classes == 3 else np.pi / 4
    angle = first + 2.0 * np.pi * labels / draws.num_classes
    centers = BLOB_DISTANCE * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    deviation = np.sqrt(cloud_variance(draws.noise))
    return centers + deviation * draws.normals(), _as_labels(labels)


def arms(draws: Draws) -> Sample:
    """One arm a class, winding out of the middle."""
    labels = draws.index % draws.num_classes
    along, _ = draws.uniforms()
    angle = 2.0 * np.pi * (ARM_TURNS * along + labels / draws.num_classes)
    # From 0.1 on: at the very middle all arms meet, and no network could tell them apart.
    radius = ARM_LENGTH * (0.1 + 0.9 * along)
    arm = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    return arm + draws.uniform_noise(ARM_NOISE), _as_labels(labels)


def _as_labels(classes: np.ndarray[tuple[int], np.dtype[np.int64]]) -> Floats:
    return classes.astype(np.float64)
