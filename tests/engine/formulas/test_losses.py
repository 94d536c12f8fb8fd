"""Every loss against torch's, and its slope against autograd."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.engine.formulas.losses import LOSSES, loss_slopes, loss_targets, loss_values, softmax
from playground.engine.spec import parse_spec
from playground.engine.tasks import LOSSES as NAMES

TORCH = {
    "half_squared": lambda o, y: 0.5 * (o - y) ** 2,
    "mse": lambda o, y: functional.mse_loss(o, y, reduction="none"),
    "mae": lambda o, y: functional.l1_loss(o, y, reduction="none"),
    "huber": lambda o, y: functional.huber_loss(o, y, reduction="none"),
    "hinge": lambda o, y: torch.clamp(1 - y * o, min=0),
    "cross_entropy": lambda o, y: functional.binary_cross_entropy_with_logits(o, y, reduction="none"),
}
OUTPUTS = np.linspace(-4, 4, 81) + 0.013


def test_there_is_one_for_every_name_of_the_task_table():
    assert tuple(LOSSES) == NAMES


@pytest.mark.parametrize("target", [1.0, 0.0, -1.0])
@pytest.mark.parametrize("name", NAMES)
def test_value_and_slope_of_one_output_are_torchs(name, target):
    targets = np.full_like(OUTPUTS, target)
    outputs = torch.tensor(OUTPUTS, requires_grad=True)
    expected = TORCH[name](outputs, torch.tensor(targets))
    expected.sum().backward()
    assert np.allclose(loss_values(name, OUTPUTS[:, None], targets), expected.detach().numpy(), rtol=1e-12)
    assert np.allclose(loss_slopes(name, OUTPUTS[:, None], targets)[:, 0], outputs.grad.numpy(), atol=1e-12)


def test_value_and_slopes_of_several_logits_are_torchs():
    logits = torch.tensor(np.random.default_rng(0).normal(size=(50, 4)) * 5, requires_grad=True)
    targets = np.arange(50) % 4
    expected = functional.cross_entropy(logits, torch.tensor(targets), reduction="none")
    expected.sum().backward()
    values = loss_values("cross_entropy", logits.detach().numpy(), targets.astype(float))
    slopes = loss_slopes("cross_entropy", logits.detach().numpy(), targets.astype(float))
    assert np.allclose(values, expected.detach().numpy(), rtol=1e-12)
    assert np.allclose(slopes, logits.grad.numpy(), atol=1e-14)


def test_cross_entropy_stays_finite_for_a_certain_mistake():
    assert loss_values("cross_entropy", np.array([[900.0]]), np.array([0.0])) == 900.0
    assert loss_values("cross_entropy", np.array([[900.0, 0.0]]), np.array([1.0])) == 900.0


def test_softmax_gives_shares_of_one_however_large_the_logits():
    assert np.allclose(softmax(np.array([[1000.0, 1000.0, -1000.0]])), [[0.5, 0.5, 0.0]])


@pytest.mark.parametrize("loss, targets", [("cross_entropy", [0.0, 1.0]), ("hinge", [-1.0, 1.0])])
def test_two_classes_are_zero_and_one_for_cross_entropy_alone(loss, targets):
    assert loss_targets(parse_spec({"loss": loss}), np.array([-1.0, 1.0])).tolist() == targets
