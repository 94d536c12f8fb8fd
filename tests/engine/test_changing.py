"""Changes under a running network, and the way back."""

import numpy as np
import pytest

from playground.engine.address import decode_address
from playground.engine.commands import parse_command
from playground.engine.errors import SpecError
from playground.engine.run import Run
from playground.engine.spec import Spec

CHANGES = [
    {"name": "unit.add", "layer": 0},
    {"name": "unit.remove", "layer": 0, "unit": 1},
    {"name": "layer.insert", "index": 1},
    {"name": "layer.remove", "index": 0},
    {"name": "set", "field": "features", "value": ["x2", "sinx1"]},
    {"name": "set", "field": "layers.0.activation", "value": "relu"},
    {"name": "set", "field": "layers.0.norm", "value": "batch"},
    {"name": "set", "field": "loss", "value": "cross_entropy"},
    {"name": "set", "field": "dataset.noise", "value": 20},
    {"name": "set", "field": "dataset.num_examples", "value": 90},
    {"name": "set", "field": "training.learning_rate", "value": 0.3},
    {"name": "set", "field": "training.batch_size", "value": 7},
    {"name": "set", "field": "training.optimizer.kind", "value": "adam"},
    {"name": "weight.set", "layer": 0, "unit": 1, "input": 0, "value": 2.5},
    {"name": "weight.set", "layer": 2, "unit": 0, "value": -1.0},
    {"name": "weight.freeze", "layer": 1, "unit": 1, "input": 3, "frozen": True},
]


def change(run, **data):
    return run.apply(parse_command(data))


def train(run, num_steps):
    wanted = run.step_number + num_steps
    while run.step_number < wanted:
        run.advance(wanted - run.step_number)


def trained(query="", num_steps=60):
    spec, corrections = decode_address(query)
    assert not corrections
    run = Run(spec)
    train(run, num_steps)
    return run


def weights(run, layer):
    place = run.workspace.layout.layers[layer]
    return run.workspace.parameters[place.weights].reshape(place.units, place.inputs).copy()


@pytest.mark.parametrize("data", CHANGES, ids=lambda data: f"{data['name']} {data.get('field', '')}")
def test_undo_right_after_a_change_gives_back_every_value(data):
    run = trained("opt=momentum:0.9")
    before = [array.copy() for array in (run.workspace.parameters, run.workspace.slots, run.workspace.frozen)]
    spec = run.spec
    change(run, **data)
    change(run, name="undo")
    assert run.spec == spec
    for old, new in zip(
        before, (run.workspace.parameters, run.workspace.slots, run.workspace.frozen), strict=True
    ):
        assert (old == new).all()


@pytest.mark.parametrize("data", CHANGES, ids=lambda data: f"{data['name']} {data.get('field', '')}")
def test_training_goes_on_after_a_change_and_after_its_undo_and_redo(data):
    run = trained()
    change(run, **data)
    changed = run.spec
    train(run, 30)
    change(run, name="undo")
    train(run, 30)
    change(run, name="redo")
    train(run, 30)
    assert run.spec == changed
    assert run.step_number == 150
    assert np.isfinite(run.newest_row.train_loss)


def test_a_new_unit_leaves_the_other_weights_alone():
    run = trained()
    before = weights(run, 0)
    change(run, name="unit.add", layer=0)
    assert (weights(run, 0)[:4] == before).all()


def test_a_new_unit_gets_the_weights_that_reset_would_give_it():
    run = trained()
    change(run, name="unit.add", layer=0)
    assert (weights(run, 0)[4] == weights(Run(run.spec), 0)[4]).all()


def test_a_new_unit_counts_its_own_updates():
    run = trained("opt=adam", num_steps=50)
    change(run, name="unit.add", layer=0)
    train(run, 10)
    assert run.workspace.unit_steps[:5].tolist() == [60, 60, 60, 60, 10]


def test_the_removed_unit_is_the_one_that_was_asked_for():
    run = trained()
    before = weights(run, 1)
    change(run, name="unit.remove", layer=0, unit=1)
    assert (weights(run, 1) == before[:, [0, 2, 3]]).all()


def test_a_feature_switched_on_keeps_the_weights_of_the_others():
    run = trained()
    before = weights(run, 0)
    change(run, name="set", field="features", value=["x1", "x1x2", "x2"])
    assert run.spec.features == ("x1", "x2", "x1x2")
    assert (weights(run, 0)[:, :2] == before).all()


def test_undo_takes_back_the_change_and_not_the_training():
    run = trained()
    change(run, name="set", field="training.learning_rate", value=0.1)
    train(run, 40)
    trained_weights = run.workspace.parameters.copy()
    change(run, name="undo")
    assert run.step_number == 100
    assert run.spec.training.learning_rate == 0.03
    assert (run.workspace.parameters == trained_weights).all()


def test_undo_of_a_removal_brings_back_the_weights_while_the_others_keep_their_training():
    run = trained()
    gone = weights(run, 0)[3]
    change(run, name="unit.remove", layer=0)
    train(run, 40)
    kept = weights(run, 0)
    change(run, name="undo")
    assert (weights(run, 0)[3] == gone).all()
    assert (weights(run, 0)[:3] == kept).all()


