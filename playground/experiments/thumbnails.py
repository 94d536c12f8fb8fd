"""The points of each dataset's small picture, with the noise and the sample of the page; drawn by dataset-picker.js."""

from __future__ import annotations

import base64
from functools import lru_cache

import numpy as np

from playground.engine.datasets.draws import Draws
from playground.engine.datasets.make import DATASETS
from playground.engine.spec import Points, Spec
from playground.engine.tasks import TASK_OF_DATASET

NUM_POINTS = 110
NUM_POINTS_OF_A_FIELD = 200
PLACES_A_UNIT = 20
"""Points travel as whole twentieths: x1 · 20, x2 · 20, in bytes from -127 to 127."""
LABELS_OF_A_UNIT = 100
"""Labels of regression travel as hundredths; classes as they are."""


def thumbnails(spec: Spec) -> dict[str, str]:
    """By kind of dataset, base64 of int8 triples x1, x2, label."""
    dataset = spec.dataset
    if isinstance(dataset, Points):
        return thumbnails_of(0, 0, 3)
    return thumbnails_of(dataset.noise, dataset.seed, spec.num_outputs if spec.task == "classes" else 3)


@lru_cache(maxsize=128)
def thumbnails_of(noise: int, seed: int, num_classes: int) -> dict[str, str]:
    return {kind: _thumbnail(kind, noise, seed, num_classes) for kind in DATASETS}


def _thumbnail(kind: str, noise: int, seed: int, num_classes: int) -> str:
    is_regression = TASK_OF_DATASET[kind] == "regression"
    num = NUM_POINTS_OF_A_FIELD if is_regression else NUM_POINTS
    points, labels = DATASETS[kind](Draws(seed, num, noise / 100, num_classes))
    scaled = np.column_stack([points * PLACES_A_UNIT, labels * (LABELS_OF_A_UNIT if is_regression else 1)])
    return base64.b64encode(np.clip(np.round(scaled), -127, 127).astype(np.int8).tobytes()).decode("ascii")
