"""One training step from scratch in NumPy: forward, loss, backward, update, each as the lessons tell it.

The formulas of each part are in formulas/. network.py and steppers/ do the same, faster, and are tested against this;
the web process draws first pictures and epoch-0 rows with it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine import random
from playground.engine.features import compute_features
from playground.engine.formulas import norms
from playground.engine.formulas.activations import ACTIVATIONS, sigmoid
from playground.engine.formulas.losses import loss_slopes, loss_targets, loss_values, softmax
from playground.engine.formulas.norms import Normed
from playground.engine.formulas.optimizers import OptimizerState, update
from playground.engine.initial import LayerArrays
from playground.engine.shapes import LayerLayout, Layout
from playground.engine.spec import MAX_UNITS, Spec
from playground.engine.tasks import output_for

Floats = NDArray[np.float64]

EDGE: Final = 6.0
"""Maps show the square from -EDGE to EDGE."""


@dataclass(frozen=True, slots=True)
class LayerPass:
    """All that one layer computed for a batch; what the way back needs."""

    inputs: Floats
    """`(batch, inputs)`"""
    z: Floats
    """The weighted sums `(batch, units)`, as all below."""
    normed: Normed | None
    before_activation: Floats
    """z, or what the norm made of it."""
    factors: Floats | None
    """Dropout: 0 for what is dropped, 1 / (1 - p) for what is kept."""
    a: Floats
    """The activations, after dropout."""


# --- forward ----------------------------------------------------------------------------------------


def forward(
    spec: Spec, layers: list[LayerArrays], inputs: Floats, step: int | None = None
) -> list[LayerPass]:
    """Every layer's values for `inputs` `(batch, features)`.

    With a `step` it trains: norms look at the batch and dropout draws that step's masks. Without, it evaluates.
    """
    passes: list[LayerPass] = []
    for index, (layout, layer) in enumerate(zip(Layout.of(spec).layers, layers, strict=True)):
        z = inputs @ layer.weights.T + layer.bias
        normed, read = None, z
        if layer.scale is not None and layer.shift is not None:
            normed = _norm(layout, layer, z, is_training=step is not None)
            read = normed.standard * layer.scale + layer.shift
        a = ACTIVATIONS[layout.activation].value(read)
        factors = None
        if step is not None and layout.dropout:
            factors = dropout_factors(spec.seed, step, index, layout.dropout, z.shape)
            a = a * factors
        passes.append(LayerPass(inputs, z, normed, read, factors, a))
        inputs = a
    return passes


def _norm(layout: LayerLayout, layer: LayerArrays, z: Floats, *, is_training: bool) -> Normed:
    if layer.mean is not None and layer.var is not None and not is_training:
        return norms.standardize_with(z, layer.mean, layer.var)
    return norms.standardize(z, _norm_axis(layout))


def _norm_axis(layout: LayerLayout) -> int:
    return norms.BATCH if layout.norm == "batch" else norms.UNITS


def dropout_factors(seed: int, step: int, layer: int, per_cent: int, shape: tuple[int, ...]) -> Floats:
    """`(batch, units)`: 0 with probability p, else 1 / (1 - p), so that the mean stays (inverted dropout)."""
    rows, units = np.arange(shape[0])[:, None], np.arange(shape[1])
    drop = per_cent / 100
    drawn = random.uniform(
        seed, random.DROPOUT, step & 0xFFFFFFFF, step >> 32, layer, rows * MAX_UNITS + units
    )
    return np.where(drawn >= drop, 1.0 / (1.0 - drop), 0.0)


# --- loss -------------------------------------------------------------------------------------------


def loss(spec: Spec, passes: list[LayerPass], targets: Floats) -> float:
    """The batch's mean loss, penalties left out; `targets` `(batch,)` as `loss_targets` gives them."""
    return float(loss_values(spec.loss, passes[-1].a, targets).mean())


# --- backward ---------------------------------------------------------------------------------------


def backward(
    spec: Spec, layers: list[LayerArrays], passes: list[LayerPass], targets: Floats
) -> list[LayerArrays]:
    """The gradient of the mean loss, one array for each array of `layers` (running averages have none).

    `passes` are those of a forward pass in training.
    """
    num_examples = len(targets)
    slopes = loss_slopes(spec.loss, passes[-1].a, targets)  # (batch, outputs)
    gradients: list[LayerArrays] = []
    for layout, layer, done in reversed(list(zip(Layout.of(spec).layers, layers, passes, strict=True))):
        if done.factors is not None:
            slopes = slopes * done.factors
        slopes = slopes * ACTIVATIONS[layout.activation].slope(done.before_activation)
        scale = shift = None
        if done.normed is not None and layer.scale is not None:
            scale = (slopes * done.normed.standard).sum(axis=0) / num_examples
            shift = slopes.sum(axis=0) / num_examples
            slopes = norms.slope_before(slopes * layer.scale, done.normed, _norm_axis(layout))
        weights = slopes.T @ done.inputs / num_examples
        gradients.append(LayerArrays(weights, slopes.sum(axis=0) / num_examples, scale, shift))
        slopes = slopes @ layer.weights  # (batch, inputs): the slopes at the layer below
    return gradients[::-1]


