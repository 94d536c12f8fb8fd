"""The network's tensors: views of flat arrays, with the first weights of the spec."""

import numpy as np
import torch

from playground.engine.address import decode_address
from playground.engine.initial import initial_parameters
from playground.engine.network import Network
from playground.engine.reference import flatten

SPEC = decode_address("net=5.relu.he.bn,3.tanh.ln&precision=float64")[0]


def test_flat_holds_the_first_weights_in_the_order_of_the_layout():
    assert (Network(SPEC).flat.numpy() == flatten(initial_parameters(SPEC))).all()


def test_layers_and_their_gradients_are_views_of_the_flat_arrays():
    network = Network(SPEC)
    network.flat_grad[:] = torch.arange(len(network.flat_grad), dtype=torch.float64)
    network.flat[network.layout.layers[1].bias] = 7.0
    layer = network.layers[1]
    assert (layer.bias == 7.0).all()
    place = network.layout.layers[1].weights
    assert layer.weights.grad is not None
    assert (layer.weights.grad.flatten() == network.flat_grad[place]).all()


def test_autograd_writes_into_the_flat_gradients():
    network = Network(SPEC)
    (network.layers[0].weights.sum() * 3).backward()
    assert (network.flat_grad[network.layout.layers[0].weights] == 3).all()


def test_batch_norm_starts_with_mean_0_and_variance_1():
    network = Network(SPEC)
    assert (network.layers[0].mean == 0).all()
    assert (network.layers[0].var == 1).all()
    assert network.layers[1].mean is None


def test_precision_is_the_specs():
    assert Network(decode_address("")[0]).flat.dtype == torch.float32
    assert Network(SPEC).flat.numpy().dtype == np.float64
