"""What a change of shape does to a network's values: which survive, which are new, which an undo brings back.

A change of shape is a mapping: for each layer of the new network, where its units and inputs were in the old one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from playground.engine.commands import AddUnit, InsertLayer, RemoveLayer, RemoveUnit
from playground.engine.shapes import LayerLayout
from playground.engine.spec import Spec
from playground.engine.steppers.workspace import Workspace

Places = tuple[int | None, ...]
"""For each unit (or input) of a new layer: its place in the old one, None for a new one."""

CHANNELS = ("parameters", "first", "second", "frozen", "dead")
"""What belongs to each parameter: its value, two optimizer slots, two flags."""
ALL_CHANNELS = tuple(range(len(CHANNELS)))
WITHOUT_SLOTS = tuple(CHANNELS.index(name) for name in ("parameters", "frozen", "dead"))


@dataclass(frozen=True, slots=True)
class LayerOrigin:
    """Where one layer of the new network comes from."""

    layer: int | None
    """Index in the old network; None for a new layer."""
    units: Places
    inputs: Places

    def is_whole(self, old: LayerLayout) -> bool:
        """Whether nothing of the old layer is lost or moved."""
        return self.units == tuple(range(old.units)) and self.inputs == tuple(range(old.inputs))


Mapping = tuple[LayerOrigin, ...]


@dataclass(slots=True)
class LayerValues:
    """Everything one layer holds: weights `(5, units, inputs)`; bias, scale, shift `(5, units)`, channels first.

    float64 carries float32 and flags exactly. scale and shift are ones and zeros without a norm.
    """

    norm: str
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    scale: NDArray[np.float64]
    shift: NDArray[np.float64]
    mean: NDArray[np.float64]
    var: NDArray[np.float64]
    unit_steps: NDArray[np.int64] = field(repr=False)


LAYER_ARRAYS = tuple(field.name for field in fields(LayerValues) if field.name != "norm")


# --- from and to the flat arrays --------------------------------------------------------------------------


def read_values(workspace: Workspace) -> list[LayerValues]:
    """A copy of every layer's values."""
    return [_read_layer(workspace, layer) for layer in workspace.layout.layers]


def write_values(workspace: Workspace, values: Sequence[LayerValues]) -> None:
    for layer, layer_values in zip(workspace.layout.layers, values, strict=True):
        _write(workspace, layer.weights, layer_values.weights)
        _write(workspace, layer.bias, layer_values.bias)
        if layer.scale is not None and layer.shift is not None:
            _write(workspace, layer.scale, layer_values.scale)
            _write(workspace, layer.shift, layer_values.shift)
        if layer.mean is not None and layer.var is not None:
            workspace.buffers[layer.mean] = layer_values.mean
            workspace.buffers[layer.var] = layer_values.var
        workspace.unit_steps[layer.rows] = layer_values.unit_steps


def _channels(workspace: Workspace) -> tuple[NDArray[np.floating] | NDArray[np.uint8], ...]:
    first, second = workspace.slots
    return workspace.parameters, first, second, workspace.frozen, workspace.dead


def _read(workspace: Workspace, place: slice) -> NDArray[np.float64]:
    return np.stack([channel[place].astype(np.float64) for channel in _channels(workspace)])


def _write(workspace: Workspace, place: slice, values: NDArray[np.float64]) -> None:
    for channel, numbers in zip(_channels(workspace), values, strict=True):
        channel[place] = numbers.ravel()


def _read_layer(workspace: Workspace, layer: LayerLayout) -> LayerValues:
    blank = np.zeros((len(CHANNELS), layer.units))
    ones = blank.copy()
    ones[0] = 1.0
    buffers = workspace.buffers
    return LayerValues(
        norm=layer.norm,
        weights=_read(workspace, layer.weights).reshape(-1, layer.units, layer.inputs),
        bias=_read(workspace, layer.bias),
        scale=_read(workspace, layer.scale) if layer.scale is not None else ones,
        shift=_read(workspace, layer.shift) if layer.shift is not None else blank,
        mean=buffers[layer.mean].astype(np.float64) if layer.mean is not None else blank[0].copy(),
        var=buffers[layer.var].astype(np.float64) if layer.var is not None else ones[0].copy(),
        unit_steps=workspace.unit_steps[layer.rows].copy(),
    )


# --- which value goes where -------------------------------------------------------------------------------


def map_change(
    before: Spec, after: Spec, change: InsertLayer | RemoveLayer | AddUnit | RemoveUnit
) -> Mapping:
    """The mapping of a change that says itself which layer or unit it means."""
    old_sizes = before.layer_sizes
    layers: list[int | None] = list(range(len(before.layers) + 1))
    units: list[Places] = [tuple(range(size)) for size in old_sizes[1:]]
    if isinstance(change, InsertLayer):
        layers.insert(change.index, None)
        units.insert(change.index, (None,) * after.layers[change.index].units)
    elif isinstance(change, RemoveLayer):
        del layers[change.index], units[change.index]
    elif isinstance(change, AddUnit):
        units[change.layer] = (*units[change.layer], None)
    else:
        gone = old_sizes[change.layer + 1] - 1 if change.unit is None else change.unit
        units[change.layer] = tuple(unit for unit in units[change.layer] if unit != gone)
    return _with_inputs(before, after, layers, units)


