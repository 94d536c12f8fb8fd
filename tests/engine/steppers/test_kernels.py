"""kernels.py against eager PyTorch in float64: the same trajectory for what a spec can combine."""

import itertools

import numpy as np
import pytest
import torch
from torch.nn import functional

from playground.engine.random import DROPOUT, uniform
from playground.engine.spec import ACTIVATIONS
from playground.engine.steppers import kernels
from playground.engine.tasks import LOSSES

NUM_STEPS = 100
CAPACITY = 32
TORCH_ACTIVATIONS = {
    "linear": lambda z: z,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "leaky_relu": functional.leaky_relu,
    "elu": functional.elu,
    "gelu": functional.gelu,
    "silu": functional.silu,
    "softplus": functional.softplus,
    "sine": torch.sin,
}
TORCH_LOSSES = {
    "half_squared": lambda o, y: 0.5 * (o - y) ** 2,
    "mse": lambda o, y: (o - y) ** 2,
    "mae": lambda o, y: (o - y).abs(),
    "huber": lambda o, y: functional.huber_loss(o, y, reduction="none"),
    "hinge": lambda o, y: torch.relu(1 - y * o),
    "cross_entropy": lambda o, y: functional.binary_cross_entropy_with_logits(o, y, reduction="none"),
}
OPTIMIZERS = {
    "sgd": ([0, 0, 0, 0], lambda p: torch.optim.SGD(p, lr=0.05)),
    "momentum": ([0.9, 0, 0, 0], lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.9)),
    "nesterov": ([0.8, 0, 0, 0], lambda p: torch.optim.SGD(p, lr=0.05, momentum=0.8, nesterov=True)),
    "rmsprop": ([0.95, 0, 1e-6, 0], lambda p: torch.optim.RMSprop(p, lr=0.05, alpha=0.95, eps=1e-6)),
    "adagrad": ([0, 0, 1e-10, 0], lambda p: torch.optim.Adagrad(p, lr=0.05)),
    "adam": ([0.9, 0.99, 1e-8, 0], lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.9, 0.99))),
    "adamw": (
        [0.9, 0.99, 1e-8, 0.1],
        lambda p: torch.optim.AdamW(p, lr=0.05, betas=(0.9, 0.99), weight_decay=0.1),
    ),
}


class Arrays:
    """A network of `sizes` and 64 examples as the kernels take them."""

    def __init__(self, sizes, activation, loss, *, drop=0, dtype=np.float64):
        numbers = np.random.default_rng(7)
        self.sizes, self.activation, self.loss_name = sizes, activation, loss
        rows, offset, first = [], 0, 0
        for layer, (inputs, units) in enumerate(itertools.pairwise(sizes)):
            is_last = layer == len(sizes) - 2
            head = kernels.TANH if loss in ("half_squared", "mse", "mae", "huber") else kernels.LINEAR
            code = (
                head
                if is_last and units == 1
                else kernels.LINEAR
                if is_last
                else ACTIVATIONS.index(activation)
            )
            rows.append((inputs, units, code, offset, offset + inputs * units, first, 0 if is_last else drop))
            offset, first = offset + inputs * units + units, first + units
        self.plan = np.array(rows, np.int64)
        self.parameters = numbers.normal(0, 0.7, offset).astype(dtype)
        self.gradients = np.zeros(offset, dtype)
        self.slots = np.zeros((2, offset), dtype)
        self.unit_steps = np.zeros(first, np.int64)
        self.frozen, self.dead = np.zeros(offset, np.uint8), np.zeros(offset, np.uint8)
        self.inputs = numbers.normal(0, 1, (64, sizes[0])).astype(dtype)
        self.targets = self._labels(numbers).astype(dtype)
        self.x = np.zeros((sizes[0], CAPACITY), dtype)
        self.z, self.a, self.factors, self.deltas = (np.zeros((first, CAPACITY), dtype) for _ in range(4))
        self.spare, self.losses, self.lanes = (
            np.zeros((max(sizes), CAPACITY), dtype),
            np.zeros(CAPACITY, dtype),
            np.zeros(16, dtype),
        )
        self.batch = np.zeros(CAPACITY, np.int64)
        self.order = np.concatenate([numbers.permutation(64) for _ in range(20)])[: NUM_STEPS * 10]
        self.ends = np.arange(10, NUM_STEPS * 10 + 1, 10)

    def _labels(self, numbers):
        if self.sizes[-1] > 1:
            return numbers.integers(0, self.sizes[-1], 64)
        signs = np.sign(self.inputs[:, 0] * self.inputs[:, 1] + 1e-9)
        return (signs + 1) / 2 if self.loss_name == "cross_entropy" else signs

    def train(self, optimizer="sgd", penalty=0, strength=0.0, rate=0.05):
        hyper = np.array(OPTIMIZERS[optimizer][0], np.float64)
        codes = np.array([LOSSES.index(self.loss_name), list(OPTIMIZERS).index(optimizer), penalty])
        return kernels.steps(
            self.plan, self.parameters, self.gradients, self.slots, self.unit_steps, self.frozen, self.dead,
            self.inputs, self.targets, self.x, self.z, self.a, self.factors, self.spare, self.deltas, self.losses,
            self.lanes, self.order, self.ends, self.batch, codes, hyper, 3, 0,
            np.array([rate, strength]), np.zeros(NUM_STEPS),
        )  # fmt: skip


