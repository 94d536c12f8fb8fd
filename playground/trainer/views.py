"""What a frame shows of a run: views as sections of engine/frame.py. The other half is static/js/wire.js."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.engine.frame import Section
from playground.engine.shapes import Layout
from playground.trainer.messages import View
from playground.trainer.trained_run import TrainedRun


def encode_views(run: TrainedRun, views: tuple[View, ...]) -> tuple[Section, ...]:
    """The newest row, then each view in the order asked; what the run no longer has is left out."""
    sections = [Section("row", np.array(run.newest_row, "<f8"))]
    for view in views:
        values = _values_of(run, view)
        if values is not None:
            sections.append(Section(view.view, values))
    return tuple(sections)


def parameter_view(layout: Layout, workspace: Numbers) -> NDArray[np.float32]:
    """All that a forward pass in evaluation mode needs, layer by layer: weights `(units, inputs)` row by row,
    bias, then with a norm scale and shift, then with batch norm mean and variance."""
    if not layout.num_buffers:
        return workspace.parameters.astype(np.float32)
    parts = []
    for layer in layout.layers:
        end = layer.bias.stop if layer.shift is None else layer.shift.stop
        parts.append(workspace.parameters[layer.weights.start : end])
        if layer.mean is not None and layer.var is not None:
            parts += [workspace.buffers[layer.mean], workspace.buffers[layer.var]]
    return np.concatenate(parts).astype(np.float32)


def gradient_view(layout: Layout, workspace: Numbers) -> NDArray[np.float32]:
    """The loss's gradients of this step, layer by layer: of the weights row by row, then of the bias."""
    parts = [workspace.gradients[layer.weights.start : layer.bias.stop] for layer in layout.layers]
    return np.concatenate(parts).astype(np.float32)


def unit_view(run: TrainedRun, layer: int, unit: int) -> NDArray[np.float64] | None:
    """One unit in the run's own precision: layer, unit, number of inputs; weights, bias; 1 where frozen."""
    layout = run.workspace.layout
    if not (0 <= layer < len(layout.layers) and 0 <= unit < layout.layers[layer].units):
        return None
    place, workspace = layout.layers[layer], run.workspace
    first = place.weights.start + unit * place.inputs
    entries = [*range(first, first + place.inputs), place.bias.start + unit]
    values = workspace.parameters[entries].astype(np.float64)
    head = np.array([layer, unit, place.inputs], np.float64)
    return np.concatenate([head, values, workspace.frozen[entries].astype(np.float64)])


def step_view(run: TrainedRun) -> NDArray[np.float64]:
    """The step under way: mean loss of its batch (not-a-number before the loss phase), examples in its batch,
    examples of the epoch behind it, examples in the train part."""
    workspace = run.workspace
    length = int(workspace.batch_len)
    has_loss = length > 0 and run.phase in ("loss", "backward", "update")
    loss = float(np.mean(workspace.losses[:length], dtype=np.float64)) if has_loss else np.nan
    return np.array([loss, length, run.position, run.spec.num_train], np.float64)


def _values_of(run: TrainedRun, view: View) -> NDArray[np.generic] | None:
    if view.view == "parameters":
        return parameter_view(run.workspace.layout, run.workspace)
    if view.view == "gradients":
        return gradient_view(run.workspace.layout, run.workspace)
    if view.view == "values":
        return unit_view(run, view.layer, view.unit)
    return step_view(run)


class Numbers(Protocol):
    """The arrays of a workspace that views read."""

    @property
    def parameters(self) -> NDArray[np.floating]: ...

    @property
    def gradients(self) -> NDArray[np.floating]: ...

    @property
    def buffers(self) -> NDArray[np.floating]: ...
