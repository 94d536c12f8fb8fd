"""What a learner may ask for: defaults, bounds, what fits what, and that nothing but SpecError comes out."""

import json
from pathlib import Path

import pytest
from hypothesis import given

from playground.engine.errors import SpecError
from playground.engine.spec import (
    MADE_DATASETS,
    OPTIMIZERS,
    SCHEDULES,
    Spec,
    parse_spec,
    parse_spec_json,
    spec_to_dict,
)
from playground.engine.tasks import DEFAULT_LOSS, TASK_OF_DATASET
from tests.engine.strategies import anything, spec_dicts, specs

FIXTURES = Path(__file__).parent.parent / "fixtures" / "specs"
NAN, INFINITY = float("nan"), float("inf")


def refusal(data):
    with pytest.raises(SpecError) as refused:
        parse_spec(data)
    return refused.value


def optimizer(**fields):
    return {"training": {"optimizer": fields}}


def schedule(**fields):
    return {"training": {"schedule": fields}}


def test_the_default_is_that_of_tensorflow_playground():
    spec = Spec()
    assert (spec.dataset.kind, spec.dataset.num_examples, spec.dataset.noise) == ("circle", 500, 0)
    assert spec.dataset.train_share == 50
    assert spec.layer_sizes == (2, 4, 2, 1)
    assert [layer.activation for layer in spec.layers] == ["tanh", "tanh"]
    assert (spec.training.batch_size, spec.training.learning_rate, spec.loss) == (10, 0.03, "half_squared")
    assert (spec.training.optimizer.kind, spec.training.regularization.kind) == ("sgd", "none")
    assert (spec.training.batches, spec.training.last_batch) == ("in_order", "carry")


def test_an_empty_dict_is_the_default():
    assert parse_spec({}) == Spec()


@pytest.mark.parametrize("kind", ["plane", "hills"])
def test_regression_has_1200_examples(kind):
    assert parse_spec({"dataset": {"kind": kind}}).dataset.num_examples == 1200


@pytest.mark.parametrize("kind", MADE_DATASETS)
def test_a_missing_loss_is_the_default_of_the_task(kind):
    assert parse_spec({"dataset": {"kind": kind}}).loss == DEFAULT_LOSS[TASK_OF_DATASET[kind]]


@pytest.mark.parametrize("task", DEFAULT_LOSS)
def test_a_missing_loss_follows_the_task_of_given_points(task):
    dataset = {"kind": "points", "task": task, "train": [[0, 0, 1]]}
    assert parse_spec({"dataset": dataset}).loss == DEFAULT_LOSS[task]


@given(specs())
def test_a_spec_comes_back_from_its_dict_and_from_json(spec):
    assert parse_spec(spec_to_dict(spec)) == spec
    assert parse_spec_json(json.dumps(spec_to_dict(spec))) == spec


@given(spec_dicts())
def test_a_spec_stores_its_defaults(data):
    stored = spec_to_dict(parse_spec(data))
    assert set(stored) == set(Spec.model_fields)
    assert set(stored["training"]) == set(type(Spec().training).model_fields)


def outcome(data):
    """The refusal of `data`, or None where it is a spec; any other exception fails the test."""
    try:
        parse_spec(data)
    except SpecError as error:
        return error
    return None


@given(anything.filter(lambda data: data != {}))
def test_what_means_nothing_is_a_spec_error(data):
    error = outcome(data)
    assert error is not None
    assert error.message_code
    assert len(error.field) < 400


@given(spec_dicts(), anything)
def test_one_wrong_value_anywhere_is_a_spec_error(data, value):
    for key, inner in data.items():
        mistakes = [{**data, key: value}]
        if isinstance(inner, dict):
            mistakes += [{**data, key: {**inner, name: value}} for name in inner]
        for mistake in mistakes:
            error = outcome(mistake)
            assert error is None or error.field.split(".")[0] in (key, "loss", "training", "dataset")


