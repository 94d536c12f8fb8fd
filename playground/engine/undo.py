"""What takes a change back, and what takes that back again: only the change, never the training."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.engine.spec import Spec
from playground.engine.structure import LayerValues, Mapping

MAX_UNDO = 50


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


@dataclass(slots=True)
class UndoStack:
    """The last changes, newest at the end; a new change empties `undone`."""

    done: list[Undoable] = field(default_factory=list)
    undone: list[Undoable] = field(default_factory=list)

    def push(self, change: Undoable) -> None:
        """A drag that goes on keeps the way back to where it began."""
        self.undone.clear()
        if self.done and change.drag is not None:
            last = self.done[-1]
            if (last.drag, last.name) == (change.drag, change.name):
                return
        self.done.append(change)
        del self.done[:-MAX_UNDO]
