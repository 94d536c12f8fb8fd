"""A run at the start of a step, whole, as safetensors and JSON: what resumes, forks, sleeps and travels.

The next step after restoring equals the one that would have come, to the bit. Nothing here is pickled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter, ValidationError
from safetensors import SafetensorError
from safetensors.numpy import load, save

from playground.engine.commands import Change
from playground.engine.errors import EngineError, SpecError
from playground.engine.history import Row
from playground.engine.run import PHASES, Run
from playground.engine.shapes import Layout, check_limits
from playground.engine.spec import Spec, parse_spec, spec_to_dict
from playground.engine.structure import LayerOrigin, LayerValues
from playground.engine.undo import HandSet, OptimizerMemory, Undoable

FORMAT = 1
MAX_BYTES = 64 * 1024 * 1024
_WORKSPACE = ("parameters", "buffers", "slots", "unit_steps", "frozen", "dead")
_LAYER_ARRAYS = tuple(field.name for field in fields(LayerValues) if field.name != "norm")
_changes: TypeAdapter[list[tuple[int, Change]]] = TypeAdapter(list[tuple[int, Change]])


class CheckpointError(EngineError):
    """Bytes that are no checkpoint of ours, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`described` is JSON: spec, counters, log, ways back; `arrays` are the run's numbers by name."""

    described: dict[str, Any]
    arrays: dict[str, NDArray[Any]]

    def to_bytes(self) -> bytes:
        text = json.dumps(self.described, allow_nan=False, separators=(",", ":")).encode()
        return save({**self.arrays, "described": np.frombuffer(text, np.uint8)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Checkpoint:
        """Raises CheckpointError for anything but what `to_bytes` wrote."""
        if len(data) > MAX_BYTES:
            raise CheckpointError("too large")
        try:
            arrays = load(data)
            described = json.loads(arrays.pop("described").tobytes())
        except (SafetensorError, KeyError, ValueError, RecursionError, TypeError) as error:
            raise CheckpointError(f"not a checkpoint: {error}") from None
        if not isinstance(described, dict) or described.get("format") != FORMAT:
            raise CheckpointError("of another format")
        return cls(described, arrays)

    @property
    def spec(self) -> Spec:
        """Raises SpecError."""
        return parse_spec(self.described.get("spec"))


# --- from a run -------------------------------------------------------------------------------------------


def take_checkpoint(run: Run) -> Checkpoint:
    """The run as it is at the start of the step where it stands."""
    memory = run.workspace
    arrays: dict[str, NDArray[Any]] = {name: getattr(memory, name).copy() for name in _WORKSPACE}
    if run.phase in ("forward", "loss", "backward"):
        arrays["buffers"] = run.buffers_before.copy()
    arrays["carried"] = run.carried.copy()
    arrays["rows"] = np.array(run.rows, np.float64).reshape(-1, len(Row._fields))
    arrays["newest_row"] = np.array(run.newest_row, np.float64)
    arrays["early_losses"] = np.array(run.early_losses, np.float64)
    described = {
        "format": FORMAT,
        "spec": spec_to_dict(run.spec),
        "stepper": run.stepper.name,
        "step": run.step_number,
        "epoch": run.epoch,
        "position": run.position,
        "phase": run.phase,
        "diverged": run.diverged,
        "log": _changes.dump_python(run.log, mode="json"),
    }
    for name in ("done", "undone"):
        ways_back = getattr(run.undo_stack, name)
        described[name] = [_describe(way, f"{name}.{i}", arrays) for i, way in enumerate(ways_back)]
    return Checkpoint(described, arrays)


def _describe(way: Undoable, prefix: str, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """One way back as JSON; its arrays go beside it under `prefix`."""
    for index, values in way.lost.items():
        for name in _LAYER_ARRAYS:
            arrays[f"{prefix}.lost.{index}.{name}"] = getattr(values, name)
    if way.optimizer is not None:
        for name in ("slots", "unit_steps", "dead"):
            arrays[f"{prefix}.optimizer.{name}"] = getattr(way.optimizer, name)
    if way.hand_set is not None:
        # An array, for what stood there may not be finite and has no JSON then.
        arrays[f"{prefix}.hand_set"] = np.array(way.hand_set.values, np.float64)
    mapping = way.mapping
    return {
        "name": way.name,
        "spec": spec_to_dict(way.spec),
        "drag": way.drag,
        "mapping": None if mapping is None else [(o.layer, list(o.units), list(o.inputs)) for o in mapping],
        "lost": {str(index): values.norm for index, values in way.lost.items()},
        "optimizer": way.optimizer is not None,
        "hand_set": None if way.hand_set is None else [way.hand_set.place, list(way.hand_set.channels)],
    }


# --- back to a run ----------------------------------------------------------------------------------------


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
    except (KeyError, ValueError, TypeError, IndexError, ValidationError, OverflowError) as error:
        raise CheckpointError(f"damaged: {error}") from None


def _restore(spec: Spec, checkpoint: Checkpoint, device: str) -> Run:
    described, arrays = checkpoint.described, checkpoint.arrays
    stepper = described["stepper"]
    if stepper not in ("dense", "autograd"):
        raise CheckpointError("unknown stepper")
    run = Run(spec, device, stepper if device == "cpu" else None)
    for name in _WORKSPACE:
        _copy(arrays[name], getattr(run.workspace, name))
    run.put_on_device()
    run.step_number, run.epoch, run.position = (
        _count(described[key]) for key in ("step", "epoch", "position")
    )
    run.carried = _examples(arrays["carried"], spec.num_train)
    run.rows = [_row(values) for values in _checked(arrays["rows"], (-1, len(Row._fields)))]
    run.newest_row = _row(_checked(arrays["newest_row"], (len(Row._fields),)))
    run.early_losses = [float(loss) for loss in _checked(arrays["early_losses"], (-1,))]
    run.diverged = described["diverged"] is True
    run.log = _changes.validate_python(described["log"])
    for name in ("done", "undone"):
        ways = [_way_back(way, f"{name}.{i}", arrays) for i, way in enumerate(described[name])]
        getattr(run.undo_stack, name).extend(ways)
    phase = described["phase"]
    if phase not in PHASES:
        raise CheckpointError("unknown phase")
    run.play_to(phase)
    return run


def _way_back(way: dict[str, Any], prefix: str, arrays: dict[str, NDArray[Any]]) -> Undoable:
    spec = parse_spec(way["spec"])
    layout = Layout.of(spec)
    hand_set = way["hand_set"]
    optimizer = None
    if way["optimizer"] is True:
        optimizer = OptimizerMemory(
            *(arrays[f"{prefix}.optimizer.{name}"] for name in ("slots", "unit_steps", "dead"))
        )
        if optimizer.slots.shape != (2, layout.num_parameters):
            raise CheckpointError("optimizer state of another shape")
    lost = {}
    for key, norm in way["lost"].items():
        values = LayerValues(
            norm=str(norm), **{name: arrays[f"{prefix}.lost.{key}.{name}"] for name in _LAYER_ARRAYS}
        )
        layer = layout.layers[int(key)]
        if values.weights.shape != (5, layer.units, layer.inputs):
            raise CheckpointError("lost values of another shape")
        lost[int(key)] = values
    return Undoable(
        name=str(way["name"]),
        spec=spec,
        drag=way["drag"],
        mapping=None
        if way["mapping"] is None
        else tuple(
            LayerOrigin(layer, tuple(units), tuple(inputs)) for layer, units, inputs in way["mapping"]
        ),
        lost=lost,
        optimizer=optimizer,
        hand_set=None
        if hand_set is None
        else HandSet(
            _count(hand_set[0]),
            tuple(hand_set[1]),
            tuple(_checked(arrays[f"{prefix}.hand_set"], (len(hand_set[1]),)).tolist()),
        ),
    )


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
