"""Batch norm and layer norm against torch's modules, forward and back."""

import numpy as np
import torch

from playground.engine.formulas import norms

Z = np.random.default_rng(1).normal(2.0, 3.0, size=(7, 5))
SLOPES = np.random.default_rng(2).normal(size=(7, 5))


def torch_slopes(module):
    z = torch.tensor(Z, requires_grad=True)
    value = module(z)
    value.backward(torch.tensor(SLOPES))
    return value.detach().numpy(), z.grad.numpy()


def test_batch_norm_and_its_way_back_are_torchs():
    value, slopes = torch_slopes(torch.nn.BatchNorm1d(5, dtype=torch.float64))
    normed = norms.standardize(Z, norms.BATCH)
    assert np.allclose(normed.standard, value, atol=1e-12)
    assert np.allclose(norms.slope_before(SLOPES, normed, norms.BATCH), slopes, atol=1e-12)


def test_layer_norm_and_its_way_back_are_torchs():
    value, slopes = torch_slopes(torch.nn.LayerNorm(5, dtype=torch.float64))
    normed = norms.standardize(Z, norms.UNITS)
    assert np.allclose(normed.standard, value, atol=1e-12)
    assert np.allclose(norms.slope_before(SLOPES, normed, norms.UNITS), slopes, atol=1e-12)


def test_running_averages_are_torchs_and_serve_evaluation():
    module = torch.nn.BatchNorm1d(5, dtype=torch.float64)
    module(torch.tensor(Z))
    mean, var = norms.running_averages(Z, np.zeros(5), np.ones(5))
    assert np.allclose(mean, module.running_mean.numpy(), rtol=1e-12)
    assert np.allclose(var, module.running_var.numpy(), rtol=1e-12)
    value = module.eval()(torch.tensor(Z)).detach().numpy()
    assert np.allclose(norms.standardize_with(Z, mean, var).standard, value, atol=1e-12)