@pytest.mark.parametrize(
    "data, field, code, params",
    [
        ({"dataset": {"kind": "circle", "noise": 51}}, "dataset.noise", "too_large", {"maximum": 50}),
        ({"dataset": {"kind": "circle", "noise": 1.0}}, "dataset.noise", "wrong_type", {}),
        ({"dataset": {"kind": "circle", "noise": True}}, "dataset.noise", "wrong_type", {}),
        ({"dataset": {"kind": "circle", "num_classes": 3}}, "dataset.num_classes", "unknown_field", {}),
        ({"dataset": {"kind": "circle", "seed": -1}}, "dataset.seed", "too_small", {"minimum": 0}),
        ({"dataset": {}}, "dataset.kind", "missing", {}),
        ({"dataset": None}, "dataset", "wrong_type", {}),
        ({"layers": [{}, {"units": 65}]}, "layers.1.units", "too_large", {"maximum": 64}),
        ({"layers": [{}] * 13}, "layers", "too_many", {"maximum": 12}),
        ({"layers": [{"kind": "conv"}]}, "layers.0.kind", "unknown_choice", {"choices": "dense"}),
        ({"layers": "ab"}, "layers", "wrong_type", {}),
        ({"features": []}, "features", "too_few", {"minimum": 1}),
        ({"features": ["x1", "x1"]}, "features", "repeated", {}),
        ({"training": {"learning_rate": NAN}}, "training.learning_rate", "not_a_number", {}),
        ({"training": {"learning_rate": INFINITY}}, "training.learning_rate", "not_a_number", {}),
        ({"training": {"learning_rate": 10**400}}, "training.learning_rate", "wrong_type", {}),
        ({"training": {"learning_rate": "0.1"}}, "training.learning_rate", "wrong_type", {}),
        ({"training": {"learning_rate": True}}, "training.learning_rate", "wrong_type", {}),
        ({"training": {"batch_size": 0}}, "training.batch_size", "too_small", {"minimum": 1}),
        ({"training": {"batch_size": "half"}}, "training.batch_size", "wrong_type", {}),
        ({"training": {"batch_size": None}}, "training.batch_size", "wrong_type", {}),
        (optimizer(kind="adam", beta1=1), "training.optimizer.beta1", "too_large", {"maximum": 0.99999}),
        (optimizer(kind="adam", beta3=1), "training.optimizer.beta3", "unknown_field", {}),
        (optimizer(), "training.optimizer.kind", "missing", {}),
        (schedule(kind="step", every=0), "training.schedule.every", "too_small", {"minimum": 1}),
        ({"seed": 2**32}, "seed", "too_large", {"maximum": 2**32 - 1}),
        ({"seed": False}, "seed", "wrong_type", {}),
        ({"version": 2}, "version", "unknown_choice", {"choices": "1"}),
        ({"version": True}, "version", "unknown_choice", {"choices": "1"}),
        ({"nope": 1}, "nope", "unknown_field", {}),
        ({"int": 1}, "int", "unknown_field", {}),
        ({1: 2}, "1", "wrong_type", {}),
        (None, "", "wrong_type", {}),
        ([], "", "wrong_type", {}),
    ],
)  # fmt: skip
def test_a_refusal_names_field_reason_and_bound(data, field, code, params):
    error = refusal(data)
    assert (error.field, error.message_code, error.params) == (field, code, params)


@pytest.mark.parametrize(
    "data, field, choices",
    [
        ({"dataset": {"kind": "cirle"}}, "dataset.kind", [*MADE_DATASETS, "points"]),
        ({"dataset": {"kind": ["circle"]}}, "dataset.kind", [*MADE_DATASETS, "points"]),
        ({"training": {"optimizer": {"kind": "adm"}}}, "training.optimizer.kind", OPTIMIZERS),
        ({"training": {"schedule": {"kind": 5}}}, "training.schedule.kind", SCHEDULES),
        ({"precision": "float16"}, "precision", ["float32", "float64"]),
    ],
)
def test_an_unknown_choice_is_answered_with_the_known_ones(data, field, choices):
    error = refusal(data)
    assert (error.field, error.message_code) == (field, "unknown_choice")
    assert error.params == {"choices": ", ".join(choices)}


@pytest.mark.parametrize(
    "data, field, code",
    [
        ({"dataset": {"kind": "hills"}, "loss": "cross_entropy"}, "loss", "loss_does_not_fit_task"),
        ({"dataset": {"kind": "blobs"}, "loss": "mse"}, "loss", "loss_does_not_fit_task"),
        (
            {"layers": [{"norm": "batch"}], "training": {"batch_size": 1}},
            "training.batch_size",
            "batch_norm_needs_two",
        ),
        (
            {"layers": [{"norm": "batch"}], "dataset": {"kind": "points", "train": [[0, 0, 1]]}},
            "dataset.train",
            "batch_norm_needs_two",
        ),
    ],
)
def test_fields_that_do_not_fit_each_other_are_refused(data, field, code):
    error = refusal(data)
    assert (error.field, error.message_code) == (field, code)


def test_layer_norm_takes_a_batch_of_one():
    assert parse_spec({"layers": [{"norm": "layer"}], "training": {"batch_size": 1}}).num_train == 250