@pytest.mark.parametrize("field", ["layers.0.activation", "layers.*.activation"])
def test_another_activation_keeps_the_weights_and_what_the_optimizer_knows(field):
    run = trained("opt=adam")
    before = run.workspace.parameters.copy(), run.workspace.slots.copy(), run.workspace.unit_steps.copy()
    change(run, name="set", field=field, value="relu")
    after = run.workspace.parameters, run.workspace.slots, run.workspace.unit_steps
    assert all((old == new).all() for old, new in zip(before, after, strict=True))


def test_redo_brings_back_what_undo_had_taken():
    run = trained()
    change(run, name="unit.add", layer=0)
    train(run, 40)
    grown = weights(run, 0)[4]
    change(run, name="undo")
    change(run, name="redo")
    assert (weights(run, 0)[4] == grown).all()


def test_a_change_inside_a_step_runs_its_phases_again_up_to_where_it_stood():
    run = trained()
    run.next_phase()
    run.next_phase()
    change(run, name="set", field="layers.0.activation", value="relu")
    assert (run.phase, run.step_number) == ("loss", 60)
    other = trained()
    change(other, name="set", field="layers.0.activation", value="relu")
    run.advance(1)
    other.advance(1)
    assert run.workspace.parameters.tobytes() == other.workspace.parameters.tobytes()


def test_a_change_of_shape_before_the_first_step_asks_for_a_new_run():
    run = Run(Spec())
    applied = change(run, name="unit.add", layer=0)
    assert applied.new_run is not None
    assert applied.new_run.layers[0].units == 5
    assert run.spec == Spec()


def test_settings_changed_before_the_first_step_are_the_start_and_not_logged():
    run = Run(Spec())
    applied = change(run, name="set", field="training.learning_rate", value=0.1)
    assert applied.mark is None
    assert run.log == []


@pytest.mark.parametrize(
    "data",
    [
        {"name": "set", "field": "dataset.kind", "value": "spiral"},
        {"name": "set", "field": "dataset.seed", "value": 5},
        {"name": "set", "field": "seed", "value": 5},
        {"name": "set", "field": "precision", "value": "float64"},
    ],
)
def test_another_dataset_sample_or_seed_begins_a_new_run(data):
    run = trained()
    assert change(run, **data).new_run is not None


@pytest.mark.parametrize(
    "data",
    [
        {"name": "set", "field": "training.learning_rate", "value": -1},
        {"name": "set", "field": "nothing.here", "value": 1},
        {"name": "weight.set", "layer": 9, "unit": 0, "input": 0, "value": 1.0},
        {"name": "weight.set", "layer": 0, "unit": 0, "input": 9, "value": 1.0},
        {"name": "unit.remove", "layer": 0, "unit": 40},
        {"name": "undo"},
        {"name": "redo"},
    ],
)
def test_a_refused_change_leaves_the_run_as_it_was(data):
    run = trained()
    before = run.workspace.parameters.tobytes()
    with pytest.raises(SpecError):
        change(run, **data)
    assert run.workspace.parameters.tobytes() == before
    assert not run.can_undo


def test_the_sets_of_one_drag_are_one_change():
    run = trained()
    for value in (0.1, 0.2, 0.3):
        change(run, name="set", field="training.learning_rate", value=value, drag=7)
        train(run, 5)
    change(run, name="undo")
    assert run.spec.training.learning_rate == 0.03
    assert not run.can_undo


def test_the_last_fifty_changes_can_be_undone():
    run = trained()
    for index in range(60):
        change(run, name="set", field="training.learning_rate", value=0.01 + index / 1000)
    count = 0
    while run.can_undo:
        change(run, name="undo")
        count += 1
    assert count == 50


def test_a_frozen_weight_stays_while_its_neighbors_learn():
    run = trained()
    before = weights(run, 0)
    change(run, name="weight.freeze", layer=0, unit=2, input=1, frozen=True)
    train(run, 40)
    after = weights(run, 0)
    assert after[2, 1] == before[2, 1]
    assert after[2, 0] != before[2, 0]


def test_start_and_log_replayed_give_the_run_to_the_bit():
    run = trained("opt=adam&order=shuffled")
    for data in (CHANGES[0], CHANGES[2], CHANGES[10], {"name": "undo"}, CHANGES[13], CHANGES[8]):
        change(run, **data)
        train(run, 23)
    again = Run(decode_address("opt=adam&order=shuffled")[0])
    for step, entry in run.log:
        train(again, step - again.step_number)
        again.apply(entry)
    train(again, run.step_number - again.step_number)
    assert again.workspace.parameters.tobytes() == run.workspace.parameters.tobytes()
    assert again.rows == run.rows


def test_a_whole_spec_keeps_the_layers_that_equal_each_other():
    run = trained("net=4.tanh,3.relu,2.tanh")
    first, last = weights(run, 0), weights(run, 3)
    target = run.spec.model_dump(mode="json")
    target["layers"].insert(1, {"units": 6, "activation": "sine"})
    change(run, name="spec", spec=target)
    assert (weights(run, 0) == first).all()
    assert (weights(run, 4) == last).all()


def test_a_change_in_the_middle_of_an_epoch_takes_no_example_twice():
    run = trained("batch=7", num_steps=40)
    assert run.epoch == 1
    change(run, name="set", field="training.learning_rate", value=0.1)
    left = run.epoch_plan()
    assert len(left.examples) == len(set(left.examples.tolist()))
