"""The first weights of a spec, layer by layer; network.py copies them into its tensors."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.engine import random
from playground.engine.spec import FEATURES, GivenLayer, InitialName, NormName, Spec

Floats = NDArray[np.float64]

OUTPUT_LAYER: Final = 0xFFFFFFFF
"""The output layer's address by name: adding a hidden layer must not re-roll it."""

BIAS: Final[dict[InitialName, float]] = {
    "uniform": 0.1, "normal": 0.1, "xavier": 0.0, "he": 0.0, "zero": 0.0, "constant": 0.1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LayerArrays:
    """One layer's values; `scale` and `shift` only with a norm, `mean` and `var` only with batch norm."""

    weights: Floats
    """`(units, inputs)`"""
    bias: Floats
    """`(units,)`, as all below"""
    scale: Floats | None = None
    shift: Floats | None = None
    mean: Floats | None = None
    var: Floats | None = None


def initial_parameters(spec: Spec) -> list[LayerArrays]:
    """Hidden layers, then the output layer, as they are before the first step."""
    feature_places = np.array([FEATURES.index(name) for name in spec.features])
    sizes = spec.layer_sizes
    layers = []
    for index, (num_inputs, num_units) in enumerate(pairwise(sizes)):
        is_output = index == len(spec.layers)
        layer = spec.output if is_output else spec.layers[index]
        address = OUTPUT_LAYER if is_output else index
        inputs = feature_places if index == 0 else np.arange(num_inputs)
        weights, bias = _first_values(spec.seed, layer.initial, address, num_units, inputs)
        if spec.given is not None:
            weights, bias = _given_values(spec.given[index])
        norm = "none" if is_output else spec.layers[index].norm
        layers.append(_layer(weights, bias, norm))
    return layers


def draw_weights(
    seed: int, initial: InitialName, layer: int, units: NDArray[np.int64], inputs: NDArray[np.int64]
) -> Floats:
    """Weights `(units, inputs)` at their addresses.

    Each depends on (layer, unit, input) alone, besides the fan that `xavier` (Glorot & Bengio 2010, uniform) and
    `he` (He et al. 2015, normal) scale by.
    """
    num_units, num_inputs = len(units), len(inputs)
    place = (layer, units[:, None], inputs)
    if initial == "uniform":
        return random.uniform(seed, random.WEIGHTS, *place) - 0.5
    if initial == "normal":
        return 0.5 * random.normal(seed, random.WEIGHTS, *place)
    if initial == "xavier":
        reach = np.sqrt(6.0 / (num_inputs + num_units))
        return np.asarray((2.0 * random.uniform(seed, random.WEIGHTS, *place) - 1.0) * reach)
    if initial == "he":
        return np.asarray(np.sqrt(2.0 / num_inputs) * random.normal(seed, random.WEIGHTS, *place))
    return np.full((num_units, num_inputs), 0.5 if initial == "constant" else 0.0)


def _first_values(
    seed: int, initial: InitialName, layer: int, num_units: int, inputs: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    weights = draw_weights(seed, initial, layer, np.arange(num_units), inputs)
    return weights, np.full(num_units, BIAS[initial])


def _given_values(layer: GivenLayer) -> tuple[Floats, Floats]:
    return np.array(layer.weights, np.float64), np.array(layer.bias, np.float64)


def _layer(weights: Floats, bias: Floats, norm: NormName) -> LayerArrays:
    ones, zeros = np.ones_like(bias), np.zeros_like(bias)
    if norm == "batch":
        return LayerArrays(weights, bias, ones, zeros, zeros.copy(), ones.copy())
    if norm == "layer":
        return LayerArrays(weights, bias, ones, zeros)
    return LayerArrays(weights, bias)
