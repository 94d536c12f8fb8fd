"""What takes a change back, and what takes that back again: only the change, never the training."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.spec import Spec
from playground.engine.structure import LAYER_ARRAYS, LayerValues, Mapping

MAX_UNDO = 50
MAX_UNDO_BYTES = 8 * 1024 * 1024
"""Of all arrays that undo would bring back; the oldest changes go first."""


OPTIMIZER_ARRAYS = ("slots", "unit_steps", "dead")


@dataclass(slots=True)
class OptimizerMemory:
    """Optimizer state that a change emptied: slots `(2, parameters)`, unit_steps `(units,)`, dead `(parameters,)`."""

    slots: NDArray[np.floating]
    unit_steps: NDArray[np.int64]
    dead: NDArray[np.uint8]


@dataclass(slots=True)
class HandSet:
    """One parameter as it was before a learner set or froze it, by its place in the flat arrays."""

    place: int
    channels: tuple[str, ...]
    """Of structure.CHANNELS: which of its values the learner changed."""
    values: tuple[float, ...]


@dataclass(slots=True)
class Undoable:
    """The way back over one change: the spec to return to, and every array that the change took away."""

    name: str
    """The field or command that was changed, for the mark of the undo."""
    spec: Spec
    drag: int | None = None
    mapping: Mapping | None = None
    """From the network as it is to the one to return to; None where the shape stays."""
    lost: dict[int, LayerValues] = field(default_factory=dict)
    optimizer: OptimizerMemory | None = None
    hand_set: HandSet | None = None

    @property
    def num_bytes(self) -> int:
        """Of the arrays that it keeps."""
        arrays = [getattr(values, name) for values in self.lost.values() for name in LAYER_ARRAYS]
        if self.optimizer is not None:
            arrays += [getattr(self.optimizer, name) for name in OPTIMIZER_ARRAYS]
        return sum(array.nbytes for array in arrays)


@dataclass(slots=True)
class UndoStack:
    """The last changes, newest at the end; a new change empties `undone`."""

    done: list[Undoable] = field(default_factory=list)
    undone: list[Undoable] = field(default_factory=list)

    def push(self, change: Undoable) -> None:
        """Keeps the way back over one more change, and forgets the oldest beyond the limits."""
        self.undone.clear()
        self.done.append(change)
        del self.done[:-MAX_UNDO]
        while len(self.done) > 1 and sum(way.num_bytes for way in self.done) > MAX_UNDO_BYTES:
            del self.done[0]

    def begun_drag(self, name: str, drag: int | None) -> Undoable | None:
        """The newest change where it is of the same drag: another value of it is not another change."""
        if drag is None or not self.done:
            return None
        last = self.done[-1]
        return last if (last.name, last.drag) == (name, drag) else None
