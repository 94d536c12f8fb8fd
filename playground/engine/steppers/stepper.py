"""What every stepper is: the four phases of a step over one workspace, and many steps in one call."""

from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Part = Literal["train", "test"]
Integers = NDArray[np.int64]


class Stepper(Protocol):
    """Trains the network of one workspace. `steps` is a loop over the very functions called phase by phase."""

    @property
    def name(self) -> str: ...

    @property
    def step_losses(self) -> list[float]:
        """Each batch's mean loss of the last call of `steps`."""

    def begin(self, batch: Integers, step: int) -> None:
        """Puts the examples `batch` `(examples,)`, indexes into the train part, before the network."""

    def forward(self) -> None:
        """Fills z and a of the workspace, in training mode."""

    def loss(self) -> float:
        """Fills losses and the output's deltas; gives the batch's mean loss."""

    def backward(self) -> None:
        """Fills deltas and gradients."""

    def update(self, rate: float) -> None:
        """Moves the parameters by one optimizer update."""

    def steps(self, order: Integers, ends: Integers, first_step: int, rate: float) -> int:
        """Step s trains on order[ends[s - 1]:ends[s]]. Ends early after a loss that is not finite."""

    def evaluate(self, part: Part) -> tuple[float, float]:
        """Mean loss and metric (accuracy; RMSE for regression) over a whole part, in evaluation mode."""
