"""Checkpoints: bytes that carry a run whole, and bytes that are none. What becomes of them: test_restoring.py."""

import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from safetensors.numpy import save

from playground.engine.address import decode_address
from playground.engine.checkpoint import MAX_BYTES, Checkpoint, CheckpointError, take_checkpoint
from playground.engine.commands import parse_command
from playground.engine.run import Run
from playground.engine.spec import Spec


def trained(query="", num_steps=60):
    run = Run(decode_address(query)[0])
    while run.step_number < num_steps:
        run.advance(num_steps - run.step_number)
    return run


def test_bytes_and_back_give_the_same_checkpoint():
    checkpoint = take_checkpoint(trained("net=4.tanh.bn&opt=adam"))
    again = Checkpoint.from_bytes(checkpoint.to_bytes())
    assert again.described == checkpoint.described
    for name, array in checkpoint.arrays.items():
        np.testing.assert_array_equal(again.arrays[name], array, strict=True)


def test_a_checkpoint_does_not_change_while_its_run_trains_on():
    run = trained("opt=adam")
    checkpoint = take_checkpoint(run)
    before = checkpoint.to_bytes()
    run.advance(10)
    assert checkpoint.to_bytes() == before


def test_inside_a_step_it_is_of_the_steps_start():
    run = trained("net=4.tanh.bn")
    before = take_checkpoint(run).arrays
    for _ in range(3):
        run.next_phase()
    inside = take_checkpoint(run)
    assert inside.described["phase"] == "backward"
    for name in ("parameters", "buffers", "slots"):
        np.testing.assert_array_equal(inside.arrays[name], before[name])


def test_a_run_that_diverged_has_a_checkpoint_as_well():
    run = trained("data=plane&lr=100&net=8.relu", 3)
    while not run.diverged:
        run.advance(1)
    again = Checkpoint.from_bytes(take_checkpoint(run).to_bytes())
    assert again.described["diverged"]
    assert not math.isfinite(np.abs(again.arrays["parameters"]).max())


def test_a_start_has_neither_start_nor_log():
    run = trained()
    run.apply(parse_command({"name": "set", "field": "training.learning_rate", "value": 0.1}))
    start = take_checkpoint(run, is_start=True)
    assert start.described["start"] is None
    assert start.described["log"] == []
    assert take_checkpoint(run).described["start"] == Spec().model_dump(mode="json")


def test_a_checkpoint_is_small():
    assert len(take_checkpoint(trained()).to_bytes()) < 10_000


def test_too_many_bytes_are_refused_before_they_are_read():
    with pytest.raises(CheckpointError, match="large"):
        Checkpoint.from_bytes(bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("described", [b"{", b"[]", b"null", b'{"format": 99}', b"[" * 99_999, b"\xff"])
def test_a_description_that_says_nothing_is_refused(described):
    arrays = {"described": np.frombuffer(described, np.uint8)}
    with pytest.raises(CheckpointError):
        Checkpoint.from_bytes(save(arrays))


def test_arrays_without_a_description_are_refused():
    with pytest.raises(CheckpointError):
        Checkpoint.from_bytes(save({"parameters": np.zeros(3)}))


def test_the_description_is_json_without_not_a_number():
    text = json.dumps(take_checkpoint(trained()).described, allow_nan=False)
    assert json.loads(text)["step"] == 60


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused(data):
    with pytest.raises(CheckpointError):
        Checkpoint.from_bytes(data)
