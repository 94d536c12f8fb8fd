"""The one table of task, loss and output that spec, steppers, browser (static/js/tasks.js) and exports read."""

from dataclasses import dataclass
from typing import Literal, get_args

TaskName = Literal["two_classes", "classes", "regression"]
LossName = Literal["half_squared", "mse", "mae", "huber", "hinge", "cross_entropy"]
LOSSES: tuple[LossName, ...] = get_args(LossName)

TASK_OF_DATASET: dict[str, TaskName] = {
    "circle": "two_classes", "xor": "two_classes", "gauss": "two_classes", "spiral": "two_classes",
    "moons": "two_classes", "blobs": "classes", "arms": "classes", "plane": "regression", "hills": "regression",
}  # fmt: skip

LOSSES_OF_TASK: dict[TaskName, tuple[LossName, ...]] = {
    "two_classes": ("half_squared", "mse", "mae", "huber", "hinge", "cross_entropy"),
    "classes": ("cross_entropy",),
    "regression": ("half_squared", "mse", "mae", "huber"),
}

DEFAULT_LOSS: dict[TaskName, LossName] = {
    "two_classes": "half_squared",
    "classes": "cross_entropy",
    "regression": "half_squared",
}


@dataclass(frozen=True, slots=True)
class Output:
    """What the last layer does for a task and a loss.

    Labels of two classes are -1/+1 in the data; with `labels == "zero_one"` the loss reads them as 0/1.
    """

    activation: Literal["tanh", "linear"]
    labels: Literal["signed", "zero_one", "class", "real"]
    shown: Literal["value", "clipped", "two_p_minus_one", "argmax"]
    """What the map shows: the output, the output clipped to [-1, 1], 2 sigmoid(z) - 1, the winner's color."""


def is_loss_for(loss: LossName, task: TaskName) -> bool:
    return loss in LOSSES_OF_TASK[task]


def output_for(task: TaskName, loss: LossName) -> Output:
    """The row of the table for `task` and `loss` (a fitting pair)."""
    if task == "classes":
        return Output("linear", "class", "argmax")
    if task == "regression":
        return Output("linear", "real", "value")
    if loss == "hinge":
        return Output("linear", "signed", "clipped")
    if loss == "cross_entropy":
        return Output("linear", "zero_one", "two_p_minus_one")
    return Output("tanh", "signed", "value")
