"""A run without torch: its one number halves its distance to 1 by arithmetic that repeats to the bit."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import numpy as np

from playground.engine.changes import SpecChange, begins_new_run, change_spec
from playground.engine.commands import Change, Redo, SetWeight, Undo
from playground.engine.errors import EngineError, SpecError
from playground.engine.frame import PHASES
from playground.engine.shapes import Layout, batch_size
from playground.engine.spec import Spec, parse_spec, spec_to_dict


@dataclass(frozen=True)
class StandInRow:
    seq: int
    step: int
    epoch: float
    train_loss: float
    test_loss: float
    train_metric: float = 0.5
    test_metric: float = 0.5


@dataclass
class Applied:
    spec: Spec
    structure: bool = False
    data: bool = False
    new_run: Spec | None = None
    mark: Any = None


@dataclass
class StandInRun:
    """Every parameter is the same number; one step moves it towards 1, the loss is its distance."""

    spec: Spec = field(default_factory=Spec)
    step_number: int = 0
    epoch: int = 0
    position: int = 0
    phase: Any = "input"
    value: float = 0.0
    diverged: bool = False
    rows: list[StandInRow] = field(default_factory=list)
    before: list[Spec] = field(default_factory=list)
    after: list[Spec] = field(default_factory=list)
    num_calls: int = 0

    def __post_init__(self) -> None:
        if not self.rows:
            self._evaluate()

    @property
    def learning_rate(self) -> float:
        return self.spec.training.learning_rate

    @property
    def newest_row(self) -> list[float]:
        row = self.rows[-1]
        return [row.seq, row.step, row.epoch, row.train_loss, row.test_loss, 0.5, 0.5]

    @property
    def can_undo(self) -> bool:
        return bool(self.before)

    @property
    def can_redo(self) -> bool:
        return bool(self.after)

    @property
    def dataset(self) -> Any:
        train, test = np.ones((self.spec.num_train, 2)), np.zeros((3, 2))
        return SimpleNamespace(
            train_points=train, train_labels=np.ones(len(train)), test_points=test, test_labels=np.ones(3)
        )

    @property
    def workspace(self) -> Any:
        layout = Layout.of(self.spec)
        return SimpleNamespace(
            layout=layout,
            parameters=np.full(layout.num_parameters, self.value),
            gradients=np.full(layout.num_parameters, 1 - self.value),
            frozen=np.zeros(layout.num_parameters, np.uint8),
            buffers=np.arange(layout.num_buffers, dtype=float),
            losses=np.full(4, 0.25),
            batch_len=4,
        )

    def next_phase(self) -> None:
        self.phase = PHASES[(PHASES.index(self.phase) + 1) % len(PHASES)]
        if self.phase == "update":
            self._update()

    def advance(self, max_steps: int) -> int:
        epoch, done = self.epoch, 0
        while done < max_steps and self.epoch == epoch and not self.diverged:
            self._update()
            done += 1
        self.phase = "update"
        self.num_calls += 1
        return done

    def apply(self, change: Change) -> Applied:
        if isinstance(change, SetWeight):
            self.value = change.value
            return Applied(self.spec, mark=self._mark("weight", change.value))
        if isinstance(change, Undo | Redo):
            source, target = (
                (self.before, self.after) if isinstance(change, Undo) else (self.after, self.before)
            )
            if not source:
                raise SpecError("command", "nothing_to_undo")
            target.append(self.spec)
            self.spec = source.pop()
            return Applied(self.spec, structure=True)
        if not isinstance(change, SpecChange):
            return Applied(self.spec)
        after = change_spec(self.spec, change)
        if begins_new_run(self.spec, after):
            return Applied(self.spec, new_run=after)
        self.before.append(self.spec)
        self.after.clear()
        applied = Applied(
            after,
            structure=after.layer_sizes != self.spec.layer_sizes,
            data=after.dataset != self.spec.dataset,
            mark=self._mark(getattr(change, "field", change.name), getattr(change, "value", None)),
        )
        self.spec = after
        return applied

    def _mark(self, name: str, value: Any) -> Any:
        return SimpleNamespace(step=self.step_number, epoch=float(self.epoch), field=name, value=value)

    def _update(self) -> None:
        if self.value > 1e5:
            self.diverged = True
            return
        self.value += (1 - self.value) * self.learning_rate / 10
        self.step_number += 1
        self.position += batch_size(self.spec)
        if self.position >= self.spec.num_train:
            self.position = 0
            self.epoch += 1
            self._evaluate()

    def _evaluate(self) -> None:
        seq = self.rows[-1].seq + 1 if self.rows else 0
        loss = abs(1 - self.value)
        self.rows.append(StandInRow(seq, self.step_number, float(self.epoch), loss, loss))


class StandInRuns:
    """A RunMaker of them. `keeps_rows` False: a restored run has its newest row only."""

    device = "cpu"
    device_name = "test"

    def __init__(self, keeps_rows: bool = True) -> None:
        self.keeps_rows = keeps_rows

    def make(self, spec: Spec) -> StandInRun:
        if spec.seed == 666:
            raise SpecError("seed", "not_here", {"seed": spec.seed})
        return StandInRun(spec)

    def save(self, run: StandInRun) -> bytes:
        names = ("step_number", "epoch", "position", "phase", "value", "diverged")
        rows = run.rows if self.keeps_rows else run.rows[-1:]
        return json.dumps({
            "spec": spec_to_dict(run.spec),
            "values": {name: getattr(run, name) for name in names},
            "rows": [[row.seq, row.step, row.epoch, row.train_loss, row.test_loss] for row in rows],
            "before": [spec_to_dict(spec) for spec in run.before],
            "after": [spec_to_dict(spec) for spec in run.after],
        }).encode()  # fmt: skip

    def restore(self, checkpoint: bytes) -> StandInRun:
        try:
            data = json.loads(checkpoint)
            rows = [StandInRow(*row) for row in data["rows"]]
            before, after = ([parse_spec(spec) for spec in data[name]] for name in ("before", "after"))
            return StandInRun(
                parse_spec(data["spec"]), rows=rows, before=before, after=after, **data["values"]
            )
        except (ValueError, KeyError, TypeError) as error:
            raise EngineError(str(error)) from None
