"""A run from a checkpoint, as if it had never stopped; checkpoint.py is the other half.

Every number is checked before it is used: whatever the bytes were, there is a run or a clear error.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from playground.engine.changes import begins_new_run
from playground.engine.changing import has_other_start
from playground.engine.checkpoint import LOG, WORKSPACE_ARRAYS, Checkpoint, CheckpointError
from playground.engine.errors import SpecError
from playground.engine.history import STEPS_BETWEEN_EARLY_ROWS, Row
from playground.engine.run import PHASES, Run
from playground.engine.shapes import LayerLayout, Layout, check_limits
from playground.engine.spec import Spec, parse_spec
from playground.engine.steppers.dense import fits_dense
from playground.engine.structure import CHANNELS, LAYER_ARRAYS, LayerOrigin, LayerValues, Places
from playground.engine.undo import MAX_UNDO, OPTIMIZER_ARRAYS, HandSet, OptimizerMemory, Undoable


def restore_run(checkpoint: Checkpoint, device: str = "cpu") -> Run:
    """The run that `take_checkpoint` saw, phases of its step included.

    Raises CheckpointError or SpecError; allocates no more than the spec's limits.
    """
    spec = checkpoint.spec
    check_limits(spec)
    try:
        return _restore(spec, checkpoint, device)
    except SpecError:
        raise
    except (
        AttributeError, KeyError, ValueError, TypeError, IndexError, ValidationError, OverflowError,
    ) as error:  # fmt: skip
        raise CheckpointError(f"damaged: {error}") from None


def _restore(spec: Spec, checkpoint: Checkpoint, device: str) -> Run:
    described, arrays = checkpoint.described, checkpoint.arrays
    stepper = described["stepper"]
    if stepper not in ("dense", "autograd") or (stepper == "dense" and not fits_dense(spec, "cpu")):
        raise CheckpointError("a stepper that cannot train it")
    run = Run(spec, device, stepper if device == "cpu" else None)
    for name in WORKSPACE_ARRAYS:
        _copy(arrays[name], getattr(run.workspace, name))
    _check_counts(run.workspace.unit_steps)
    run.put_on_device()
    run.step_number, run.epoch, run.position = (
        _count(described[key]) for key in ("step", "epoch", "position")
    )
    run.position = min(run.position, spec.num_train)
    run.carried = _examples(arrays["carried"], spec.num_train)
    run.rows = [_row(values) for values in _checked(arrays["rows"], (-1, len(Row._fields)))]
    run.newest_row = _row(_checked(arrays["newest_row"], (len(Row._fields),)))
    run.early_losses = [float(loss) for loss in _checked(arrays["early_losses"], (-1,))]
    if len(run.early_losses) >= STEPS_BETWEEN_EARLY_ROWS:
        raise CheckpointError("more losses than a row takes")
    run.diverged = described["diverged"] is True
    run.start, run.log = _start(checkpoint), LOG.validate_python(described["log"])
    run.undo_stack.done, run.undo_stack.undone = (_ways(checkpoint, name) for name in ("done", "undone"))
    phase = described["phase"]
    if phase not in PHASES:
        raise CheckpointError("unknown phase")
    run.play_to(phase)
    return run


def _start(checkpoint: Checkpoint) -> Spec | Checkpoint:
    if "start" in checkpoint.arrays:
        return Checkpoint.from_bytes(checkpoint.arrays["start"].tobytes())
    start = checkpoint.described["start"]
    return checkpoint if start is None else parse_spec(start)


# --- ways back --------------------------------------------------------------------------------------------


def _ways(checkpoint: Checkpoint, stack: str) -> list[Undoable]:
    """The ways of one stack, oldest first: each leads from the spec of the next one, the last from the run's own."""
    described = checkpoint.described[stack]
    if not isinstance(described, list) or len(described) > MAX_UNDO:
        raise CheckpointError("too many changes to take back")
    ways = [_way(way, f"{stack}.{index}", checkpoint.arrays) for index, way in enumerate(described)]
    specs = [*(way.spec for way in ways), checkpoint.spec]
    for way, current in zip(ways, specs[1:], strict=True):
        _check_way(way, current)
    return ways


def _way(way: dict[str, Any], prefix: str, arrays: Mapping[str, NDArray[Any]]) -> Undoable:
    spec = parse_spec(way["spec"])
    check_limits(spec)
    optimizer = None
    if way["optimizer"] is True:
        optimizer = OptimizerMemory(*(arrays[f"{prefix}.optimizer.{name}"] for name in OPTIMIZER_ARRAYS))
    return Undoable(
        name=str(way["name"]),
        spec=spec,
        drag=None if way["drag"] is None else _count(way["drag"]),
        mapping=_mapping(way["mapping"]),
        lost={
            int(index): _lost(norm, f"{prefix}.lost.{index}", arrays) for index, norm in way["lost"].items()
        },
        optimizer=optimizer,
        hand_set=_hand_set(way["hand_set"], f"{prefix}.hand_set", arrays),
    )


def _mapping(described: list[Any] | None) -> tuple[LayerOrigin, ...] | None:
    if described is None:
        return None
    return tuple(
        LayerOrigin(_place(layer), _places(units), _places(inputs)) for layer, units, inputs in described
    )


