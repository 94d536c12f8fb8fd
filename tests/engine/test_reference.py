"""The step from scratch: its gradients against difference quotients, its steps against torch."""

import numpy as np
import pytest
import torch

from playground.engine import reference
from playground.engine.datasets.make import make_dataset
from playground.engine.features import compute_features
from playground.engine.formulas.losses import loss_targets
from playground.engine.formulas.optimizers import OptimizerState
from playground.engine.initial import initial_parameters
from playground.engine.spec import ACTIVATIONS, Spec, parse_spec
from playground.engine.tasks import LOSSES_OF_TASK

KIND_OF_TASK = {"two_classes": "moons", "classes": "arms", "regression": "hills"}
LOSSES = [(task, loss) for task, losses in LOSSES_OF_TASK.items() for loss in losses]


def first_batch(spec, num_examples=12):
    data = make_dataset(spec)
    inputs = compute_features(data.train_points[:num_examples], spec.features)
    return inputs, loss_targets(spec, data.train_labels[:num_examples])


def quotients(spec, layers, inputs, targets, step, width=1e-6):
    """dL/dp of every parameter by going a little to both sides."""
    flat = reference.flatten(layers)

    def loss_at(parameters):
        moved = reference.unflatten(spec, parameters, layers)
        return reference.loss(spec, reference.forward(spec, moved, inputs, step), targets)

    sides = [(flat + width * unit, flat - width * unit) for unit in np.eye(len(flat))]
    return np.array([(loss_at(right) - loss_at(left)) / (2 * width) for right, left in sides])


def assert_backward_is_the_difference_quotient(spec, step=5):
    layers, (inputs, targets) = initial_parameters(spec), first_batch(spec)
    passes = reference.forward(spec, layers, inputs, step)
    gradients = reference.flatten(reference.backward(spec, layers, passes, targets))
    expected = quotients(spec, layers, inputs, targets, step)
    assert np.abs(gradients).max() > 1e-3
    assert np.allclose(gradients, expected, atol=2e-8)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_backward_is_the_difference_quotient_for_every_activation(activation):
    layers = [{"units": 4, "activation": activation}, {"units": 3, "activation": activation}]
    assert_backward_is_the_difference_quotient(parse_spec({"layers": layers}))


@pytest.mark.parametrize("task, loss", LOSSES)
def test_backward_is_the_difference_quotient_for_every_loss(task, loss):
    data = {"dataset": {"kind": KIND_OF_TASK[task]}, "loss": loss, "layers": [{"units": 4}]}
    assert_backward_is_the_difference_quotient(parse_spec(data))


@pytest.mark.parametrize("norm", ["batch", "layer"])
@pytest.mark.parametrize("dropout", [0, 30])
def test_backward_is_the_difference_quotient_through_norm_and_dropout(norm, dropout):
    layers = [
        {"units": 6, "norm": norm, "dropout": dropout, "activation": "gelu"},
        {"units": 5, "norm": norm},
    ]
    assert_backward_is_the_difference_quotient(parse_spec({"layers": layers}))


def test_backward_works_without_hidden_layers():
    assert_backward_is_the_difference_quotient(
        parse_spec({"layers": [], "features": ["x1", "x1x2", "sinx1"]})
    )


def torch_twin(spec, layers):
    modules = []
    for layer, arrays in zip(spec.layers, layers, strict=False):
        modules.append(linear_of(arrays))
        modules += {
            "none": [],
            "batch": [torch.nn.BatchNorm1d(layer.units, dtype=torch.float64)],
            "layer": [torch.nn.LayerNorm(layer.units, dtype=torch.float64)],
        }[layer.norm]
        modules.append(torch.nn.Tanh())
    return torch.nn.Sequential(*modules, linear_of(layers[-1]))


def linear_of(arrays):
    module = torch.nn.Linear(arrays.weights.shape[1], arrays.weights.shape[0], dtype=torch.float64)
    module.weight.data, module.bias.data = torch.tensor(arrays.weights), torch.tensor(arrays.bias)
    return module


@pytest.mark.parametrize("norm", ["none", "batch", "layer"])
def test_twenty_steps_with_adam_are_those_of_torch(norm):
    spec = parse_spec(
        {
            "dataset": {"kind": "arms"},
            "layers": [{"units": 8, "norm": norm}, {"units": 6}],
            "training": {"optimizer": {"kind": "adam"}},
        }
    )
    layers, (inputs, targets) = initial_parameters(spec), first_batch(spec, 30)
    twin = torch_twin(spec, layers)
    optimizer = torch.optim.Adam(twin.parameters(), lr=0.03)
    state = OptimizerState.empty(len(reference.flatten(layers)))
    for step in range(20):
        layers, loss = reference.train_step(spec, layers, state, inputs, targets, step, 0.03)
        optimizer.zero_grad()
        expected = torch.nn.functional.cross_entropy(twin(torch.tensor(inputs)), torch.tensor(targets).long())
        expected.backward()
        optimizer.step()
        assert loss == pytest.approx(expected.item(), rel=1e-9)
    outputs = reference.forward(spec, layers, inputs)[-1].a
    assert np.allclose(outputs, twin.eval()(torch.tensor(inputs)).detach().numpy(), atol=1e-9)


