"""What the trainer needs of a run and of whatever makes one; engine_runs.py fulfils it with engine/run.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from playground.engine.commands import Change
from playground.engine.frame import Phase
from playground.engine.shapes import Layout
from playground.engine.spec import Spec

MID_STEP: tuple[Phase, ...] = ("forward", "loss", "backward")
"""Phases after which a step is begun and not done."""


class RowValues(Protocol):
    """An entry of a run's history."""

    @property
    def seq(self) -> int: ...
    @property
    def step(self) -> int: ...
    @property
    def epoch(self) -> float: ...
    @property
    def train_loss(self) -> float: ...
    @property
    def test_loss(self) -> float: ...
    @property
    def train_metric(self) -> float: ...
    @property
    def test_metric(self) -> float: ...


class WorkspaceValues(Protocol):
    """The arrays of a run's stepper, as views read them."""

    @property
    def layout(self) -> Layout: ...
    @property
    def parameters(self) -> NDArray[np.floating[Any]]: ...
    @property
    def gradients(self) -> NDArray[np.floating[Any]]: ...
    @property
    def frozen(self) -> NDArray[np.uint8]: ...
    @property
    def buffers(self) -> NDArray[np.floating[Any]]: ...
    @property
    def losses(self) -> NDArray[np.floating[Any]]: ...
    @property
    def batch_len(self) -> int: ...


class PointValues(Protocol):
    """The examples of a run: points `(n, 2)` and labels `(n,)`."""

    @property
    def train_points(self) -> NDArray[np.float64]: ...
    @property
    def train_labels(self) -> NDArray[np.float64]: ...
    @property
    def test_points(self) -> NDArray[np.float64]: ...
    @property
    def test_labels(self) -> NDArray[np.float64]: ...


class ChangeMark(Protocol):
    """What was changed when."""

    @property
    def step(self) -> int: ...
    @property
    def epoch(self) -> float: ...
    @property
    def field(self) -> str: ...
    @property
    def value(self) -> Any: ...


class AppliedChange(Protocol):
    """What a change did to a run."""

    @property
    def spec(self) -> Spec: ...
    @property
    def structure(self) -> bool: ...
    @property
    def data(self) -> bool: ...
    @property
    def new_run(self) -> Spec | None:
        """The spec of the run to begin instead; nothing was done to this one."""

    @property
    def mark(self) -> ChangeMark | None: ...


class TrainedRun(Protocol):
    """One training that advances only as it is asked."""

    @property
    def spec(self) -> Spec: ...
    @property
    def step_number(self) -> int: ...
    @property
    def epoch(self) -> int:
        """Completed epochs."""

    @property
    def position(self) -> int:
        """Examples of the epoch under way."""

    @property
    def phase(self) -> Phase: ...
    @property
    def diverged(self) -> bool: ...
    @property
    def rows(self) -> Sequence[RowValues]: ...
    @property
    def newest_row(self) -> Sequence[float]:
        """The seven numbers of the newest evaluation."""

    @property
    def learning_rate(self) -> float: ...
    @property
    def can_undo(self) -> bool: ...
    @property
    def can_redo(self) -> bool: ...
    @property
    def dataset(self) -> PointValues: ...
    @property
    def workspace(self) -> WorkspaceValues: ...

    def next_phase(self) -> object: ...
    def advance(self, max_steps: int) -> int: ...
    def apply(self, change: Change) -> AppliedChange: ...


class RunMaker(Protocol):
    """Makes runs on one device."""

    @property
    def device(self) -> str: ...
    @property
    def device_name(self) -> str: ...

    def make(self, spec: Spec) -> TrainedRun:
        """A run at step 0. Raises SpecError for what this trainer will not take."""

    def save(self, run: TrainedRun) -> bytes:
        """The run's checkpoint."""

    def restore(self, checkpoint: bytes) -> TrainedRun:
        """The run that `save` wrote. Raises EngineError for other bytes."""


def progress_of(run: TrainedRun) -> float:
    """Completed epochs and the part of the one under way."""
    return run.epoch + min(run.position / run.spec.num_train, 1.0)