def _places(described: list[Any]) -> Places:
    return tuple(_place(place) for place in described)


def _place(place: object) -> int | None:
    return None if place is None else _count(place)


def _lost(norm: object, prefix: str, arrays: Mapping[str, NDArray[Any]]) -> LayerValues:
    values = LayerValues(norm=str(norm), **{name: arrays[f"{prefix}.{name}"] for name in LAYER_ARRAYS})
    for name in LAYER_ARRAYS:
        kind = np.int64 if name == "unit_steps" else np.float64
        if getattr(values, name).dtype != kind:
            raise CheckpointError("lost values of another kind")
    _check_counts(values.unit_steps)
    return values


def _hand_set(described: list[Any] | None, key: str, arrays: Mapping[str, NDArray[Any]]) -> HandSet | None:
    if described is None:
        return None
    place, channels = described
    if not set(channels) <= set(CHANNELS):
        raise CheckpointError("values of another kind")
    values = tuple(_checked(arrays[key], (len(channels),)).tolist())
    for channel, value in zip(channels, values, strict=True):
        if channel in ("frozen", "dead") and value not in (0.0, 1.0):
            raise CheckpointError("a flag that is neither on nor off")
    return HandSet(_count(place), tuple(channels), values)


def _check_way(way: Undoable, current: Spec) -> None:
    """Raises CheckpointError where `way` does not lead from a run of `current` to one of its own spec."""
    layout = Layout.of(way.spec)
    if way.hand_set is not None and way.hand_set.place >= layout.num_parameters:
        raise CheckpointError("a weight that is not there")
    if begins_new_run(current, way.spec):
        raise CheckpointError("a way back to another run")
    if way.mapping is None:
        if has_other_start(current, way.spec):
            raise CheckpointError("a way back without its layers")
    else:
        _check_mapping(way.mapping, current.layer_sizes, way.spec.layer_sizes)
    if way.optimizer is not None:
        _check_optimizer(way.optimizer, layout)
    for index, values in way.lost.items():
        _check_lost(values, layout.layers[index])


def _check_mapping(
    mapping: tuple[LayerOrigin, ...], current: tuple[int, ...], target: tuple[int, ...]
) -> None:
    if len(mapping) != len(target) - 1:
        raise CheckpointError("layers that are not there")
    for origin, (num_inputs, num_units) in zip(mapping, pairwise(target), strict=True):
        if (len(origin.units), len(origin.inputs)) != (num_units, num_inputs):
            raise CheckpointError("layers of another shape")
        if origin.layer is None:
            continue
        if origin.layer >= len(current) - 1:
            raise CheckpointError("layers that are not there")
        sizes = current[origin.layer + 1], current[origin.layer]
        for places, size in zip((origin.units, origin.inputs), sizes, strict=True):
            if any(place is not None and place >= size for place in places):
                raise CheckpointError("units that are not there")


def _check_optimizer(memory: OptimizerMemory, layout: Layout) -> None:
    shapes = (2, layout.num_parameters), (layout.num_units,), (layout.num_parameters,)
    kinds = (np.floating, np.int64, np.uint8)
    for name, shape, kind in zip(OPTIMIZER_ARRAYS, shapes, kinds, strict=True):
        array = getattr(memory, name)
        if array.shape != shape or not np.issubdtype(array.dtype, kind):
            raise CheckpointError("optimizer state of another shape")
    _check_counts(memory.unit_steps)


def _check_counts(steps: NDArray[np.int64]) -> None:
    # An optimizer divides by 1 - decay^steps, counted from 1.
    if len(steps) and not 0 <= steps.min() <= steps.max() < 2**53:
        raise CheckpointError("a counter out of range")


def _check_lost(values: LayerValues, layer: LayerLayout) -> None:
    for name in LAYER_ARRAYS:
        shape: tuple[int, ...] = (layer.units,)
        if name == "weights":
            shape = (len(CHANNELS), layer.units, layer.inputs)
        elif name in ("bias", "scale", "shift"):
            shape = (len(CHANNELS), layer.units)
        if getattr(values, name).shape != shape:
            raise CheckpointError("lost values of another shape")


# --- numbers ----------------------------------------------------------------------------------------------


def _copy(source: NDArray[Any], target: NDArray[Any]) -> None:
    if source.shape != target.shape or source.dtype != target.dtype:
        raise CheckpointError("values of another shape")
    target[...] = source


def _checked(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[np.float64]:
    if values.dtype != np.float64:
        raise CheckpointError("numbers of another kind")
    return values.reshape(shape)


def _count(value: object) -> int:
    if type(value) is not int or not 0 <= value < 2**53:
        raise CheckpointError("a counter out of range")
    return value


def _examples(values: NDArray[Any], num_train: int) -> NDArray[np.int64]:
    if values.dtype != np.int64 or values.ndim != 1 or len(values) > num_train:
        raise CheckpointError("examples of another kind")
    if len(values) and not 0 <= values.min() <= values.max() < num_train:
        raise CheckpointError("examples that are not there")
    return values


def _row(values: NDArray[np.float64]) -> Row:
    seq, step, *rest = values.tolist()
    return Row(int(seq), int(step), *rest)
