"""Activation functions and norms in torch against their twins from scratch."""

import numpy as np
import pytest
import torch

from playground.engine.address import decode_address
from playground.engine.formulas.norms import BATCH, UNITS, running_averages, standardize
from playground.engine.layers import ACTIVATION_FUNCTIONS, normalize
from playground.engine.network import Network
from playground.engine.spec import ACTIVATIONS

Z = np.random.default_rng(0).normal(0, 2, (12, 5))


def norm_layer(kind):
    return Network(decode_address(f"net=5.tanh.{kind}&precision=float64")[0]).layers[0]


def test_every_activation_of_the_spec_has_a_function():
    assert set(ACTIVATION_FUNCTIONS) == set(ACTIVATIONS)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_slopes_are_the_difference_quotients(name):
    z = torch.tensor(Z, requires_grad=True)
    ACTIVATION_FUNCTIONS[name](z).sum().backward()
    step = 1e-6
    values = [ACTIVATION_FUNCTIONS[name](torch.tensor(Z + sign * step)).numpy() for sign in (1, -1)]
    assert np.allclose(z.grad.numpy(), (values[0] - values[1]) / (2 * step), atol=1e-7)


def test_batch_norm_standardizes_over_the_batch_and_moves_its_averages():
    layer = norm_layer("bn")
    normed = normalize(layer, torch.tensor(Z), training=True).detach().numpy()
    mean, var = running_averages(Z, np.zeros(5), np.ones(5))
    assert np.allclose(normed, standardize(Z, BATCH).standard, atol=1e-12)
    assert np.allclose(layer.mean.numpy(), mean)
    assert np.allclose(layer.var.numpy(), var)


def test_batch_norm_in_evaluation_uses_its_averages():
    layer = norm_layer("bn")
    normed = normalize(layer, torch.tensor(Z), training=False).detach().numpy()
    assert np.allclose(normed, Z / np.sqrt(1 + 1e-5))
    assert (layer.mean == 0).all()


def test_layer_norm_standardizes_over_the_units():
    normed = normalize(norm_layer("ln"), torch.tensor(Z), training=True).detach().numpy()
    assert np.allclose(normed, standardize(Z, UNITS).standard, atol=1e-12)


def test_a_layer_without_norm_leaves_its_sums_alone():
    layer = Network(decode_address("precision=float64")[0]).layers[0]
    z = torch.tensor(Z)
    assert normalize(layer, z, training=True) is z
