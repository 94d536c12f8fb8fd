"""Every activation function with its slope, in NumPy; the other halves are layers.py (torch) and network.js."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine.spec import ActivationName

Floats = NDArray[np.float64]

LEAK: Final = 0.01
_erf = np.vectorize(math.erf, otypes=[np.float64])


@dataclass(frozen=True, slots=True)
class Activation:
    """Both are taken at z, of any shape."""

    value: Callable[[Floats], Floats]
    slope: Callable[[Floats], Floats]


def sigmoid(z: Floats) -> Floats:
    """1 / (1 + e^-z), written with tanh, which never overflows."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * z)))


def softplus(z: Floats) -> Floats:
    """ln(1 + e^z)"""
    return np.asarray(np.logaddexp(0.0, z))


def _tanh_slope(z: Floats) -> Floats:
    return np.asarray(1.0 - np.tanh(z) ** 2)


def _sigmoid_slope(z: Floats) -> Floats:
    return sigmoid(z) * sigmoid(-z)


def _elu(z: Floats) -> Floats:
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))


def _elu_slope(z: Floats) -> Floats:
    return np.where(z > 0, 1.0, np.exp(np.minimum(z, 0.0)))


def _normal_below(z: Floats) -> Floats:
    """The share of a standard normal below z."""
    return np.asarray(0.5 * (1.0 + _erf(z / math.sqrt(2.0))))


def _gelu_slope(z: Floats) -> Floats:
    return np.asarray(_normal_below(z) + z * np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi))


def _silu_slope(z: Floats) -> Floats:
    return sigmoid(z) + z * _sigmoid_slope(z)


ACTIVATIONS: Final[dict[ActivationName, Activation]] = {
    "linear": Activation(lambda z: z, np.ones_like),
    "tanh": Activation(np.tanh, _tanh_slope),
    "sigmoid": Activation(sigmoid, _sigmoid_slope),
    # At 0 the slope is the left one, as on TensorFlow Playground and in torch. NaN stays NaN.
    "relu": Activation(lambda z: np.maximum(z, 0.0), lambda z: np.where(z > 0, 1.0, 0.0)),
    "leaky_relu": Activation(lambda z: np.where(z > 0, z, LEAK * z), lambda z: np.where(z > 0, 1.0, LEAK)),
    "elu": Activation(_elu, _elu_slope),
    "gelu": Activation(lambda z: z * _normal_below(z), _gelu_slope),
    "silu": Activation(lambda z: z * sigmoid(z), _silu_slope),
    "softplus": Activation(softplus, sigmoid),
    "sine": Activation(np.sin, np.cos),
}
