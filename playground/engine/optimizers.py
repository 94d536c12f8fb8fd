"""One update of flat parameters by any optimizer, in torch; formulas/optimizers.py is its twin from scratch.

Formulas and their order are torch.optim's. It is written over flat arrays because a unit counts its own updates (a new
unit starts at its first), and because frozen and dead parameters stay: torch.optim knows neither.
"""

import torch
from torch import Tensor

from playground.engine.spec import Adagrad, Adam, AdamW, MomentumSgd, Nesterov, Rmsprop, Sgd, Training


class Updater:
    """`first`, `second` `(parameters,)`: velocity or first moment; squares. `counts`, on the CPU: updates of each."""

    def __init__(self, training: Training, is_weight: Tensor) -> None:
        self._optimizer = training.optimizer
        self._penalty = training.regularization
        self._is_weight = is_weight

    def update(
        self,
        parameters: Tensor,
        gradients: Tensor,
        first: Tensor,
        second: Tensor,
        counts: Tensor,
        stays: Tensor,
        rate: float,
    ) -> Tensor:
        """Changes parameters, first and second in place, but where `stays`; gives the weights that L1 just stopped."""
        old = parameters.clone()
        slope = self._penalty_slope(old)
        stopped = torch.zeros_like(stays)
        if isinstance(self._optimizer, Sgd):
            moved = old - rate * gradients
            new = moved - rate * slope
            if self._penalty.kind == "l1":
                stopped = (moved * new < 0) & self._is_weight & ~stays
                new = torch.where(stopped, torch.zeros_like(new), new)
        else:
            kept = first.clone(), second.clone()
            new = self._moved(old, gradients, slope, first, second, counts, rate)
            first.copy_(torch.where(stays, kept[0], first))
            second.copy_(torch.where(stays, kept[1], second))
        parameters.copy_(torch.where(stays, old, new))
        return stopped

    def _penalty_slope(self, parameters: Tensor) -> Tensor:
        if self._penalty.kind == "none":
            return torch.zeros_like(parameters)
        slope = parameters if self._penalty.kind == "l2" else parameters.sign()
        return torch.where(self._is_weight, self._penalty.rate * slope, torch.zeros_like(slope))

    def _moved(
        self,
        old: Tensor,
        gradients: Tensor,
        slope: Tensor,
        first: Tensor,
        second: Tensor,
        counts: Tensor,
        rate: float,
    ) -> Tensor:
        optimizer = self._optimizer
        if isinstance(optimizer, AdamW):
            old = old - rate * (optimizer.weight_decay * old + slope)
        else:
            gradients = gradients + slope
        if isinstance(optimizer, MomentumSgd | Nesterov):
            first.mul_(optimizer.momentum).add_(gradients)
            direction = (
                first if isinstance(optimizer, MomentumSgd) else gradients + optimizer.momentum * first
            )
            return old - rate * direction
        if isinstance(optimizer, Rmsprop | Adagrad):
            if isinstance(optimizer, Rmsprop):
                second.mul_(optimizer.alpha)
                second.addcmul_(gradients, gradients, value=1 - optimizer.alpha)
            else:
                second.addcmul_(gradients, gradients)
            return old - rate * gradients / (second.sqrt() + optimizer.epsilon)
        assert isinstance(optimizer, Adam | AdamW)
        first.lerp_(gradients, 1 - optimizer.beta1)
        second.mul_(optimizer.beta2).addcmul_(gradients, gradients, value=1 - optimizer.beta2)
        steps = counts.double()
        step_size = (rate / (1 - optimizer.beta1**steps)).to(old.dtype).to(old.device)
        root = (1 - optimizer.beta2**steps).sqrt().to(old.dtype).to(old.device)
        return old - step_size * first / (second.sqrt() / root + optimizer.epsilon)
