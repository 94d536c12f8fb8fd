"""Checkpoints: the next step after restoring equals the one that would have come; other bytes are refused."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import load, save

from playground.engine.address import decode_address
from playground.engine.checkpoint import Checkpoint, CheckpointError, restore_run, take_checkpoint
from playground.engine.commands import parse_command
from playground.engine.errors import EngineError
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


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused(data):
    with pytest.raises(CheckpointError):
        Checkpoint.from_bytes(data)


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