@pytest.mark.parametrize(
    "points, field, code",
    [
        ({"train": [[0, 0, 0]]}, "dataset.train", "label_outside_classes"),
        ({"train": [[0, 0, 1]], "test": [[0, 0, 7]]}, "dataset.test", "label_outside_classes"),
        (
            {"task": "classes", "num_classes": 2, "train": [[0, 0, 2]]},
            "dataset.train",
            "label_outside_classes",
        ),
        ({"task": "classes", "train": [[0, 0, 0.5]]}, "dataset.train", "label_outside_classes"),
        ({"train": [[0, 0]]}, "dataset.train.0.2", "missing"),
        ({"train": [[0, 0, 1, 1]]}, "dataset.train.0", "too_many"),
        ({"train": []}, "dataset.train", "too_few"),
        ({"train": [[0, NAN, 1]]}, "dataset.train.0.1", "not_a_number"),
        ({"train": [[0, 1e7, 1]]}, "dataset.train.0.1", "too_large"),
        ({"task": [], "train": [[0, 0, 1]]}, "dataset.task", "unknown_choice"),
        ({}, "dataset.train", "missing"),
    ],
)
def test_given_points_must_be_points_of_the_task(points, field, code):
    error = refusal({"dataset": {"kind": "points", **points}})
    assert (error.field, error.message_code) == (field, code)


def test_regression_points_take_any_label():
    dataset = {"kind": "points", "task": "regression", "train": [[0, 0, -3.25]]}
    assert parse_spec({"dataset": dataset}).dataset.train == ((0, 0, -3.25),)


@pytest.mark.parametrize(
    "given_layers, field",
    [
        ([], "given"),
        ([{"weights": [[1, 2]], "bias": [1]}], "given"),
        ([{"weights": [[1, 2]], "bias": [1, 2]}, {"weights": [[1]], "bias": [1]}], "given.0"),
        ([{"weights": [[1, 2, 3]], "bias": [1]}, {"weights": [[1]], "bias": [1]}], "given.0"),
        ([{"weights": [[1, 2]], "bias": [1]}, {"weights": [[1], [1]], "bias": [1]}], "given.1"),
    ],
)
def test_given_weights_must_have_the_shape_of_the_network(given_layers, field):
    error = refusal({"layers": [{"units": 1}], "given": given_layers})
    assert (error.field, error.message_code) == (field, "given_has_wrong_shape")


def test_features_are_always_in_one_order():
    first, second = (
        parse_spec({"features": names}) for names in (["radius", "x2", "x1"], ["x1", "x2", "radius"])
    )
    assert first == second
    assert first.features == ("x1", "x2", "radius")


@pytest.mark.parametrize("num_classes, num_outputs", [(2, 2), (4, 4)])
def test_classes_have_an_output_each(num_classes, num_outputs):
    assert parse_spec({"dataset": {"kind": "arms", "num_classes": num_classes}}).num_outputs == num_outputs


@pytest.mark.parametrize("num_examples, share, num_train", [(500, 50, 250), (51, 33, 16), (50, 10, 5)])
def test_the_train_part_is_rounded_down(num_examples, share, num_train):
    dataset = {"kind": "xor", "num_examples": num_examples, "train_share": share}
    assert parse_spec({"dataset": dataset}).num_train == num_train


def test_a_spec_is_frozen():
    with pytest.raises(ValueError):
        Spec().seed = 3


def nested(depth, make):
    value = 1
    for _ in range(depth):
        value = make(value)
    return value


@pytest.mark.parametrize("make", [lambda inner: [inner], lambda inner: {"dataset": inner}])
def test_what_is_nested_too_deep_is_a_spec_error(make):
    deep = nested(100_000, make)
    for data in (deep, {"layers": deep}, {"dataset": deep}, {"version": deep}, {"loss": deep}):
        assert refusal(data).message_code


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 200_000, '{"seed":' + "9" * 5_000 + "}", b"\xff\xfe", b"\x80", "{'seed': 1}"]
)
def test_what_is_no_json_is_a_spec_error(text):
    with pytest.raises(SpecError) as refused:
        parse_spec_json(text)
    assert refused.value.message_code == "not_json"


def test_a_not_a_number_in_json_is_refused_at_its_field():
    with pytest.raises(SpecError) as refused:
        parse_spec_json('{"training": {"learning_rate": NaN}}')
    assert refused.value.field == "training.learning_rate"


@pytest.mark.parametrize("path", sorted(FIXTURES.glob("*.json")), ids=lambda path: path.stem)
def test_a_stored_spec_of_every_version_still_parses(path):
    stored = json.loads(path.read_text())
    assert spec_to_dict(parse_spec(stored["whole"])) == stored["whole"]
    assert parse_spec(stored["default"]) == Spec()
