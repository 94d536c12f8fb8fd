"""Every loss of one example with its slope at the output, in NumPy; the other half is losses.py (torch).

Outputs are `(batch, outputs)`, targets `(batch,)` as the loss reads them: -1/+1, 0/1, a class number or a real number.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine.formulas.activations import sigmoid, softplus
from playground.engine.spec import Spec
from playground.engine.tasks import LossName, output_for

Floats = NDArray[np.float64]

HUBER_DELTA: Final = 1.0


@dataclass(frozen=True, slots=True)
class Loss:
    """Each takes one output and one target an example, both `(batch,)`."""

    value: Callable[[Floats, Floats], Floats]
    slope: Callable[[Floats, Floats], Floats]


def _huber(output: Floats, target: Floats) -> Floats:
    off = np.abs(output - target)
    return np.where(off <= HUBER_DELTA, 0.5 * off * off, HUBER_DELTA * (off - 0.5 * HUBER_DELTA))


LOSSES: Final[dict[LossName, Loss]] = {
    "half_squared": Loss(lambda o, y: 0.5 * (o - y) ** 2, lambda o, y: o - y),
    "mse": Loss(lambda o, y: (o - y) ** 2, lambda o, y: 2.0 * (o - y)),
    "mae": Loss(lambda o, y: np.abs(o - y), lambda o, y: np.sign(o - y)),
    "huber": Loss(_huber, lambda o, y: np.clip(o - y, -HUBER_DELTA, HUBER_DELTA)),
    "hinge": Loss(lambda o, y: np.maximum(0.0, 1.0 - y * o), lambda o, y: np.where(y * o < 1.0, -y, 0.0)),
    "cross_entropy": Loss(lambda o, y: softplus(o) - y * o, lambda o, y: sigmoid(o) - y),
}
"""Of one output; `cross_entropy` is that of a logit and a target of 0 or 1."""


def loss_values(name: LossName, outputs: Floats, targets: Floats) -> Floats:
    """The loss of each example `(batch,)`."""
    if outputs.shape[1] == 1:
        return LOSSES[name].value(outputs[:, 0], targets)
    right: Floats = np.take_along_axis(outputs, _column(targets), axis=1)[:, 0]
    return np.asarray(np.logaddexp.reduce(outputs, axis=1) - right, np.float64)


def loss_slopes(name: LossName, outputs: Floats, targets: Floats) -> Floats:
    """What one more of each output adds to its example's loss `(batch, outputs)`."""
    if outputs.shape[1] == 1:
        return LOSSES[name].slope(outputs[:, 0], targets)[:, None]
    is_right = np.arange(outputs.shape[1]) == _column(targets)
    return np.asarray(softmax(outputs) - is_right, np.float64)


def softmax(logits: Floats) -> Floats:
    """Probabilities `(batch, classes)` of logits of the same shape."""
    shares = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))


def loss_targets(spec: Spec, labels: Floats) -> Floats:
    """Labels as the loss of `spec` reads them: -1/+1 becomes 0/1 for cross-entropy."""
    is_zero_one = output_for(spec.task, spec.loss).labels == "zero_one"
    return (labels + 1.0) / 2.0 if is_zero_one else labels


def _column(targets: Floats) -> NDArray[np.int64]:
    return targets.astype(np.int64)[:, None]
