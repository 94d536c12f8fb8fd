"""Layout, counts and limits."""

import pytest

from playground.engine.errors import SpecError
from playground.engine.initial import initial_parameters
from playground.engine.reference import flatten
from playground.engine.shapes import (
    Layout,
    check_limits,
    largest_batch,
    num_parameters,
    operations_per_step,
)
from playground.engine.spec import FEATURES, Spec, parse_spec

MIXED = parse_spec(
    {"layers": [{"units": 3, "norm": "batch"}, {"units": 5, "norm": "layer", "dropout": 20}, {"units": 2}]}
)


def with_batch(size, num_examples=100, last="carry", norm="none"):
    training = {"batch_size": size, "last_batch": last}
    dataset = {"kind": "circle", "num_examples": num_examples, "train_share": 50}
    return parse_spec({"dataset": dataset, "training": training, "layers": [{"units": 2, "norm": norm}]})


def test_the_default_network_has_25_parameters():
    assert num_parameters(Spec()) == 4 * 2 + 4 + 2 * 4 + 2 + 2 + 1 == 25


def test_parameters_lie_one_after_another_without_gaps():
    slices = [
        place
        for layer in Layout.of(MIXED).layers
        for place in (layer.weights, layer.bias, layer.scale, layer.shift)
        if place is not None
    ]
    assert [place.start for place in slices] == [0, *(place.stop for place in slices[:-1])]
    assert slices[-1].stop == Layout.of(MIXED).num_parameters == len(flatten(initial_parameters(MIXED)))


def test_only_batch_norm_has_buffers():
    layout = Layout.of(MIXED)
    assert (layout.layers[0].mean, layout.layers[0].var) == (slice(0, 3), slice(3, 6))
    assert [layer.mean for layer in layout.layers[1:]] == [None, None, None]
    assert layout.num_buffers == 6


def test_rows_stack_the_units_of_all_layers():
    layout = Layout.of(MIXED)
    assert [layer.rows for layer in layout.layers] == [slice(0, 3), slice(3, 8), slice(8, 10), slice(10, 11)]
    assert layout.num_units == 11


def test_weights_lie_row_by_row():
    layer = Layout.of(Spec()).layers[0]
    flat = flatten(initial_parameters(Spec()))
    assert (flat[layer.weights].reshape(4, 2) == initial_parameters(Spec())[0].weights).all()


@pytest.mark.parametrize(
    "data, activation",
    [({}, "tanh"), ({"loss": "hinge"}, "linear"), ({"dataset": {"kind": "hills"}}, "linear")],
)
def test_the_output_layer_has_the_activation_of_the_task_table(data, activation):
    assert Layout.of(parse_spec(data)).layers[-1].activation == activation


@pytest.mark.parametrize(
    "size, last, norm, largest",
    [
        (10, "carry", "none", 10),
        (20, "carry", "none", 30),
        (20, "short", "none", 20),
        (49, "carry", "none", 50),
        (49, "short", "none", 49),
        (49, "short", "batch", 50),
        (49, "short", "layer", 49),
        (400, "carry", "none", 50),
        ("full", "carry", "none", 50),
    ],
)
def test_largest_batch_counts_the_tail(size, last, norm, largest):
    assert largest_batch(with_batch(size, last=last, norm=norm)) == largest


def test_operations_grow_with_batch_and_width():
    assert operations_per_step(with_batch(20)) > operations_per_step(with_batch(10))
    wider = parse_spec({"layers": [{"units": 64}]})
    weights, units = 64 * 2 + 64, 65
    assert operations_per_step(wider) == 10 * (6 * weights + 20 * units) + 10 * (weights + units)


def test_what_a_page_offers_is_within_the_limits():
    check_limits(parse_spec({"layers": [{"units": 64}] * 12, "features": list(FEATURES)}))


def test_the_heaviest_spec_is_over_the_limit():
    dataset = {"kind": "circle", "num_examples": 5000, "train_share": 90}
    heavy = parse_spec(
        {"dataset": dataset, "layers": [{"units": 64}] * 12, "training": {"batch_size": "full"}}
    )
    with pytest.raises(SpecError) as refused:
        check_limits(heavy)
    assert (refused.value.field, refused.value.message_code) == ("training.batch_size", "too_many_operations")


def test_a_small_server_may_ask_for_fewer_parameters():
    with pytest.raises(SpecError) as refused:
        check_limits(Spec(), max_parameters=24)
    assert refused.value.message_code == "too_many_parameters"
    assert refused.value.params == {"number": 25, "maximum": 24}


def test_layouts_of_equal_networks_are_equal():
    assert Layout.of(MIXED) == Layout.of(MIXED.model_copy(update={"seed": 5}))