def map_specs(before: Spec, after: Spec) -> Mapping:
    """The mapping between two whole specs: layers that equal each other from the front and from the back."""
    old, new = before.layers, after.layers
    same = [_is_same_shape(a, b) for a, b in zip(old, new, strict=False)]
    front = same.index(False) if False in same else len(same)
    backward = [
        _is_same_shape(a, b) for a, b in zip(reversed(old[front:]), reversed(new[front:]), strict=False)
    ]
    back = backward.index(False) if False in backward else len(backward)
    layers: list[int | None] = [None] * len(new)
    for index in range(front):
        layers[index] = index
    for index in range(1, back + 1):
        layers[-index] = len(old) - index
    if len(old) == len(new):
        # In place a layer may have become wider or narrower: its first units stay.
        layers = [
            index if place is None and old[index].activation == new[index].activation else place
            for index, place in enumerate(layers)
        ]
    units: list[Places] = []
    for new_index, old_index in enumerate(layers):
        num_units = new[new_index].units
        num_kept = min(num_units, old[old_index].units) if old_index is not None else 0
        units.append((*range(num_kept), *(None,) * (num_units - num_kept)))
    layers.append(len(old))
    same_outputs = before.num_outputs == after.num_outputs
    units.append(tuple(range(after.num_outputs)) if same_outputs else (None,) * after.num_outputs)
    return _with_inputs(before, after, layers, units)


def map_in_place(before: Spec, after: Spec) -> Mapping:
    """The mapping of a setting: every layer stays where it is, its first units too, whatever is set of it."""
    kept = [min(old, new) for old, new in zip(before.layer_sizes, after.layer_sizes, strict=True)]
    units: list[Places] = [
        (*range(num_kept), *(None,) * (size - num_kept))
        for num_kept, size in zip(kept[1:], after.layer_sizes[1:], strict=True)
    ]
    return _with_inputs(before, after, range(len(units)), units)


def _is_same_shape(old: object, new: object) -> bool:
    return (old.units, old.activation) == (new.units, new.activation)  # type: ignore[attr-defined]


def _with_inputs(before: Spec, after: Spec, layers: Sequence[int | None], units: Sequence[Places]) -> Mapping:
    """Adds where each layer's inputs come from: the features by name, else the units of the layer below."""
    features: Places = tuple(
        before.features.index(name) if name in before.features else None for name in after.features
    )
    below: list[tuple[int | None, Places]] = [(-1, features), *pairwise_below(layers, units)]
    mapping = []
    for layer, own_units, (layer_below, places) in zip(layers, units, below, strict=True):
        fits = layer is not None and layer_below == layer - 1
        inputs = places if fits else (None,) * len(places)
        mapping.append(LayerOrigin(layer, own_units, inputs))
    return tuple(mapping)


def pairwise_below(layers: Sequence[int | None], units: Sequence[Places]) -> list[tuple[int | None, Places]]:
    return [(layer, places) for (layer, places), _ in pairwise(zip(layers, units, strict=True))]


def invert(mapping: Mapping, old: Spec) -> Mapping:
    """The mapping back from the new network to the old one."""
    origins = {
        origin.layer: (index, origin) for index, origin in enumerate(mapping) if origin.layer is not None
    }
    inverse = []
    for index, (num_inputs, num_units) in enumerate(pairwise(old.layer_sizes)):
        if index not in origins:
            inverse.append(LayerOrigin(None, (None,) * num_units, (None,) * num_inputs))
            continue
        new_index, origin = origins[index]
        inverse.append(
            LayerOrigin(new_index, _inverse(origin.units, num_units), _inverse(origin.inputs, num_inputs))
        )
    return tuple(inverse)


def _inverse(places: Places, length: int) -> Places:
    back: list[int | None] = [None] * length
    for new, old in enumerate(places):
        if old is not None:
            back[old] = new
    return tuple(back)


# --- moving values ----------------------------------------------------------------------------------------


def carry_over(
    old: Sequence[LayerValues], fresh: Sequence[LayerValues], mapping: Mapping
) -> list[LayerValues]:
    """The values of the new network: what the mapping names from `old`, all else from `fresh`.

    A unit that keeps its bias but none of its inputs counts its updates anew, and so does its bias: under an old count
    Adam would move the new weights by several times the learning rate.
    """
    for origin, target in zip(mapping, fresh, strict=True):
        if origin.layer is None:
            continue
        source = old[origin.layer]
        units, from_units = _pairs(origin.units)
        inputs, from_inputs = _pairs(origin.inputs)
        target.weights[:, units[:, None], inputs] = source.weights[:, from_units[:, None], from_inputs]
        channels = np.array(ALL_CHANNELS if len(inputs) else WITHOUT_SLOTS)[:, None]
        target.bias[channels, units] = source.bias[channels, from_units]
        if len(inputs):
            target.unit_steps[units] = source.unit_steps[from_units]
        if target.norm == source.norm:
            target.scale[channels, units] = source.scale[channels, from_units]
            target.shift[channels, units] = source.shift[channels, from_units]
            target.mean[units], target.var[units] = source.mean[from_units], source.var[from_units]
    return list(fresh)


def lost_layers(
    old: Sequence[LayerValues], mapping: Mapping, new_norms: Sequence[str]
) -> dict[int, LayerValues]:
    """The old layers of which the new network lacks something: what an undo needs."""
    whole = set()
    for origin, norm in zip(mapping, new_norms, strict=True):
        if origin.layer is None:
            continue
        source = old[origin.layer]
        kept_units = set(origin.units) >= set(range(source.weights.shape[1]))
        kept_inputs = set(origin.inputs) >= set(range(source.weights.shape[2]))
        if kept_units and kept_inputs and norm == source.norm:
            whole.add(origin.layer)
    return {index: values for index, values in enumerate(old) if index not in whole}


def _pairs(places: Places) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Places in the new layer and in the old one of all that survive."""
    kept = [(new, old) for new, old in enumerate(places) if old is not None]
    pairs = np.array(kept, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