def torch_twin(arrays, optimizer, *, drop=0, penalty=0, strength=0.0):
    """The same training by autograd and torch.optim; returns the flat parameters."""
    layers = []
    for inputs, units, _, weights, bias, _, _ in arrays.plan:
        w = torch.tensor(arrays.parameters[weights : weights + inputs * units].reshape(units, inputs))
        layers.append(
            (w.requires_grad_(), torch.tensor(arrays.parameters[bias : bias + units]).requires_grad_())
        )
    optimize = OPTIMIZERS[optimizer][1]([p for layer in layers for p in layer])
    inputs, targets = torch.tensor(arrays.inputs), torch.tensor(arrays.targets)
    for step in range(NUM_STEPS):
        batch = arrays.order[step * 10 : step * 10 + 10]
        a = inputs[batch]
        for index, (w, b) in enumerate(layers):
            z = a @ w.T + b
            if index < len(layers) - 1:
                a = TORCH_ACTIVATIONS[arrays.activation](z)
                if drop:
                    rows, units = np.meshgrid(np.arange(10), np.arange(z.shape[1]), indexing="ij")
                    drawn = uniform(3, DROPOUT, step, 0, index, rows * 64 + units)
                    a = a * torch.tensor((drawn >= drop / 100) / (1 - drop / 100))
        if z.shape[1] > 1:
            loss = functional.cross_entropy(z, targets[batch].long())
        else:
            o = torch.tanh(z) if arrays.plan[-1, kernels.ACTIVATION] == kernels.TANH else z
            loss = TORCH_LOSSES[arrays.loss_name](o[:, 0], targets[batch]).mean()
        optimize.zero_grad()
        loss.backward()
        for w, _ in layers:
            w.grad += (
                strength * (w.detach() if penalty == kernels.L2 else w.detach().sign()) if penalty else 0
            )
        optimize.step()
    return torch.cat([p.detach().flatten() for layer in layers for p in layer]).numpy()


def assert_same_trajectory(arrays, optimizer="sgd", **options):
    wanted = torch_twin(arrays, optimizer, **options)
    options.pop("drop", None)
    done = arrays.train(optimizer, **options)
    assert done == NUM_STEPS
    assert np.abs(arrays.parameters - wanted).max() < 1e-9


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation_trains_as_autograd_does(activation):
    assert_same_trajectory(Arrays((2, 5, 3, 1), activation, "half_squared"))


@pytest.mark.parametrize("loss", LOSSES)
def test_every_loss_trains_as_autograd_does(loss):
    assert_same_trajectory(Arrays((2, 4, 1), "tanh", loss))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_moves_as_torch_optim_does(optimizer):
    assert_same_trajectory(Arrays((3, 4, 2, 1), "tanh", "half_squared"), optimizer)


