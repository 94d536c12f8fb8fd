"""Every activation function against torch's, and its slope against autograd."""

import numpy as np
import pytest
import torch

from playground.engine.formulas.activations import ACTIVATIONS
from playground.engine.spec import ACTIVATIONS as NAMES

TORCH = {
    "linear": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": torch.nn.functional.leaky_relu,
    "elu": torch.nn.functional.elu,
    "gelu": torch.nn.functional.gelu,
    "silu": torch.nn.functional.silu,
    "softplus": torch.nn.functional.softplus,
    "sine": torch.sin,
}
Z = np.concatenate([np.linspace(-15, 15, 301), [-0.0, 1e-9, -1e-9]])


def test_there_is_one_for_every_name_of_the_spec():
    assert tuple(ACTIVATIONS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_value_and_slope_are_torchs(name):
    z = torch.tensor(Z, requires_grad=True)
    expected = TORCH[name](z)
    expected.sum().backward()
    # torch's float64 sigmoid itself rounds to about 1e-13 in the far tail.
    assert np.allclose(ACTIVATIONS[name].value(Z), expected.detach().numpy(), rtol=1e-9, atol=1e-12)
    assert np.allclose(ACTIVATIONS[name].slope(Z), z.grad.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_slope_is_the_difference_quotient(name):
    z = np.array([-3.3, -0.7, 0.4, 2.9])
    quotient = (ACTIVATIONS[name].value(z + 1e-6) - ACTIVATIONS[name].value(z - 1e-6)) / 2e-6
    assert np.allclose(ACTIVATIONS[name].slope(z), quotient, atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_number_stays_visible(name):
    assert np.isnan(ACTIVATIONS[name].value(np.array([np.nan]))).all()


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "elu", "softplus", "silu", "gelu"])
def test_saturated_inputs_give_finite_values(name):
    far = np.array([-800.0, 800.0])
    assert np.isfinite([ACTIVATIONS[name].value(far), ACTIVATIONS[name].slope(far)]).all()
