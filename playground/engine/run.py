"""One training: it advances only as it is asked, phase by phase or many steps at once, and can be changed meanwhile.

Changes are applied by changing.py; the trainer's player (trainer/player.py) says when it trains.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from playground.engine.batches import EpochPlan, plan_epoch
from playground.engine.changing import Applied, apply_change
from playground.engine.checkpoint import Checkpoint
from playground.engine.commands import Change
from playground.engine.datasets.make import make_dataset
from playground.engine.history import STEPS_BETWEEN_EARLY_ROWS, Row, has_early_rows, is_kept
from playground.engine.network import Network
from playground.engine.rates import learning_rate
from playground.engine.spec import Spec
from playground.engine.steppers.choose import choose_stepper, make_stepper
from playground.engine.steppers.workspace import Workspace
from playground.engine.undo import UndoStack

Phase = Literal["input", "forward", "loss", "backward", "update"]
PHASES: tuple[Phase, ...] = get_args(Phase)
NOTHING_CARRIED: NDArray[np.int64] = np.zeros(0, np.int64)


class Run:
    """A network on its data, with optimizer state, position and history.

    `phase` is the phase that was done last; `input` is a step's start. `start` and `log`, every change with its step,
    give the run again to the bit (replay.py).
    """

    def __init__(self, spec: Spec, device: str = "cpu", stepper: str | None = None) -> None:
        self.spec = spec
        self.device = device
        self.dataset = make_dataset(spec)
        self.network = Network(spec, device)
        self.workspace = Workspace(spec, self.network, self.dataset)
        self.stepper = make_stepper(
            stepper or choose_stepper(spec, device), spec, self.network, self.workspace
        )
        self.start: Spec | Checkpoint = spec
        self.log: list[tuple[int, Change]] = []
        self.undo_stack = UndoStack()
        self.step_number = 0
        self.epoch = 0
        self.position = 0
        self.phase: Phase = "input"
        self.diverged = False
        self.carried = NOTHING_CARRIED
        self.rows: list[Row] = []
        self._plan: EpochPlan | None = None
        self.early_losses: list[float] = []
        self._batch_loss = math.nan
        self.buffers_before = self.workspace.buffers.copy()
        self.newest_row = self.evaluate(seq=0)
        self.rows.append(self.newest_row)

    # --- one step in its five phases

    def step(self) -> None:
        """One optimizer update."""
        self.forward()
        self.loss()
        self.backward()
        self.update()

    def forward(self) -> None:
        """The batch through every layer: weighted sums and activations."""
        self.take_input()
        self.stepper.forward()
        self.phase = "forward"

    def loss(self) -> float:
        """How wrong the predictions are, example by example; gives the batch's mean."""
        mean = self.stepper.loss()
        self.phase = "loss"
        self._batch_loss = mean
        return mean

    def backward(self) -> None:
        """The chain rule from the loss back to every weight."""
        self.stepper.backward()
        self.phase = "backward"

    def update(self) -> None:
        """Every parameter a little against its gradient, as the optimizer says."""
        self.stepper.update(self.learning_rate)
        self.phase = "update"
        self._behind_one_more(self._batch_loss)

    def next_phase(self) -> Phase:
        """Does one phase: input, forward, loss, backward, update, and again."""
        match self.phase:
            case "input":
                self.forward()
            case "forward":
                self.loss()
            case "loss":
                self.backward()
            case "backward":
                self.update()
            case "update":
                self.take_input()
        return self.phase

    def take_input(self) -> None:
        """Puts the next batch before the network: the start of a step."""
        plan = self.epoch_plan()
        index = int(np.searchsorted(plan.positions, self.position, side="right"))
        first = plan.ends[index - 1] if index else 0
        self.buffers_before = self.workspace.buffers.copy()
        self.stepper.begin(plan.examples[first : plan.ends[index]], self.step_number)
        self.phase = "input"

    # --- many steps

    def advance(self, max_steps: int) -> int:
        """At most `max_steps` steps (one or more), never past the end of an epoch; gives the number done.

        They are the same four phases in one call, equal to the bit. A step that is begun is finished first.
        """
        if self.phase in ("forward", "loss", "backward"):
            while self.next_phase() != "update":
                pass
            self.phase = "input"
            return 1
        plan = self.epoch_plan()
        index = int(np.searchsorted(plan.positions, self.position, side="right"))
        wanted = min(max_steps, plan.num_steps - index, self._steps_to_early_row())
        first = int(plan.ends[index - 1]) if index else 0
        ends = plan.ends[index : index + wanted] - first
        examples = plan.examples[first : first + int(ends[-1])]
        done = self.stepper.steps(examples, ends, self.step_number, self.learning_rate)
        self.phase = "input"
        self.step_number += done
        self.position = int(plan.positions[index + done - 1])
        self._note_losses(self.stepper.step_losses[:done])
        return done

    def epoch_plan(self) -> EpochPlan:
        """The steps of the epoch at hand; an epoch that has none left has ended."""
        while self._plan is None or not self._plan.num_steps:
            if self._plan is not None:
                self.end_epoch()
            self._plan = plan_epoch(self.spec, self.epoch, self.position, self.carried)
            self._make_room(self._plan)
        return self._plan

    def _make_room(self, plan: EpochPlan) -> None:
        largest = int(np.diff(plan.ends, prepend=0).max(initial=0))
        if largest > self.workspace.capacity:
            self.workspace.make_room(largest)
            self.renew_stepper()

    def renew_stepper(self) -> None:
        """Spec, arrays or data have changed: the same stepper, or the one that can do what is asked now."""
        name = choose_stepper(self.spec, self.device) if self.stepper.name == "dense" else self.stepper.name
        self.stepper = make_stepper(name, self.spec, self.network, self.workspace)

    # --- what is behind

    def _behind_one_more(self, batch_loss: float) -> None:
        plan = self.epoch_plan()
        index = int(np.searchsorted(plan.positions, self.position, side="right"))
        self.step_number += 1
        self.position = int(plan.positions[index])
        self._note_losses([batch_loss])

    def _note_losses(self, batch_losses: list[float]) -> None:
        """After steps with these mean losses: rows, the end of an epoch, and whether it has diverged."""
        assert self._plan is not None
        self.carried = NOTHING_CARRIED  # the epoch's first step has taken them
        if not math.isfinite(batch_losses[-1]):
            self.diverged = True
        if has_early_rows(self.spec.num_train, self.epoch):
            self.early_losses.extend(batch_losses)
            if len(self.early_losses) == STEPS_BETWEEN_EARLY_ROWS:
                self._add_early_row()
        if self.position == self._plan.positions[-1]:
            self.end_epoch()

    def _steps_to_early_row(self) -> int:
        if not has_early_rows(self.spec.num_train, self.epoch):
            return self.spec.num_train
        return STEPS_BETWEEN_EARLY_ROWS - len(self.early_losses)

    def _add_early_row(self) -> None:
        mean = sum(self.early_losses) / len(self.early_losses)
        self.rows.append(
            Row(len(self.rows), self.step_number, self.progress, mean, math.nan, math.nan, math.nan)
        )
        self.early_losses = []

    def end_epoch(self) -> None:
        """Losses and metrics over both parts whole, in evaluation mode; a row where the schedule keeps one."""
        if self._plan is not None:
            self.carried = self._plan.tail
        self._plan = None
        self.early_losses = []
        self.epoch += 1
        self.position = 0
        kept = is_kept(self.epoch)
        self.newest_row = self.evaluate(seq=len(self.rows) if kept else -1)
        if kept:
            self.rows.append(self.newest_row)
        if not math.isfinite(self.newest_row.train_loss):
            self.diverged = True

    def evaluate(self, seq: int) -> Row:
        """The two losses and metrics as the network is now."""
        train_loss, train_metric = self.stepper.evaluate("train")
        test_loss, test_metric = self.stepper.evaluate("test")
        return Row(seq, self.step_number, self.progress, train_loss, test_loss, train_metric, test_metric)

    # --- changes

    def apply(self, change: Change) -> Applied:
        """Changes the run between two steps. Raises SpecError, and then has changed nothing."""
        return apply_change(self, change)

    @property
    def can_undo(self) -> bool:
        return bool(self.undo_stack.done)

    @property
    def can_redo(self) -> bool:
        return bool(self.undo_stack.undone)

    def back_to_step_start(self) -> Phase:
        """Undoes what the phases of a begun step have touched; gives the phase where the run stood."""
        phase = self.phase
        if phase in ("forward", "loss", "backward"):
            self.workspace.buffers[:] = self.buffers_before
            self.put_on_device()
            self.phase = "input"
        return phase

    def play_to(self, phase: str) -> None:
        """Runs the phases of a begun step again, up to where it stood."""
        if phase == "update":
            self.phase = "update"
        elif phase != "input":
            while self.phase != phase:
                self.next_phase()

    def use_spec(self, spec: Spec) -> None:
        """Another spec for the same run: data, network and stepper follow; values are the caller's to carry over."""
        before, self.spec = self.spec, spec
        if before.dataset != spec.dataset:
            self.dataset = make_dataset(spec)
            self.carried = self.carried[self.carried < spec.num_train]
            self.position = min(self.position, spec.num_train)
        if before.model_copy(update={"training": spec.training}) != spec:
            self.network = Network(spec, self.device)
            self.workspace = Workspace(spec, self.network, self.dataset)
        self._plan = None
        self.renew_stepper()

    def put_on_device(self) -> None:
        """After the workspace was written to: elsewhere than on the CPU the network has its own memory."""
        self.network.take(self.workspace.parameters, self.workspace.buffers)

    def refresh(self) -> None:
        """The newest evaluation, after a change: what is shown belongs to what is there."""
        self.diverged = False
        self.epoch_plan()  # an epoch of which the change left too little ends now, not whenever somebody looks
        self.newest_row = self.evaluate(seq=-1)
        self.early_losses = []
        self.diverged = not math.isfinite(self.newest_row.train_loss)

    @property
    def progress(self) -> float:
        """Completed epochs and the part of the one under way."""
        return self.epoch + min(self.position / self.spec.num_train, 1.0)

    @property
    def learning_rate(self) -> float:
        """The rate of this epoch's steps, schedule included."""
        return learning_rate(self.spec.training, self.epoch)
