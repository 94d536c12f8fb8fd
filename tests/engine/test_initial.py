"""First weights: their law, their addresses, and given ones."""

import numpy as np
import pytest

from playground.engine import random
from playground.engine.initial import OUTPUT_LAYER, initial_parameters
from playground.engine.spec import FEATURES, INITIALS, Spec, parse_spec


def second_layer(initial):
    layers = [{"units": 64}, {"units": 48, "initial": initial}]
    return initial_parameters(parse_spec({"layers": layers}))[1]


def test_a_uniform_weight_is_the_number_at_its_address():
    first = initial_parameters(parse_spec({"seed": 9, "features": ["x1", "radius"]}))[0]
    address = (9, random.WEIGHTS, 0, 3, FEATURES.index("radius"))
    assert first.weights[3, 1] == float(random.uniform(*address)) - 0.5


def test_the_output_layer_has_an_address_of_its_own():
    last = initial_parameters(parse_spec({"seed": 9}))[-1]
    assert last.weights[0, 1] == float(random.uniform(9, random.WEIGHTS, OUTPUT_LAYER, 0, 1)) - 0.5


@pytest.mark.parametrize(
    "initial, deviation, reach, bias",
    [
        ("uniform", 0.5 / np.sqrt(3), 0.5, 0.1),
        ("normal", 0.5, np.inf, 0.1),
        ("xavier", np.sqrt(2 / (64 + 48)), np.sqrt(6 / (64 + 48)), 0.0),
        ("he", np.sqrt(2 / 64), np.inf, 0.0),
    ],
)
def test_drawn_weights_have_the_law_of_their_name(initial, deviation, reach, bias):
    layer = second_layer(initial)
    assert abs(layer.weights.mean()) < 4 * deviation / np.sqrt(64 * 48)
    assert layer.weights.std() == pytest.approx(deviation, rel=0.05)
    assert np.abs(layer.weights).max() <= reach
    assert (layer.bias == bias).all()


@pytest.mark.parametrize("initial, weight, bias", [("zero", 0.0, 0.0), ("constant", 0.5, 0.1)])
def test_undrawn_weights_are_all_alike(initial, weight, bias):
    layer = second_layer(initial)
    assert (layer.weights == weight).all()
    assert (layer.bias == bias).all()


@pytest.mark.parametrize("initial", [name for name in INITIALS if name not in ("xavier", "he")])
def test_one_more_unit_leaves_the_other_weights(initial):
    few, many = (
        initial_parameters(parse_spec({"layers": [{"units": units, "initial": initial}]})) for units in (3, 4)
    )
    assert (many[0].weights[:3] == few[0].weights).all()
    assert (many[1].weights[:, :3] == few[1].weights).all()


def test_one_more_feature_leaves_the_weights_of_the_others():
    few, many = (
        initial_parameters(parse_spec({"features": names}))[0]
        for names in (["x1", "radius"], ["x1", "x2", "radius"])
    )
    assert (many.weights[:, [0, 2]] == few.weights).all()


def test_one_more_layer_leaves_the_output_layer():
    few, many = (initial_parameters(parse_spec({"layers": [{"units": 5}] * count}))[-1] for count in (1, 2))
    assert (few.weights == many.weights).all()


def test_another_seed_gives_other_weights():
    weights = [initial_parameters(parse_spec({"seed": seed}))[0].weights for seed in (0, 1)]
    assert (weights[0] != weights[1]).all()


def test_given_weights_win():
    given = [{"weights": [[1, 2]], "bias": [3]}, {"weights": [[4]], "bias": [5]}]
    layers = initial_parameters(parse_spec({"layers": [{"units": 1}], "given": given}))
    assert layers[0].weights.tolist() == [[1, 2]]
    assert layers[1].bias.tolist() == [5]


@pytest.mark.parametrize(
    "norm, values", [("none", [0, 0, 0, 0]), ("layer", [1, 1, 0, 0]), ("batch", [1, 1, 1, 1])]
)
def test_a_layer_has_the_arrays_of_its_norm(norm, values):
    layer = initial_parameters(parse_spec({"layers": [{"units": 3, "norm": norm}]}))[0]
    arrays = (layer.scale, layer.shift, layer.mean, layer.var)
    assert [int(array is not None) for array in arrays] == values
    assert [array.tolist() for array in arrays if array is not None] == [[1] * 3, [0] * 3, [0] * 3, [1] * 3][
        : sum(values)
    ]


def test_the_default_network_is_four_two_one():
    assert [layer.weights.shape for layer in initial_parameters(Spec())] == [(4, 2), (2, 4), (1, 2)]