@pytest.mark.parametrize("optimizer", [name for name in OPTIMIZERS if name != "adamw"])
def test_l2_is_a_term_of_the_gradient(optimizer):
    assert_same_trajectory(
        Arrays((2, 4, 1), "tanh", "half_squared"), optimizer, penalty=kernels.L2, strength=0.02
    )


def test_softmax_of_four_classes_trains_as_autograd_does():
    assert_same_trajectory(Arrays((2, 6, 4), "relu", "cross_entropy"), "adam")


def test_dropout_takes_the_addressed_masks():
    arrays = Arrays((2, 8, 6, 1), "sigmoid", "half_squared", drop=30)
    assert_same_trajectory(arrays, drop=30)


def test_no_hidden_layer_is_a_single_neuron():
    assert_same_trajectory(Arrays((2, 1), "tanh", "cross_entropy"))


def test_phases_called_one_by_one_equal_one_call_to_the_bit():
    whole, apart = (Arrays((2, 4, 2, 1), "tanh", "half_squared", dtype=np.float32) for _ in range(2))
    whole.train("adam")
    hyper = np.array(OPTIMIZERS["adam"][0], np.float64)
    for step in range(NUM_STEPS):
        apart.batch[:10] = apart.order[step * 10 : step * 10 + 10]
        kernels.gather(apart.inputs, apart.batch, apart.x, 10)
        kernels.forward(
            apart.plan, apart.parameters, apart.x, apart.z, apart.a, apart.factors, 10, True, 3, step
        )
        kernels.loss(
            apart.plan, apart.z, apart.a, apart.targets, apart.batch, apart.deltas, apart.losses, 10, 0
        )
        kernels.backward(
            apart.plan, apart.parameters, apart.x, apart.z, apart.a, apart.factors, apart.spare, apart.deltas,
            apart.gradients, apart.lanes, 10,
        )  # fmt: skip
        kernels.update(
            apart.plan, apart.parameters, apart.gradients, apart.slots, apart.unit_steps, apart.frozen, apart.dead,
            5, hyper, 0.05, 0, 0.0,
        )  # fmt: skip
    assert whole.parameters.tobytes() == apart.parameters.tobytes()


def test_l1_leaves_a_weight_that_crosses_zero_at_zero():
    arrays = Arrays((2, 4, 1), "tanh", "half_squared")
    arrays.train("sgd", penalty=kernels.L1, strength=0.5)
    assert arrays.dead.any()
    assert (arrays.parameters[arrays.dead == 1] == 0).all()


def test_frozen_parameters_stay_where_they_are():
    arrays = Arrays((2, 4, 1), "tanh", "half_squared")
    before = arrays.parameters.copy()
    arrays.frozen[::2] = 1
    arrays.train("momentum")
    assert (arrays.parameters[::2] == before[::2]).all()
    assert (arrays.parameters[1::2] != before[1::2]).any()


def test_a_loss_that_is_not_finite_ends_the_call_and_stays_visible():
    arrays = Arrays((2, 4, 1), "linear", "hinge", dtype=np.float32)
    arrays.loss_name = "mse"
    done = arrays.train(rate=1e20)
    assert done < NUM_STEPS
    assert not np.isfinite(arrays.losses[:10]).all()


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "elu", "silu"])
def test_own_exponentials_are_right_in_the_last_digits(activation):
    z = np.concatenate([np.linspace(-30, 30, 497), [1e-9, -1e-9, 0.0, -700, 700, 80.0, -80.0]])
    z = np.concatenate([z, np.zeros(-len(z) % 16)])[None]
    plan = np.array([[1, 1, ACTIVATIONS.index(activation), 0, 1, 0, 0]], np.int64)
    a = np.empty_like(z)
    kernels.forward(plan, np.array([1.0, 0.0]), z, np.empty_like(z), a, a, z.shape[1], False, 0, 0)
    wanted = TORCH_ACTIVATIONS[activation](torch.tensor(z)).numpy()
    assert np.allclose(a, wanted, rtol=4e-15, atol=1e-300)
