"""Experiments that TensorFlow Playground's own engine has computed, replayed by ours; the command is `parity`.

A file is a list of experiments: configuration, points in order of use, weights before training, and the losses that its
engine found.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playground.engine.errors import SpecError
from playground.engine.run import Run
from playground.engine.spec import FEATURES, FeatureName, Spec, parse_spec

FEATURE_NAMES: Final[dict[str, FeatureName]] = {
    "x": "x1", "y": "x2", "xSquared": "x1x1", "ySquared": "x2x2", "xTimesY": "x1x2", "sinX": "sinx1", "sinY": "sinx2",
}  # fmt: skip
FIRST_EPOCHS: Final = 10
"""Later, chaotic experiments split: moving one weight by 1e-15 changes some of them by 1e-3."""
SMALLEST_LOSS: Final = 1e-10
"""A loss below this is compared as if it were this: its own rounding, about sqrt(loss) * 1e-16, is then all that is
left of it."""


class FileError(Exception):
    """A file that holds no experiments; its text says where and why."""


@dataclass(frozen=True, slots=True)
class ReferenceRun:
    """One experiment and the losses to find."""

    name: str
    spec: Spec
    trace: tuple[tuple[int, float, float], ...]
    """Epoch, train loss, test loss; not-a-number where the other engine's was none."""


@dataclass(frozen=True, slots=True)
class Difference:
    """The largest relative difference of the losses."""

    first_epochs: float
    all_epochs: float


def read_reference_runs(path: Path) -> list[ReferenceRun]:
    """The experiments of a file. Raises FileError."""
    try:
        experiments = json.loads(path.read_bytes())
    except OSError as error:
        raise FileError(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise FileError(f"{path} is not JSON.") from None
    if not isinstance(experiments, list):
        raise FileError(f"{path} is not a list of experiments.")
    return [_read_one(path, number, data) for number, data in enumerate(experiments, start=1)]


def compare(reference: ReferenceRun, stepper: str | None = None) -> Difference:
    """Trains the experiment from its given points and weights and compares every loss of its trace."""
    run = Run(reference.spec, stepper=stepper)
    first = over_all = 0.0
    for epoch, train_loss, test_loss in reference.trace:
        while run.epoch < epoch and not run.diverged:
            run.advance(reference.spec.num_train)
        row = run.newest_row
        found = (row.train_loss, row.test_loss) if not run.diverged else (math.nan, math.nan)
        off = max(_off(found[0], train_loss), _off(found[1], test_loss))
        over_all = max(over_all, off)
        if epoch <= FIRST_EPOCHS:
            first = max(first, off)
    return Difference(first, over_all)


def _off(found: float, expected: float) -> float:
    if not math.isfinite(expected) or not math.isfinite(found):
        return 0.0 if math.isfinite(expected) == math.isfinite(found) else math.inf
    return abs(found - expected) / max(abs(expected), SMALLEST_LOSS)


def _read_one(path: Path, number: int, data: Any) -> ReferenceRun:
    try:
        settings = data["cfg"]
        spec = parse_spec(_spec_data(settings, data))
        trace = tuple((int(epoch), _loss(train), _loss(test)) for epoch, train, test in data["trace"])
    except (KeyError, TypeError, ValueError, IndexError, StopIteration, AttributeError) as error:
        raise FileError(f"{path}: experiment {number} has another shape: {error!r}.") from None
    except SpecError as error:
        raise FileError(f"{path}: experiment {number} cannot be trained: {error}.") from None
    names = (settings["dataset"], settings["act"], _penalty(settings), f"batch {settings['batch']}")
    return ReferenceRun(" ".join(str(name) for name in names), spec, trace)


def _loss(value: float | None) -> float:
    # JSON has no not-a-number; JavaScript writes null for it.
    return math.nan if value is None else float(value)


def _penalty(settings: dict[str, Any]) -> str:
    return "no penalty" if settings["reg"] == "none" else f"{settings['reg']} {settings['rr']}"


def _spec_data(settings: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    features = [FEATURE_NAMES[name] for name in settings["feats"]]
    is_regression = settings["dataset"].startswith("reg-")
    return {
        "dataset": {
            "kind": "points",
            "task": "regression" if is_regression else "two_classes",
            "train": _points(data["train"]),
            "test": _points(data["test"]),
        },
        "features": features,
        "layers": [{"units": units, "activation": settings["act"]} for units in settings["shape"]],
        "given": _given_layers([*settings["shape"], 1], features, iter(data["w0"])),
        "training": {
            "learning_rate": float(settings["lr"]),
            "batch_size": settings["batch"],
            "regularization": {"kind": settings["reg"].lower(), "rate": float(settings["rr"])},
        },
        "precision": "float64",
    }


def _points(points: list[dict[str, float]]) -> list[list[float]]:
    return [[float(point["x"]), float(point["y"]), float(point["label"])] for point in points]


def _given_layers(
    sizes: list[int], features: list[FeatureName], units: Iterator[dict[str, Any]]
) -> list[dict[str, Any]]:
    layers = []
    for index, num_units in enumerate(sizes):
        layer = [next(units) for _ in range(num_units)]
        weights = [[float(weight) for weight in unit["w"]] for unit in layer]
        if index == 0:
            # A spec has its features in one order; the first layer's weights follow theirs.
            places = sorted(range(len(features)), key=lambda place: FEATURES.index(features[place]))
            weights = [[row[place] for place in places] for row in weights]
        layers.append({"weights": weights, "bias": [float(unit["b"]) for unit in layer]})
    return layers
