"""What follows from a spec without training it: where each value lies in flat arrays, and what a step costs.

The layout is shared by network.py, the steppers, checkpoints and frames; static/js/network.js reads the same order.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from playground.engine.errors import SpecError
from playground.engine.spec import ActivationName, NormName, Spec
from playground.engine.tasks import output_for

MAX_PARAMETERS: Final = 50_000
"""More than the bounds of a spec allow; a small server may ask for less."""
MAX_OPERATIONS: Final = 500_000_000
"""Of one step: about half a second of one core, the longest that a learner should wait for pause."""


@dataclass(frozen=True, slots=True)
class LayerLayout:
    """One layer's shape and the places of its values in the flat arrays."""

    inputs: int
    units: int
    activation: ActivationName
    norm: NormName
    dropout: int
    """Per cent, as in the spec; 0 for the output layer."""
    weights: slice
    """Into the parameters, row-major `(units, inputs)`."""
    bias: slice
    scale: slice | None
    shift: slice | None
    mean: slice | None
    """Into the buffers, as `var`; batch norm only."""
    var: slice | None
    rows: slice
    """This layer's units in arrays that stack all layers' units."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Hidden layers, then the output layer; parameters of a layer: weights, bias, then scale and shift."""

    layers: tuple[LayerLayout, ...]
    num_parameters: int
    num_buffers: int
    num_units: int

    @classmethod
    def of(cls, spec: Spec) -> Layout:
        kinds: list[tuple[int, ActivationName, NormName, int]] = [
            (layer.units, layer.activation, layer.norm, layer.dropout) for layer in spec.layers
        ]
        kinds.append((spec.num_outputs, output_for(spec.task, spec.loss).activation, "none", 0))
        parameters, buffers, units_before = _Places(), _Places(), _Places()
        layers = []
        num_inputs = len(spec.features)
        for num_units, activation, norm, dropout in kinds:
            has_norm, has_buffers = norm != "none", norm == "batch"
            layers.append(
                LayerLayout(
                    inputs=num_inputs,
                    units=num_units,
                    activation=activation,
                    norm=norm,
                    dropout=dropout,
                    weights=parameters.take(num_units * num_inputs),
                    bias=parameters.take(num_units),
                    scale=parameters.take(num_units) if has_norm else None,
                    shift=parameters.take(num_units) if has_norm else None,
                    mean=buffers.take(num_units) if has_buffers else None,
                    var=buffers.take(num_units) if has_buffers else None,
                    rows=units_before.take(num_units),
                )
            )
            num_inputs = num_units
        return cls(tuple(layers), parameters.taken, buffers.taken, units_before.taken)


class _Places:
    """Hands out one slice after another."""

    def __init__(self) -> None:
        self.taken = 0

    def take(self, length: int) -> slice:
        self.taken += length
        return slice(self.taken - length, self.taken)


def num_parameters(spec: Spec) -> int:
    """Weights, biases, scales and shifts: all that training changes."""
    return Layout.of(spec).num_parameters


def batch_size(spec: Spec) -> int:
    """Examples of a usual step: 'full' and more than there are mean all of them."""
    wanted = spec.training.batch_size
    return spec.num_train if wanted == "full" else min(wanted, spec.num_train)


def largest_batch(spec: Spec) -> int:
    """Examples of the largest step of an epoch."""
    usual = batch_size(spec)
    tail = spec.num_train % usual
    if spec.training.last_batch == "carry":
        return usual + tail
    # Batch norm needs two examples: a tail of one joins the batch before it.
    has_batch_norm = any(layer.norm == "batch" for layer in spec.layers)
    return usual + 1 if has_batch_norm and tail == 1 else usual


def operations_per_step(spec: Spec) -> int:
    """Multiplications and additions of the largest step, to the first order.

    A weight costs 2 in the forward pass, 4 in the backward pass for each example; a unit about 20 for its
    activation function and derivative; a parameter about 10 for its update.
    """
    layout = Layout.of(spec)
    return largest_batch(spec) * _operations_per_example(layout) + 10 * layout.num_parameters


def examples_per_step(spec: Spec, max_operations: int = MAX_OPERATIONS) -> int:
    """Examples of the largest step of this network that stays within `max_operations`."""
    layout = Layout.of(spec)
    return (max_operations - 10 * layout.num_parameters) // _operations_per_example(layout)


def _operations_per_example(layout: Layout) -> int:
    num_weights = sum(layer.units * layer.inputs for layer in layout.layers)
    return 6 * num_weights + 20 * layout.num_units


def check_limits(
    spec: Spec, max_parameters: int = MAX_PARAMETERS, max_operations: int = MAX_OPERATIONS
) -> None:
    """Raises SpecError where `spec` is too large for a server that many share."""
    parameters, operations = num_parameters(spec), operations_per_step(spec)
    if parameters > max_parameters:
        raise SpecError("layers", "too_many_parameters", {"number": parameters, "maximum": max_parameters})
    if operations > max_operations:
        raise SpecError(
            "training.batch_size", "too_many_operations", {"number": operations, "maximum": max_operations}
        )