# --- update -----------------------------------------------------------------------------------------


def train_step(
    spec: Spec,
    layers: list[LayerArrays],
    state: OptimizerState,
    inputs: Floats,
    targets: Floats,
    step: int,
    rate: float,
) -> tuple[list[LayerArrays], float]:
    """The layers after step number `step` (from 0) and the batch's loss before it; `state` moves on in place."""
    passes = forward(spec, layers, inputs, step)
    batch_loss = loss(spec, passes, targets)
    gradients = backward(spec, layers, passes, targets)
    moved = update(spec, flatten(layers), flatten(gradients), state, rate)
    return _averaged(unflatten(spec, moved, layers), passes), batch_loss


def flatten(layers: list[LayerArrays]) -> Floats:
    """All parameters in one array, in the order of shapes.Layout."""
    arrays = [
        array
        for layer in layers
        for array in (layer.weights, layer.bias, layer.scale, layer.shift)
        if array is not None
    ]
    return np.concatenate([array.ravel() for array in arrays])


def unflatten(spec: Spec, parameters: Floats, layers: list[LayerArrays]) -> list[LayerArrays]:
    """`layers` with the values of `parameters`, their running averages kept."""
    return [
        replace(
            layer,
            weights=parameters[place.weights].reshape(place.units, place.inputs),
            bias=parameters[place.bias],
            scale=None if place.scale is None else parameters[place.scale],
            shift=None if place.shift is None else parameters[place.shift],
        )
        for place, layer in zip(Layout.of(spec).layers, layers, strict=True)
    ]


def _averaged(layers: list[LayerArrays], passes: list[LayerPass]) -> list[LayerArrays]:
    """Batch norm's running averages, one batch further."""
    moved = []
    for layer, done in zip(layers, passes, strict=True):
        if layer.mean is not None and layer.var is not None:
            mean, var = norms.running_averages(done.z, layer.mean, layer.var)
            layer = replace(layer, mean=mean, var=var)
        moved.append(layer)
    return moved


# --- what a learner sees ----------------------------------------------------------------------------


def evaluate(spec: Spec, layers: list[LayerArrays], points: Floats, labels: Floats) -> tuple[float, float]:
    """Mean loss and metric of points `(n, 2)` in evaluation mode: accuracy, or RMSE for regression.

    Not-a-number for both where there are no points.
    """
    if not len(points):
        return math.nan, math.nan
    outputs = _outputs(spec, layers, points)
    mean_loss = float(loss_values(spec.loss, outputs, loss_targets(spec, labels)).mean())
    if spec.task == "regression":
        return mean_loss, float(np.sqrt(((outputs[:, 0] - labels) ** 2).mean()))
    if spec.task == "classes":
        return mean_loss, float((outputs.argmax(axis=1) == labels).mean())
    return mean_loss, float((np.where(outputs[:, 0] >= 0, 1.0, -1.0) == labels).mean())


def predict_map(spec: Spec, layers: list[LayerArrays], size: int) -> Floats:
    """What the result map shows, `(outputs, size, size)`, its first row at x2 = EDGE, edges included.

    The output, clipped or as 2p - 1 where the task table says so; probabilities for classes.
    """
    outputs = _outputs(spec, layers, grid_points(size))
    shown = output_for(spec.task, spec.loss).shown
    if shown == "clipped":
        outputs = np.clip(outputs, -1.0, 1.0)
    elif shown == "two_p_minus_one":
        outputs = 2.0 * sigmoid(outputs) - 1.0
    elif shown == "argmax":
        outputs = softmax(outputs)
    return outputs.T.reshape(-1, size, size)


def grid_points(size: int) -> Floats:
    """`(size * size, 2)`, row by row from the top left."""
    ticks = np.linspace(-EDGE, EDGE, size)
    x1, x2 = np.meshgrid(ticks, ticks[::-1])
    return np.stack([x1.ravel(), x2.ravel()], axis=1)


def _outputs(spec: Spec, layers: list[LayerArrays], points: Floats) -> Floats:
    return forward(spec, layers, compute_features(points, spec.features))[-1].a
