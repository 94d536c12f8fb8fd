"""What a change does to a spec: what it keeps, what it refuses, and what begins a new run."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.engine.changes import begins_new_run, change_spec, new_layer
from playground.engine.commands import AddUnit, InsertLayer, RemoveLayer, RemoveUnit, Set, UseSpec
from playground.engine.errors import SpecError
from playground.engine.spec import MADE_DATASETS, DenseLayer, Spec, parse_spec, spec_to_dict
from tests.engine.strategies import anything, specs

GIVEN = [{"weights": [[1, 2]], "bias": [3]}, {"weights": [[4]], "bias": [5]}]
WITH_GIVEN = parse_spec({"layers": [{"units": 1}], "given": GIVEN})
BATCH_NORM = DenseLayer(norm="batch")
ONE_BY_ONE = {"training": {"batch_size": 1}}
POINTS = parse_spec({"dataset": {"kind": "points", "train": [[0, 0, 1], [1, 1, -1]]}})


def units(spec):
    return [layer.units for layer in spec.layers]


def after_set(field, value, **data):
    return change_spec(parse_spec(data), Set(field=field, value=value))


def refusal(spec, change):
    with pytest.raises(SpecError) as refused:
        change_spec(spec, change)
    return refused.value.field, refused.value.message_code


@pytest.mark.parametrize(
    "field, value",
    [
        ("training.learning_rate", 0.3),
        ("training.batch_size", "full"),
        ("training.stop_at_epoch", None),
        ("dataset.noise", 25),
        ("features", ["x1"]),
        ("layers.1.activation", "relu"),
        ("layers.0.units", 7),
        ("output.initial", "zero"),
        ("loss", "hinge"),
        ("seed", 5),
        ("precision", "float64"),
        ("training.optimizer.kind", "adam"),
        ("training.schedule.kind", "cosine"),
    ],
)
def test_set_changes_its_field_and_nothing_else(field, value):
    before, after = spec_to_dict(Spec()), spec_to_dict(after_set(field, value))
    top = field.split(".")[0]
    assert {key: part for key, part in after.items() if key != top} == {
        key: part for key, part in before.items() if key != top
    }
    place = after
    for part in field.split("."):
        place = place[int(part)] if isinstance(place, list) else place[part]
    assert place == value


@pytest.mark.parametrize(
    "field, value, refused_field, code",
    [
        ("training.learning_rate", "fast", "training.learning_rate", "wrong_type"),
        ("training.learning_rate", float("nan"), "training.learning_rate", "not_a_number"),
        ("training.speed", 1, "training.speed", "unknown_field"),
        ("nope", 1, "nope", "unknown_field"),
        ("layers.2.units", 1, "layers.2.units", "unknown_field"),
        ("layers.-1.units", 1, "layers.-1.units", "unknown_field"),
        ("layers.²", 1, "layers.²", "unknown_field"),
        ("layers.", 1, "layers.", "unknown_field"),
        (".", 1, ".", "unknown_field"),
        ("layers.0.units", 65, "layers.0.units", "too_large"),
        ("layers.*.units", 65, "layers.0.units", "too_large"),
        ("layers.*.size", 3, "size", "unknown_field"),
        ("dataset.kind", "cirle", "dataset.kind", "unknown_choice"),
        ("dataset.kind", ["circle"], "dataset.kind", "unknown_choice"),
        ("dataset.kind", "points", "dataset.kind", "unknown_choice"),
        ("dataset.num_classes", 3, "dataset.num_classes", "unknown_field"),
        ("training.optimizer.kind", {}, "training.optimizer.kind", "unknown_choice"),
        ("training.optimizer.momentum", 0.5, "training.optimizer.momentum", "unknown_field"),
        ("training.schedule.kind", None, "training.schedule.kind", "unknown_choice"),
        ("features", [], "features", "too_few"),
        ("seed.seed", 1, "seed.seed", "unknown_field"),
        ("version", 2, "version", "unknown_choice"),
    ],
)
def test_set_refuses_what_is_no_field_or_no_value(field, value, refused_field, code):
    assert refusal(Spec(), Set(field=field, value=value)) == (refused_field, code)


@given(
    specs(),
    st.sampled_from(["seed", "layers", "dataset.kind", "layers.*.units", "training.x", "given"]),
    anything,
)
def test_set_gives_a_valid_spec_or_a_spec_error(spec, field, value):
    try:
        changed = change_spec(spec, Set(field=field, value=value))
    except SpecError:
        return
    assert parse_spec(spec_to_dict(changed)) == changed


def test_another_optimizer_starts_with_its_defaults():
    training = {"optimizer": {"kind": "momentum", "momentum": 0.5}}
    changed = after_set("training.optimizer.kind", "nesterov", training=training)
    assert changed.training.optimizer.model_dump() == {"kind": "nesterov", "momentum": 0.9}


def test_every_layer_can_be_set_at_once_and_first_weights_with_the_output():
    assert [layer.activation for layer in after_set("layers.*.activation", "relu").layers] == ["relu", "relu"]
    changed = after_set("layers.*.initial", "he")
    assert [layer.initial for layer in changed.layers] + [changed.output.initial] == ["he"] * 3


@pytest.mark.parametrize("kind", MADE_DATASETS)
def test_another_dataset_keeps_what_it_can(kind):
    dataset = {"kind": "gauss", "num_examples": 300, "noise": 20, "train_share": 70, "seed": 9}
    changed = after_set("dataset.kind", kind, dataset=dataset).dataset
    assert changed.kind == kind
    assert (changed.num_examples, changed.noise, changed.train_share, changed.seed) == (300, 20, 70, 9)


@pytest.mark.parametrize("before, after, num_examples", [("circle", "plane", 1200), ("hills", "xor", 500)])
def test_another_dataset_brings_its_usual_size(before, after, num_examples):
    assert after_set("dataset.kind", after, dataset={"kind": before}).dataset.num_examples == num_examples


def test_another_dataset_of_classes_keeps_their_number():
    assert after_set("dataset.kind", "arms", dataset={"kind": "blobs", "num_classes": 4}).num_outputs == 4


@pytest.mark.parametrize(
    "kind, loss, new_loss",
    [("xor", "hinge", "hinge"), ("plane", "hinge", "half_squared"), ("blobs", "mse", "cross_entropy")],
)
def test_another_dataset_keeps_the_loss_within_its_task(kind, loss, new_loss):
    assert after_set("dataset.kind", kind, loss=loss).loss == new_loss


def test_given_points_can_be_left_for_a_dataset():
    assert (
        change_spec(POINTS, Set(field="dataset.kind", value="xor")).dataset
        == parse_spec({"dataset": {"kind": "xor"}}).dataset
    )


@pytest.mark.parametrize("index, expected", [(0, [2, 4, 2]), (1, [4, 2, 2]), (2, [4, 2, 2])])
def test_a_new_layer_has_two_units_and_stands_at_its_place(index, expected):
    assert units(change_spec(Spec(), InsertLayer(index=index))) == expected


def test_a_new_layer_takes_after_the_layer_before_it():
    layers = [DenseLayer(units=3, activation="relu", initial="he", dropout=20), DenseLayer(activation="sine")]
    assert new_layer(layers, 1) == DenseLayer(units=2, activation="relu", initial="he")
    assert new_layer(layers, 0).activation == "relu"
    assert new_layer(layers, 2).activation == "sine"
    assert new_layer([], 0) == DenseLayer()


def test_a_layer_that_is_described_is_inserted_as_it_is():
    layer = DenseLayer(units=9, activation="gelu", norm="layer")
    assert change_spec(Spec(), InsertLayer(index=1, layer=layer)).layers[1] == layer


@pytest.mark.parametrize(
    "change, expected",
    [
        (RemoveLayer(index=0), [2]),
        (RemoveLayer(index=1), [4]),
        (AddUnit(layer=1), [4, 3]),
        (RemoveUnit(layer=0), [3, 2]),
        (RemoveUnit(layer=0, unit=2), [3, 2]),
    ],
)
def test_layers_and_units_come_and_go(change, expected):
    assert units(change_spec(Spec(), change)) == expected


@pytest.mark.parametrize(
    "data, change, field, code",
    [
        ({}, InsertLayer(index=3), "layers", "no_such_layer"),
        ({"layers": [{}] * 12}, InsertLayer(index=0), "layers", "too_many"),
        ({}, RemoveLayer(index=2), "layers", "no_such_layer"),
        ({"layers": []}, AddUnit(layer=0), "layers", "no_such_layer"),
        ({"layers": [{"units": 64}]}, AddUnit(layer=0), "layers.0.units", "too_large"),
        ({"layers": [{"units": 1}]}, RemoveUnit(layer=0), "layers.0.units", "too_small"),
        ({}, RemoveUnit(layer=1, unit=2), "layers.1.units", "no_such_unit"),
        (ONE_BY_ONE, InsertLayer(index=0, layer=BATCH_NORM), "training.batch_size", "batch_norm_needs_two"),
    ],
)  # fmt: skip
def test_what_cannot_come_or_go_is_refused(data, change, field, code):
    assert refusal(parse_spec(data), change) == (field, code)


@pytest.mark.parametrize(
    "change",
    [
        AddUnit(layer=0),
        InsertLayer(index=0),
        RemoveLayer(index=0),
        Set(field="features", value=["x1"]),
        Set(field="layers.0.units", value=3),
        Set(field="dataset.kind", value="blobs"),
    ],
)
def test_given_weights_leave_with_the_shape_they_were_given_for(change):
    assert change_spec(WITH_GIVEN, change).given is None


def test_given_weights_stay_through_other_changes():
    assert change_spec(WITH_GIVEN, Set(field="training.learning_rate", value=1.0)).given == WITH_GIVEN.given


def test_a_whole_spec_replaces_the_old_one_and_is_checked():
    wanted = {"dataset": {"kind": "hills"}, "seed": 3}
    assert change_spec(Spec(), UseSpec(spec=wanted)) == parse_spec(wanted)
    assert refusal(Spec(), UseSpec(spec={"seed": -1})) == ("seed", "too_small")


def test_a_change_leaves_the_old_spec_alone():
    spec = Spec()
    change_spec(spec, AddUnit(layer=0))
    assert spec == Spec()


@pytest.mark.parametrize(
    "field, value",
    [
        ("dataset.kind", "xor"),
        ("dataset.kind", "blobs"),
        ("dataset.seed", 1),
        ("seed", 1),
        ("precision", "float64"),
    ],
)
def test_other_data_seed_or_precision_begins_a_new_run(field, value):
    assert begins_new_run(Spec(), after_set(field, value))


@pytest.mark.parametrize(
    "field, value",
    [
        ("dataset.noise", 10),
        ("dataset.num_examples", 600),
        ("dataset.train_share", 20),
        ("features", ["x1", "x2", "x1x2"]),
        ("layers.0.units", 5),
        ("layers", []),
        ("loss", "cross_entropy"),
        ("training.optimizer.kind", "adam"),
        ("training.batch_size", 3),
    ],
)
def test_all_else_changes_the_run_at_hand(field, value):
    assert not begins_new_run(Spec(), after_set(field, value))


def test_another_number_of_classes_begins_a_new_run():
    blobs = parse_spec({"dataset": {"kind": "blobs"}})
    assert begins_new_run(blobs, change_spec(blobs, Set(field="dataset.num_classes", value=4)))


def test_other_given_points_begin_a_new_run():
    other = parse_spec({"dataset": {"kind": "points", "train": [[0, 0, 1], [1, 1, 1]]}})
    assert begins_new_run(POINTS, other)
    assert begins_new_run(POINTS, Spec())
    assert not begins_new_run(POINTS, change_spec(POINTS, Set(field="training.learning_rate", value=1.0)))
