"""A run from a checkpoint: the next step equals the one that would have come; damaged ones are refused."""

import json

import numpy as np
import pytest
from safetensors.numpy import load, save

from playground.engine.address import decode_address
from playground.engine.checkpoint import Checkpoint, CheckpointError, take_checkpoint
from playground.engine.commands import parse_command
from playground.engine.errors import EngineError, SpecError
from playground.engine.restoring import restore_run
from playground.engine.run import Run
from playground.engine.spec import Spec


def trained(query="", num_steps=60):
    run = Run(decode_address(query)[0])
    for _ in range(num_steps):
        run.advance(1)
    return run


def restored(run):
    return restore_run(Checkpoint.from_bytes(take_checkpoint(run).to_bytes()))


def assert_same_future(run, other):
    for _ in range(60):
        run.advance(1)
        other.advance(1)
    assert other.workspace.parameters.tobytes() == run.workspace.parameters.tobytes()
    assert other.workspace.slots.tobytes() == run.workspace.slots.tobytes()
    assert np.array(other.rows).tobytes() == np.array(run.rows).tobytes()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "opt=adam&order=shuffled&schedule=cosine",
        "reg=l1:0.1&batch=7",
        "n=90&batch=40&tail=short",
        "net=6.relu.he.drop30.bn,4.gelu.ln&precision=float64",
        "data=arms&opt=rmsprop",
        "n=5000&train=90",
    ],
)
def test_training_goes_on_from_a_checkpoint_to_the_bit(query):
    run = trained(query)
    assert_same_future(run, restored(run))


@pytest.mark.parametrize("phases", [1, 2, 3, 4, 5])
def test_a_checkpoint_inside_a_step_stands_at_the_same_phase(phases):
    run = trained("net=4.tanh.bn")
    for _ in range(phases):
        run.next_phase()
    other = restored(run)
    assert other.phase == run.phase
    assert_same_future(run, other)


def test_what_undo_would_bring_back_is_in_the_checkpoint():
    run = trained()
    for command in (
        {"name": "unit.remove", "layer": 0},
        {"name": "weight.set", "layer": 0, "unit": 0, "input": 0, "value": 3.0},
        {"name": "set", "field": "training.optimizer.kind", "value": "adam"},
        {"name": "undo"},
    ):
        run.apply(parse_command(command))
        run.advance(5)
    other = restored(run)
    for each in (run, other):
        each.apply(parse_command({"name": "redo"}))
        while each.can_undo:
            each.apply(parse_command({"name": "undo"}))
    assert other.spec == run.spec == Spec()
    assert_same_future(run, other)


def test_the_log_is_in_the_checkpoint():
    run = trained()
    run.apply(parse_command({"name": "set", "field": "training.learning_rate", "value": 0.1}))
    assert restored(run).log == run.log


def test_a_run_from_a_start_takes_it_for_its_own():
    run = trained()
    run.apply(parse_command({"name": "unit.remove", "layer": 0}))
    start = take_checkpoint(run, is_start=True)
    other = restore_run(start)
    assert other.start is start
    assert other.log == []
    assert_same_future(run, other)


def test_a_start_that_is_a_checkpoint_comes_back_with_the_run():
    run = trained()
    run.start = take_checkpoint(run, is_start=True)
    other = restored(run)
    assert isinstance(other.start, Checkpoint)
    assert other.start.to_bytes() == run.start.to_bytes()


def test_a_damaged_checkpoint_is_refused_and_never_half_restored():
    data = bytearray(take_checkpoint(trained()).to_bytes())
    for place in range(0, len(data), 97):
        broken = bytearray(data)
        broken[place] ^= 0xFF
        try:
            restore_run(Checkpoint.from_bytes(bytes(broken)))
        except EngineError:
            continue


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("spec", {"layers": [{"units": 10**12}]}),
        ("spec", None),
        ("step", -1),
        ("step", 1e3),
        ("position", 2**60),
        ("phase", "dance"),
        ("stepper", "rm -rf"),
        ("log", [[1, {"name": "explode"}]]),
        ("done", [{}]),
        ("format", 99),
    ],
)
def test_hostile_descriptions_are_refused(key, value):
    arrays = load(take_checkpoint(trained()).to_bytes())
    described = json.loads(arrays["described"].tobytes())
    described[key] = value
    arrays["described"] = np.frombuffer(json.dumps(described).encode(), np.uint8)
    with pytest.raises(EngineError):
        restore_run(Checkpoint.from_bytes(save(arrays)))


def test_values_of_another_shape_are_refused():
    checkpoint = take_checkpoint(trained())
    checkpoint.arrays["parameters"] = np.zeros(3, np.float32)
    with pytest.raises(CheckpointError):
        restore_run(checkpoint)


def changed():
    """A run with a way back of every kind."""
    run = trained("opt=adam")
    for command in (
        {"name": "unit.remove", "layer": 0, "unit": 1},
        {"name": "weight.set", "layer": 0, "unit": 0, "input": 0, "value": 3.0},
        {"name": "set", "field": "training.optimizer.kind", "value": "sgd"},
    ):
        run.apply(parse_command(command))
        run.advance(5)
    return load(take_checkpoint(run).to_bytes())


def edited(arrays, edit):
    described = json.loads(arrays["described"].tobytes())
    edit(described)
    return save(arrays | {"described": np.frombuffer(json.dumps(described).encode(), np.uint8)})


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["done"][0].update(mapping=None),
        lambda d: d["done"][0]["mapping"].pop(),
        lambda d: d["done"][0]["mapping"][0].__setitem__(0, 9),
        lambda d: d["done"][0]["mapping"][0][1].__setitem__(0, 3),
        lambda d: d["done"][0]["mapping"][0].__setitem__(1, [0]),
        lambda d: d["done"][0].update(lost=[]),
        lambda d: d["done"][0].update(lost={"7": "none"}),
        lambda d: d["done"][0]["spec"].update(seed=9),
        lambda d: d["done"][1]["hand_set"].__setitem__(0, 10**6),
        lambda d: d["done"][1]["hand_set"].__setitem__(1, ["frozen"]),
        lambda d: d["done"][1]["hand_set"].__setitem__(1, ["parameters"]),
        lambda d: d["done"].pop(0) and d["done"].insert(1, d["done"][0]),
        lambda d: d["done"].extend(d["done"] * 20),
        lambda d: d.update(start={"seed": "x"}),
    ],
)
def test_ways_back_that_lead_nowhere_are_refused(edit):
    with pytest.raises(EngineError):
        restore_run(Checkpoint.from_bytes(edited(changed(), edit)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unit_steps", -1),
        ("carried", 10**6),
        ("done.0.lost.0.unit_steps", -1),
        ("done.2.optimizer.unit_steps", 2**60),
    ],
)
def test_counters_and_places_out_of_range_are_refused(name, value):
    arrays = {key: array.copy() for key, array in changed().items()}
    arrays[name] = np.full(max(arrays[name].size, 1), value, np.int64)
    with pytest.raises(EngineError):
        restore_run(Checkpoint.from_bytes(save(arrays)))


def test_a_network_beyond_the_limits_is_refused_before_anything_is_made_of_it():
    def grow(described):
        described["spec"]["dataset"] |= {"num_examples": 5000, "train_share": 90}
        described["spec"]["layers"] = [{"kind": "dense", "units": 64}] * 12
        described["spec"]["training"]["batch_size"] = "full"

    with pytest.raises(SpecError):
        restore_run(Checkpoint.from_bytes(edited(changed(), grow)))
