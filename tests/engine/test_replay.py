"""Start and log give the run again to the bit."""

import numpy as np
import pytest

from playground.engine import change_log
from playground.engine.address import decode_address
from playground.engine.checkpoint import take_checkpoint
from playground.engine.commands import parse_command
from playground.engine.errors import SpecError
from playground.engine.replay import replay
from playground.engine.run import Run

CHANGES = [
    {"name": "set", "field": "training.learning_rate", "value": 0.01, "drag": 1},
    {"name": "set", "field": "training.learning_rate", "value": 0.05, "drag": 1},
    {"name": "unit.add", "layer": 0},
    {"name": "undo"},
    {"name": "set", "field": "layers.0.units", "value": 2, "drag": 2},
    {"name": "set", "field": "layers.0.units", "value": 6, "drag": 2},
    {"name": "set", "field": "training.batch_size", "value": 100},
    {"name": "set", "field": "training.batch_size", "value": 9},
    {"name": "weight.set", "layer": 0, "unit": 0, "input": 1, "value": -1.0},
    {"name": "weight.freeze", "layer": 1, "unit": 0, "input": None, "frozen": True},
    {"name": "set", "field": "dataset.noise", "value": 20},
    {"name": "set", "field": "dataset.num_examples", "value": 300},
    {"name": "set", "field": "training.optimizer.kind", "value": "adam"},
    {"name": "layer.insert", "index": 1},
    {"name": "set", "field": "layers.0.norm", "value": "batch"},
    {"name": "undo"},
    {"name": "undo"},
    {"name": "redo"},
    {"name": "layer.remove", "index": 0},
    {"name": "set", "field": "features", "value": ["x2", "radius"]},
]


def run_of(query):
    return Run(decode_address(query)[0])


def assert_equal(run, again):
    for name in ("parameters", "buffers", "slots", "unit_steps", "frozen", "dead"):
        np.testing.assert_array_equal(
            getattr(again.workspace, name), getattr(run.workspace, name), strict=True
        )
    np.testing.assert_array_equal(np.array(again.rows), np.array(run.rows))
    assert (again.step_number, again.epoch, again.position) == (run.step_number, run.epoch, run.position)
    assert again.spec == run.spec


@pytest.mark.parametrize("query", ["", "opt=momentum&order=shuffled", "reg=l1:0.05&tail=short&batch=7"])
@pytest.mark.parametrize("steps_between", [0, 1, 13])
def test_a_run_that_was_changed_in_every_way_comes_out_the_same(query, steps_between):
    run = run_of(query)
    run.advance(7)
    for data in CHANGES:
        run.apply(parse_command(data))
        for _ in range(steps_between):
            run.advance(1)
    run.advance(20)
    assert_equal(run, replay(run.start, run.log, run.step_number))


def test_changes_made_inside_a_step_come_out_the_same():
    run = run_of("net=4.tanh.bn,3.tanh")
    run.advance(20)
    for data in CHANGES:
        for _ in range(3):
            run.next_phase()
        run.apply(parse_command(data))
    run.advance(1)
    assert_equal(run, replay(run.start, run.log, run.step_number))


def test_undo_of_a_setting_from_before_the_first_step_comes_out_the_same():
    run = run_of("")
    run.apply(parse_command(CHANGES[0]))
    run.advance(20)
    run.apply(parse_command({"name": "undo"}))
    run.advance(20)
    run.apply(parse_command({"name": "redo"}))
    run.advance(20)
    assert_equal(run, replay(run.start, run.log, run.step_number))


def test_a_log_past_its_limit_comes_out_the_same(monkeypatch):
    monkeypatch.setattr(change_log, "MAX_LOG", 4)
    run = run_of("opt=adam")
    run.advance(10)
    for data in CHANGES[:11]:
        run.apply(parse_command(data))
        run.advance(3)
    assert_equal(run, replay(run.start, run.log, run.step_number))


def test_any_earlier_step_can_be_asked_for():
    run = run_of("")
    run.advance(20)
    before = take_checkpoint(run)
    run.apply(parse_command(CHANGES[2]))
    run.advance(5)
    again = replay(run.start, run.log, 19)
    assert again.step_number == 19
    again.advance(1)
    np.testing.assert_array_equal(again.workspace.parameters, before.arrays["parameters"])


def test_an_entry_that_cannot_be_is_refused():
    run = run_of("")
    with pytest.raises(SpecError):
        replay(run.start, [(3, parse_command({"name": "undo"}))], 10)
