"""Losses in torch against worked numbers."""

import math

import pytest
import torch

from playground.engine.losses import losses_of


@pytest.mark.parametrize(
    ("loss", "output", "target", "wanted"),
    [
        ("half_squared", 0.5, -1.0, 1.125),
        ("mse", 0.5, -1.0, 2.25),
        ("mae", 0.5, -1.0, 1.5),
        ("huber", 0.5, -1.0, 1.0),
        ("huber", 0.5, 0.0, 0.125),
        ("hinge", 0.5, -1.0, 1.5),
        ("hinge", 1.5, 1.0, 0.0),
        ("cross_entropy", 0.0, 1.0, math.log(2)),
        ("cross_entropy", 2.0, 0.0, math.log(1 + math.exp(2.0))),
    ],
)
def test_the_loss_of_one_output(loss, output, target, wanted):
    outputs = torch.tensor([[output]], dtype=torch.float64)
    assert losses_of(loss, outputs, torch.tensor([target], dtype=torch.float64)).item() == pytest.approx(
        wanted
    )


def test_cross_entropy_of_logits_is_minus_the_log_of_the_targets_share():
    logits = torch.tensor([[1.0, 2.0, 3.0]], dtype=torch.float64)
    total = sum(math.exp(z) for z in (1, 2, 3))
    wanted = -math.log(math.exp(2) / total)
    assert losses_of("cross_entropy", logits, torch.tensor([1.0])).item() == pytest.approx(wanted)


def test_losses_come_one_for_each_example():
    assert losses_of("mse", torch.zeros(7, 1), torch.ones(7)).shape == (7,)
