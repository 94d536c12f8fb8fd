"""Updates of flat parameters against torch.optim, and what torch.optim does not know."""

import pytest
import torch

from playground.engine.optimizers import Updater
from playground.engine.spec import (
    Adagrad,
    Adam,
    AdamW,
    MomentumSgd,
    Nesterov,
    Regularization,
    Rmsprop,
    Sgd,
    Training,
)

RATE = 0.05
PAIRS = [
    (Sgd(), lambda p: torch.optim.SGD(p, RATE)),
    (MomentumSgd(momentum=0.8), lambda p: torch.optim.SGD(p, RATE, momentum=0.8)),
    (Nesterov(momentum=0.8), lambda p: torch.optim.SGD(p, RATE, momentum=0.8, nesterov=True)),
    (Rmsprop(alpha=0.9), lambda p: torch.optim.RMSprop(p, RATE, alpha=0.9)),
    (Adagrad(), lambda p: torch.optim.Adagrad(p, RATE)),
    (Adam(beta2=0.99), lambda p: torch.optim.Adam(p, RATE, betas=(0.9, 0.99))),
    (AdamW(weight_decay=0.2), lambda p: torch.optim.AdamW(p, RATE, weight_decay=0.2)),
]


class Flat:
    """Six parameters, the last two of them biases."""

    def __init__(self, optimizer, **options):
        self.updater = Updater(
            Training(optimizer=optimizer, **options), torch.tensor([True] * 4 + [False] * 2)
        )
        self.parameters = torch.tensor([0.5, -0.4, 0.3, -0.2, 0.1, 0.0], dtype=torch.float64)
        self.first, self.second = torch.zeros(6, dtype=torch.float64), torch.zeros(6, dtype=torch.float64)
        self.counts = torch.zeros(6, dtype=torch.int64)
        self.stays = torch.zeros(6, dtype=torch.bool)

    def update(self, gradients):
        self.counts += 1
        return self.updater.update(
            self.parameters, gradients, self.first, self.second, self.counts, self.stays, RATE
        )


def gradients_of(parameters):
    return torch.sin(3 * parameters) + 0.1


@pytest.mark.parametrize(("optimizer", "make"), PAIRS, ids=lambda value: getattr(value, "kind", ""))
def test_a_hundred_updates_are_torch_optims(optimizer, make):
    flat = Flat(optimizer)
    twin = flat.parameters.clone().requires_grad_()
    reference = make([twin])
    for _ in range(100):
        flat.update(gradients_of(flat.parameters))
        twin.grad = gradients_of(twin.detach())
        reference.step()
    assert torch.allclose(flat.parameters, twin.detach(), rtol=0, atol=1e-12)


def test_l2_pulls_weights_and_leaves_biases():
    flat = Flat(Sgd(), regularization=Regularization(kind="l2", rate=0.5))
    before = flat.parameters.clone()
    flat.update(torch.zeros(6, dtype=torch.float64))
    assert torch.allclose(flat.parameters[:4], before[:4] * (1 - RATE * 0.5))
    assert (flat.parameters[4:] == before[4:]).all()


def test_adamw_takes_the_penalty_apart_from_the_gradient():
    flat = Flat(AdamW(weight_decay=0.0), regularization=Regularization(kind="l1", rate=0.5))
    before = flat.parameters.clone()
    flat.update(torch.zeros(6, dtype=torch.float64))
    assert torch.allclose(flat.parameters[:4], before[:4] - RATE * 0.5 * before[:4].sign())


def test_l1_stops_a_weight_that_crosses_zero_under_plain_sgd():
    flat = Flat(Sgd(), regularization=Regularization(kind="l1", rate=5.0))
    stopped = flat.update(torch.zeros(6, dtype=torch.float64))
    assert stopped.tolist() == [False, False, False, False, False, False] or stopped[:4].any()
    flat.parameters[:] = 0.1
    stopped = flat.update(torch.zeros(6, dtype=torch.float64))
    assert stopped.tolist() == [True] * 4 + [False] * 2
    assert (flat.parameters[:4] == 0).all()


def test_what_stays_keeps_value_and_state():
    flat = Flat(Adam())
    flat.stays[1] = True
    before = flat.parameters.clone()
    flat.update(torch.ones(6, dtype=torch.float64))
    assert flat.parameters[1] == before[1]
    assert flat.first[1] == flat.second[1] == 0
    assert flat.parameters[0] != before[0]
