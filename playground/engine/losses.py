"""Every loss of the task table, example by example, in torch; the other halves are formulas/losses.py and kernels."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

from playground.engine.tasks import LossName

Loss = Callable[[Tensor, Tensor], Tensor]

_OF_ONE_OUTPUT: dict[LossName, Loss] = {
    "half_squared": lambda output, target: 0.5 * (output - target) ** 2,
    "mse": lambda output, target: (output - target) ** 2,
    "mae": lambda output, target: (output - target).abs(),
    "huber": lambda output, target: functional.huber_loss(output, target, reduction="none"),
    "hinge": lambda output, target: torch.relu(1.0 - target * output),
    "cross_entropy": lambda output, target: functional.binary_cross_entropy_with_logits(
        output, target, reduction="none"
    ),
}


def losses_of(loss: LossName, outputs: Tensor, targets: Tensor) -> Tensor:
    """Loss of each example `(batch,)` from outputs `(batch, units)`: one unit, or a logit for each class."""
    if outputs.shape[1] > 1:
        return functional.cross_entropy(outputs, targets.long(), reduction="none")
    return _OF_ONE_OUTPUT[loss](outputs[:, 0], targets)
