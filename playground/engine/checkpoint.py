"""A run at the start of a step, whole, as safetensors and JSON: what resumes, forks, sleeps and travels.

The other half, which checks it and makes a run of it, is restoring.py. Nothing here is pickled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter
from safetensors import SafetensorError
from safetensors.numpy import load, save

from playground.engine.commands import Change
from playground.engine.errors import EngineError
from playground.engine.history import Row
from playground.engine.spec import Spec, parse_spec, spec_to_dict
from playground.engine.structure import LAYER_ARRAYS
from playground.engine.undo import OPTIMIZER_ARRAYS, Undoable

if TYPE_CHECKING:
    from playground.engine.run import Run

FORMAT = 1
MAX_BYTES = 64 * 1024 * 1024
WORKSPACE_ARRAYS = ("parameters", "buffers", "slots", "unit_steps", "frozen", "dead")
LOG: TypeAdapter[list[tuple[int, Change]]] = TypeAdapter(list[tuple[int, Change]])


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


def take_checkpoint(run: Run, *, is_start: bool = False) -> Checkpoint:
    """The run as it is at the start of the step where it stands.

    `is_start`: to play a log from, so without the start and log that led here.
    """
    memory = run.workspace
    arrays: dict[str, NDArray[Any]] = {name: getattr(memory, name).copy() for name in WORKSPACE_ARRAYS}
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
        "start": spec_to_dict(run.start) if isinstance(run.start, Spec) and not is_start else None,
        "log": [] if is_start else LOG.dump_python(run.log, mode="json"),
    }
    if isinstance(run.start, Checkpoint) and not is_start:
        arrays["start"] = np.frombuffer(run.start.to_bytes(), np.uint8)
    for name in ("done", "undone"):
        ways_back = getattr(run.undo_stack, name)
        described[name] = [_describe(way, f"{name}.{i}", arrays) for i, way in enumerate(ways_back)]
    return Checkpoint(described, arrays)


def _describe(way: Undoable, prefix: str, arrays: dict[str, NDArray[Any]]) -> dict[str, Any]:
    """One way back as JSON; its arrays go beside it under `prefix`."""
    for index, values in way.lost.items():
        for name in LAYER_ARRAYS:
            arrays[f"{prefix}.lost.{index}.{name}"] = getattr(values, name)
    if way.optimizer is not None:
        for name in OPTIMIZER_ARRAYS:
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
