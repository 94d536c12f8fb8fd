"""All that the page knows before its socket opens: spec, points, epoch-0 weights and row, thumbnails, tables.

static/js/board-state.js reads it from the JSON block `board-data`.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from django.templatetags.static import static
from numpy.typing import NDArray

from playground.engine.address import encode_address
from playground.engine.datasets.make import Dataset, make_dataset
from playground.engine.frame import encode_points
from playground.engine.initial import LayerArrays, initial_parameters
from playground.engine.reference import evaluate
from playground.engine.spec import Spec, spec_to_dict
from playground.engine.tasks import DEFAULT_LOSS, LOSSES_OF_TASK, TASK_OF_DATASET, output_for
from playground.experiments.controls import rules
from playground.experiments.thumbnails import thumbnails
from playground.live.tokens import make_token, new_name
from playground.release import current_release

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class FirstState:
    """A spec's run before its first step."""

    spec: Spec
    dataset: Dataset
    layers: list[LayerArrays]
    row: tuple[float, ...]
    """seq, step, epoch, train_loss, test_loss, train_metric, test_metric."""


@lru_cache(maxsize=256)
def first_state(spec: Spec) -> FirstState:
    """Points, weights and losses of epoch 0; kept for the specs that are asked for most."""
    dataset, layers = make_dataset(spec), initial_parameters(spec)
    train_loss, train_metric = evaluate(spec, layers, dataset.train_points, dataset.train_labels)
    test_loss, test_metric = evaluate(spec, layers, dataset.test_points, dataset.test_labels)
    return FirstState(spec, dataset, layers, (0, 0, 0, train_loss, test_loss, train_metric, test_metric))


def board_data(spec: Spec) -> dict[str, Any]:
    """What the JSON block of the page holds."""
    first = first_state(spec)
    return {
        "spec": spec_to_dict(spec),
        "address": encode_address(spec),
        "token": make_token(new_name()),
        "socket": "/live/",
        "version": current_release(),
        "structure": 0,
        "points": _base64(_points(first.dataset)),
        "parameters": _base64(flat_parameters(first.layers).astype("<f4").tobytes()),
        "row": [value if math.isfinite(value) else None for value in first.row],
        "tasks": task_table(),
        "thumbnails": thumbnails(spec),
        "rules": rules(),
        "urls": urls(),
    }


def flat_parameters(layers: Sequence[LayerArrays]) -> Floats:
    """The `parameters` view: a layer's weights, bias, scale and shift, running mean and variance, then the next's."""
    parts = [
        part.ravel()
        for layer in layers
        for part in (layer.weights, layer.bias, layer.scale, layer.shift, layer.mean, layer.var)
        if part is not None
    ]
    return np.concatenate(parts)


def task_table() -> dict[str, Any]:
    """tasks.py as JSON: which losses fit which data, and what the output layer does for each."""
    return {
        "datasets": TASK_OF_DATASET,
        "losses": LOSSES_OF_TASK,
        "default_loss": DEFAULT_LOSS,
        "outputs": {
            task: {
                loss: {"activation": output.activation, "labels": output.labels, "shown": output.shown}
                for loss in losses
                for output in [output_for(task, loss)]
            }
            for task, losses in LOSSES_OF_TASK.items()
        },
    }


def urls() -> dict[str, str]:
    """Addresses that scripts cannot know: those of workers have a hash of their content."""
    return {
        "maps_worker": static("js/maps-worker.js"),
        "links_worker": static("js/links-worker.js"),
        "htmx": static("vendor/htmx.min.js"),
        "uplot": static("vendor/uplot.iife.min.js"),
        "uplot_css": static("vendor/uplot.min.css"),
    }


def _points(dataset: Dataset) -> bytes:
    train = np.column_stack([dataset.train_points, dataset.train_labels])
    test = np.column_stack([dataset.test_points, dataset.test_labels])
    return encode_points(0, 0, train, test)


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
