"""From a spec to its training and test examples, in the order in which they are used."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine import random
from playground.engine.datasets.classes import arms, blobs
from playground.engine.datasets.draws import Draws, Floats, Sample
from playground.engine.datasets.moons import moons
from playground.engine.datasets.tensorflow_playground import circle, gauss, hills, plane, spiral, xor
from playground.engine.spec import Arms, Blobs, Points, Spec

DATASETS: Final[dict[str, Callable[[Draws], Sample]]] = {
    "circle": circle, "xor": xor, "gauss": gauss, "spiral": spiral, "moons": moons,
    "blobs": blobs, "arms": arms, "plane": plane, "hills": hills,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dataset:
    """Points are `(n, 2)`; labels `(n,)` are -1/+1 for two classes, 0..k-1 for classes, else real."""

    train_points: Floats
    train_labels: Floats
    test_points: Floats
    test_labels: Floats


def make_dataset(spec: Spec) -> Dataset:
    """The examples of `spec`: given ones as they are, made ones shuffled and split."""
    dataset = spec.dataset
    if isinstance(dataset, Points):
        return Dataset(*_given(dataset.train), *_given(dataset.test))
    num_classes = dataset.num_classes if isinstance(dataset, Blobs | Arms) else 2
    draws = Draws(dataset.seed, dataset.num_examples, dataset.noise / 100, num_classes)
    points, labels = DATASETS[dataset.kind](draws)
    order = random.permutation(dataset.seed, random.SPLIT, dataset.num_examples)
    train, test = order[: spec.num_train], order[spec.num_train :]
    return Dataset(points[train], labels[train], points[test], labels[test])


def thumbnail_points(kind: str, num_points: int = 200) -> Sample:
    """Points and labels of a small picture: the default sample without noise, three classes where there are many."""
    return DATASETS[kind](Draws(seed=0, num=num_points, noise=0.0, num_classes=3))


def _given(points: tuple[tuple[float, float, float], ...]) -> Sample:
    rows: NDArray[np.float64] = np.array(points, np.float64).reshape(-1, 3)
    return rows[:, :2].copy(), rows[:, 2].copy()
