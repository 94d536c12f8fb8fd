"""Every optimizer's update of all parameters in NumPy; the other half is optimizers.py (torch).

Formulas and their order are those of torch.optim; parameters and gradients are flat `(parameters,)` as shapes.Layout
orders them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from playground.engine.shapes import Layout
from playground.engine.spec import (
    Adagrad,
    Adam,
    AdamW,
    MomentumSgd,
    Nesterov,
    Regularization,
    Rmsprop,
    Sgd,
    Spec,
)

Floats = NDArray[np.float64]


@dataclass(slots=True)
class OptimizerState:
    """What an optimizer remembers from step to step; `update` changes it in place."""

    first: Floats
    """Velocity, or the first moment."""
    second: Floats
    """Squares: their sum, or their running average."""
    steps: NDArray[np.int64]
    """Updates that each parameter has had."""
    frozen: NDArray[np.bool_]
    """Set by a learner: keeps its value."""
    dead: NDArray[np.bool_]
    """Carried across zero by L1 under plain SGD: stays there, as on TensorFlow Playground."""

    @classmethod
    def empty(cls, num_parameters: int) -> OptimizerState:
        return cls(
            first=np.zeros(num_parameters),
            second=np.zeros(num_parameters),
            steps=np.zeros(num_parameters, np.int64),
            frozen=np.zeros(num_parameters, np.bool_),
            dead=np.zeros(num_parameters, np.bool_),
        )


def update(spec: Spec, parameters: Floats, gradients: Floats, state: OptimizerState, rate: float) -> Floats:
    """The parameters after one step of `rate`; `gradients` are means over the batch, without penalties."""
    optimizer, regularization = spec.training.optimizer, spec.training.regularization
    penalty = _penalty_slope(regularization, parameters) * weight_mask(Layout.of(spec))
    stays = state.frozen | state.dead
    before = (state.first.copy(), state.second.copy())
    state.steps += 1
    if isinstance(optimizer, Sgd):
        after = _sgd(parameters, gradients, penalty, state, rate, regularization)
    elif isinstance(optimizer, AdamW):
        shrunk = parameters - rate * (optimizer.weight_decay * parameters + penalty)
        after = shrunk - rate * _adam_direction(optimizer, gradients, state)
    else:
        after = parameters - rate * _direction(optimizer, gradients + penalty, state)
    for remembered, old in zip((state.first, state.second), before, strict=True):
        remembered[stays] = old[stays]
    return np.where(stays, parameters, after)


def weight_mask(layout: Layout) -> NDArray[np.bool_]:
    """Which of the flat parameters are weights: penalties leave biases, scales and shifts alone."""
    mask = np.zeros(layout.num_parameters, np.bool_)
    for layer in layout.layers:
        mask[layer.weights] = True
    return mask


def _penalty_slope(regularization: Regularization, parameters: Floats) -> Floats:
    """R'(w): w for L2 = w²/2, the sign of w for L1 = |w|, times the rate."""
    if regularization.kind == "l2":
        return regularization.rate * parameters
    if regularization.kind == "l1":
        return regularization.rate * np.sign(parameters)
    return np.zeros_like(parameters)


def _sgd(
    parameters: Floats,
    gradients: Floats,
    penalty: Floats,
    state: OptimizerState,
    rate: float,
    regularization: Regularization,
) -> Floats:
    moved = parameters - rate * gradients
    after = moved - rate * penalty
    if regularization.kind == "l1":
        crossed = (moved * after < 0) & ~state.frozen
        state.dead |= crossed
        after = np.where(crossed, 0.0, after)
    return after


def _direction(
    optimizer: MomentumSgd | Nesterov | Rmsprop | Adagrad | Adam, gradients: Floats, state: OptimizerState
) -> Floats:
    """What the learning rate multiplies."""
    match optimizer:
        case MomentumSgd():
            state.first = optimizer.momentum * state.first + gradients
            return state.first
        case Nesterov():
            state.first = optimizer.momentum * state.first + gradients
            return gradients + optimizer.momentum * state.first
        case Rmsprop():
            state.second = optimizer.alpha * state.second + (1.0 - optimizer.alpha) * gradients**2
            return np.asarray(gradients / (np.sqrt(state.second) + optimizer.epsilon))
        case Adagrad():
            state.second = state.second + gradients**2
            return np.asarray(gradients / (np.sqrt(state.second) + optimizer.epsilon))
        case Adam():
            return _adam_direction(optimizer, gradients, state)
        case _:
            assert_never(optimizer)


def _adam_direction(optimizer: Adam | AdamW, gradients: Floats, state: OptimizerState) -> Floats:
    """Kingma & Ba (2015); AdamW: Loshchilov & Hutter (2019). Both averages start at 0, which the divisions mend."""
    beta1, beta2 = optimizer.beta1, optimizer.beta2
    state.first = beta1 * state.first + (1.0 - beta1) * gradients
    state.second = beta2 * state.second + (1.0 - beta2) * gradients**2
    mean = state.first / (1.0 - beta1**state.steps)
    square = state.second / (1.0 - beta2**state.steps)
    return np.asarray(mean / (np.sqrt(square) + optimizer.epsilon))