def test_dropout_zeroes_its_share_and_keeps_the_mean():
    factors = reference.dropout_factors(0, 3, 1, 30, (2_000, 64))
    assert set(np.unique(factors)) == {0.0, 1 / 0.7}
    assert factors.mean() == pytest.approx(1.0, abs=0.01)


def test_a_dropout_mask_depends_on_seed_step_and_layer():
    masks = [
        reference.dropout_factors(*address, 50, (10, 8)).tobytes()
        for address in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 2**32, 0), (0, 0, 1)]
    ]
    assert len(set(masks)) == 5


def test_a_row_s_mask_does_not_depend_on_the_size_of_the_batch():
    small, large = (reference.dropout_factors(0, 0, 0, 50, (rows, 8)) for rows in (3, 10))
    assert (large[:3] == small).all()


def test_dropout_rests_in_evaluation():
    spec = parse_spec({"layers": [{"units": 8, "dropout": 50}]})
    layers, (inputs, _) = initial_parameters(spec), first_batch(spec)
    training, evaluation = (reference.forward(spec, layers, inputs, step)[0] for step in (0, None))
    assert (training.a == 0).any()
    assert (evaluation.a == np.tanh(evaluation.z)).all()


def test_training_lowers_the_loss_of_the_default_experiment():
    spec = Spec()
    layers, (inputs, targets) = initial_parameters(spec), first_batch(spec, 250)
    state, losses = OptimizerState.empty(25), []
    for step in range(300):
        layers, loss = reference.train_step(spec, layers, state, inputs, targets, step, 0.3)
        losses.append(loss)
    assert losses[-1] < 0.1 < losses[0]


def test_flatten_and_unflatten_undo_each_other():
    spec = parse_spec({"layers": [{"units": 3, "norm": "batch"}, {"units": 2, "norm": "layer"}]})
    layers = initial_parameters(spec)
    flat = np.arange(len(reference.flatten(layers)), dtype=float)
    assert (reference.flatten(reference.unflatten(spec, flat, layers)) == flat).all()


@pytest.mark.parametrize(
    "data, expected",
    [
        ({}, 0.75),
        ({"loss": "cross_entropy"}, 0.75),
        ({"dataset": {"kind": "plane"}}, np.sqrt((0 + 1 + 0 + 4) / 4)),
        ({"dataset": {"kind": "blobs", "num_classes": 2}}, 0.5),
    ],
)
def test_metric_is_accuracy_or_the_root_of_the_mean_square(data, expected):
    """One weight of 1 on x1 for a single output; class 0 wins wherever x1 < 0."""
    weights = [[-1, 0], [1, 0]] if "blobs" in str(data) else [[1, 0]]
    given = [{"weights": weights, "bias": [0] * len(weights)}]
    spec = parse_spec({**data, "layers": [], "given": given})
    points = np.array([[-1.0, 3.0], [2.0, 0.0], [0.0, 1.0], [1.0, -1.0]])
    labels = {"plane": [-1.0, 1.0, 0.0, -1.0], "blobs": [1.0, 1.0, 1.0, 1.0]}.get(
        spec.dataset.kind, [-1, 1, 1, -1]
    )
    metric = reference.evaluate(spec, initial_parameters(spec), points, np.array(labels, float))[1]
    assert metric == pytest.approx(expected)


def test_an_empty_part_has_no_loss_and_no_metric():
    evaluated = reference.evaluate(Spec(), initial_parameters(Spec()), np.empty((0, 2)), np.empty(0))
    assert np.isnan(evaluated).all()


def test_maps_show_the_square_with_its_edges_and_x2_upwards():
    given = [{"weights": [[1, 10]], "bias": [0]}]
    spec = parse_spec({"dataset": {"kind": "plane"}, "layers": [], "given": given})
    corners = reference.predict_map(spec, initial_parameters(spec), 2)
    assert corners.tolist() == [[[54.0, 66.0], [-66.0, -54.0]]]


@pytest.mark.parametrize("loss", LOSSES_OF_TASK["two_classes"])
def test_maps_of_two_classes_lie_between_minus_one_and_one(loss):
    spec = parse_spec({"loss": loss, "layers": [], "given": [{"weights": [[3, 0]], "bias": [0]}]})
    shown = reference.predict_map(spec, initial_parameters(spec), 3)[0]
    assert shown[0].tolist() == pytest.approx([-1, 0, 1], abs=1e-6)


def test_maps_of_classes_hold_probabilities():
    spec = parse_spec({"dataset": {"kind": "blobs", "num_classes": 4}})
    shown = reference.predict_map(spec, initial_parameters(spec), 5)
    assert shown.shape == (4, 5, 5)
    assert np.allclose(shown.sum(axis=0), 1)
