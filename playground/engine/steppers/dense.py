"""The compiled stepper of dense networks without norms on the CPU; its loops are in kernels.py.

Every array it works on is the workspace's own, so a trace and autograd.py read the same numbers.
"""

import math

import numpy as np
from numpy.typing import NDArray

from playground.engine.spec import ACTIVATIONS, OPTIMIZERS, Spec
from playground.engine.steppers import kernels
from playground.engine.steppers.stepper import Part
from playground.engine.steppers.workspace import Workspace
from playground.engine.tasks import LOSSES, output_for

_TASKS = ("two_classes", "classes", "regression")
_PENALTIES = ("none", "l1", "l2")


def fits_dense(spec: Spec, device: str) -> bool:
    """Whether this stepper can train `spec`: on the CPU, no batch or layer norm."""
    return device == "cpu" and all(layer.norm == "none" for layer in spec.layers)


class DenseStepper:
    """The four phases as compiled loops over a workspace of float32 or float64 arrays."""

    name = "dense"

    def __init__(self, spec: Spec, workspace: Workspace) -> None:
        self._workspace = workspace
        self._seed = spec.seed
        self._step = 0
        self.step_losses: list[float] = []
        self._task = _TASKS.index(spec.task)
        self._plan = _plan(spec, workspace)
        regularization = spec.training.regularization
        kind = spec.training.optimizer.kind
        self._codes = np.array(
            [LOSSES.index(spec.loss), list(OPTIMIZERS).index(kind), _PENALTIES.index(regularization.kind)]
        )
        self._hyper = _optimizer_numbers(spec)
        self._penalty_rate = regularization.rate
        self._make_scratch(workspace)

    def _make_scratch(self, workspace: Workspace) -> None:
        real = workspace.parameters.dtype
        num_features = workspace.train_inputs.shape[1]
        num_units, capacity = workspace.z.shape
        self._x = np.zeros((num_features, capacity), real)
        self._factors = np.zeros((num_units, capacity if self._plan[:, kernels.DROP].any() else 1), real)
        self._spare = np.zeros((int(self._plan[:, kernels.UNITS].max()), capacity), real)
        self._lanes = np.zeros(kernels.LANES, real)
        block = kernels.EVALUATED_AT_ONCE
        self._block_x = np.zeros((num_features, block), real)
        self._block_z = np.zeros((num_units, block), real)
        self._block_a = np.zeros((num_units, block), real)
        self._block_batch = np.zeros(block, np.int64)

    # --- one step, phase by phase

    def begin(self, batch: NDArray[np.int64], step: int) -> None:
        """Puts the examples `batch` (indexes into the train part) before the network for step `step`."""
        workspace = self._workspace
        num = len(batch)
        workspace.batch[:num] = batch
        workspace.batch_len = num
        self._step = step
        kernels.gather(workspace.train_inputs, workspace.batch, self._x, num)

    def forward(self) -> None:
        w = self._workspace
        kernels.forward(
            self._plan,
            w.parameters,
            self._x,
            w.z,
            w.a,
            self._factors,
            w.batch_len,
            True,
            self._seed,
            self._step,
        )

    def loss(self) -> float:
        """The batch's mean loss; per-example losses and the output's deltas go to the workspace."""
        w = self._workspace
        return float(
            kernels.loss(
                self._plan,
                w.z,
                w.a,
                w.train_targets,
                w.batch,
                w.deltas,
                w.losses,
                w.batch_len,
                self._codes[0],
            )
        )

    def backward(self) -> None:
        w = self._workspace
        kernels.backward(
            self._plan, w.parameters, self._x, w.z, w.a, self._factors, self._spare,
            w.deltas, w.gradients, self._lanes, w.batch_len,
        )  # fmt: skip

    def update(self, rate: float) -> None:
        w = self._workspace
        kernels.update(
            self._plan, w.parameters, w.gradients, w.slots, w.unit_steps, w.frozen, w.dead,
            self._codes[1], self._hyper, rate, self._codes[2], self._penalty_rate,
        )  # fmt: skip

    # --- many steps in one call

    def steps(self, order: NDArray[np.int64], ends: NDArray[np.int64], first_step: int, rate: float) -> int:
        """Step s trains on order[ends[s - 1]:ends[s]]; ends early after a loss that is not finite."""
        w = self._workspace
        means = np.zeros(len(ends))
        done = kernels.steps(
            self._plan, w.parameters, w.gradients, w.slots, w.unit_steps, w.frozen, w.dead,
            w.train_inputs, w.train_targets, self._x, w.z, w.a, self._factors, self._spare,
            w.deltas, w.losses, self._lanes, order, ends, w.batch,
            self._codes, self._hyper, self._seed, first_step, np.array([rate, self._penalty_rate]), means,
        )  # fmt: skip
        w.batch_len = int(ends[done - 1] - (ends[done - 2] if done > 1 else 0))
        self.step_losses = means[:done].tolist()
        return int(done)

    def evaluate(self, part: Part) -> tuple[float, float]:
        """Mean loss and metric (accuracy; RMSE for regression) over the whole part, in evaluation mode."""
        w = self._workspace
        inputs, targets = (
            (w.train_inputs, w.train_targets) if part == "train" else (w.test_inputs, w.test_targets)
        )
        num = len(targets)
        if num == 0:
            return math.nan, math.nan
        total, metric = kernels.evaluate(
            self._plan, w.parameters, inputs, targets,
            self._block_x, self._block_z, self._block_a, self._block_batch, self._codes[0], self._task,
        )  # fmt: skip
        mean = metric / num
        return total / num, math.sqrt(mean) if self._task == kernels.REGRESSION else mean


def _plan(spec: Spec, workspace: Workspace) -> NDArray[np.int64]:
    """The table of layers that the kernels read (see kernels.py)."""
    drops = [layer.dropout for layer in spec.layers] + [0]
    activations = [layer.activation for layer in spec.layers] + [output_for(spec.task, spec.loss).activation]
    rows = [
        (
            layer.inputs,
            layer.units,
            ACTIVATIONS.index(activation),
            layer.weights.start,
            layer.bias.start,
            layer.rows.start,
            drop,
        )
        for layer, activation, drop in zip(workspace.layout.layers, activations, drops, strict=True)
    ]
    return np.array(rows, np.int64)


def _optimizer_numbers(spec: Spec) -> NDArray[np.float64]:
    """[first decay, second decay, epsilon, weight decay] as kernels.update reads them."""
    values = spec.training.optimizer.model_dump()
    first = values.get("momentum", values.get("alpha", values.get("beta1", 0.0)))
    return np.array(
        [first, values.get("beta2", 0.0), values.get("epsilon", 0.0), values.get("weight_decay", 0.0)]
    )
